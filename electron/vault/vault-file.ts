import { createHmac, timingSafeEqual } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { z } from 'zod';
import { CodedError } from '../contract/errors.ts';
import { damagedError } from './damage.ts';

const current = 2;
export const vaultFileName = 'vault.json';

/** A native recipient: what every age program knows. */
const recipient = z.string().refine(isRecipient);

const facts = z.strictObject({
  version: z.literal(current),
  id: z.uuid(),
  createdAt: z.iso.datetime({ offset: true }),
  /** Which key store has the station's key. */
  keyStore: z.string().min(1),
  /** The public halves of the two keys that open all pictures. */
  station: recipient,
  recovery: recipient,
  /** Somebody has shown that the recovery key is kept. */
  kept: z.boolean(),
});
const written = facts.extend({ mac: z.base64() });

/** What `vault.json` says. */
export type VaultFacts = Omit<z.infer<typeof facts>, 'version'>;

export function isRecipient(text: string): boolean {
  if (!/^age1[0-9a-z]{58}$/.test(text)) return false;
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads the facts, and `isGenuine` to ask whether the holder of the vault's secret wrote them: nobody else may add a recipient.
 * Throws `vault-older`, `vault-newer`, and `vault-damaged` for what is no such file.
 */
export function readVaultFile(bytes: Uint8Array): { facts: VaultFacts; isGenuine(key: Uint8Array): boolean } {
  const data = jsonOrNull(bytes);
  const version = z.object({ version: z.number().int().positive() }).safeParse(data);
  if (!version.success) throw damagedError(vaultFileName, 'broken');
  if (version.data.version < current) throw new CodedError('vault-older', version.data);
  if (version.data.version > current) throw new CodedError('vault-newer', version.data);
  const parsed = written.safeParse(data);
  if (!parsed.success) throw damagedError(vaultFileName, 'broken');
  const { version: _version, mac, ...found } = parsed.data;
  return {
    facts: found,
    isGenuine(key) {
      const [wanted, given] = [macOf(found, key), Buffer.from(mac, 'base64')];
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}

export function writeVaultFile(found: VaultFacts, key: Uint8Array): Uint8Array {
  const mac = macOf(found, key).toString('base64');
  return new TextEncoder().encode(`${JSON.stringify({ version: current, ...ordered(found), mac }, null, 2)}\n`);
}

/** Over the file as it would be without this line and without blanks: its fields in their order. */
function macOf(found: VaultFacts, key: Uint8Array): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify({ version: current, ...ordered(found) }))
    .digest();
}

function ordered({ id, createdAt, keyStore, station, recovery, kept }: VaultFacts): VaultFacts {
  return { id, createdAt, keyStore, station, recovery, kept };
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
