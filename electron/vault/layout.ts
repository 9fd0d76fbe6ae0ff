import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, timestamp } from '../base/clock.ts';
import { CodedError } from '../contract/errors.ts';
import { damagedError } from './damage.ts';
import type { KeyStore } from './keys.ts';
import type { Storage } from './storage.ts';

const vaultFile = z.object({ version: z.literal(1), createdAt: z.iso.datetime({ offset: true }) });

/**
 * Makes the folders that a vault has and the file that says it is one. Throws `vault-damaged` where that file is not one
 * that this version knows, or is missing beside sessions.
 */
export async function layOut(storage: Storage, dir: string, clock: Clock, keys: KeyStore): Promise<void> {
  if (process.platform !== 'win32') await chmod(dir, 0o700);
  const path = join(dir, 'vault.json');
  const isNew = !(await storage.exists(path));
  if (!isNew) {
    const bytes = await storage.read(path, 'vault.json');
    const parsed = vaultFile.safeParse(jsonOrNull(bytes));
    if (!parsed.success) throw damagedError('vault.json', 'broken');
  } else if ((await storage.list(join(dir, 'sessions'))).length > 0) {
    throw damagedError('vault.json', 'missing');
  }
  if ((await keys.read()) === null) {
    if (!isNew) throw new CodedError('vault-key-missing', {});
    await keys.create();
  }
  for (const name of ['sessions', 'outbox', 'quarantine']) await storage.makeFolder(join(dir, name));
  if (isNew) {
    const file: z.infer<typeof vaultFile> = { version: 1, createdAt: timestamp(clock) };
    await storage.write(path, new TextEncoder().encode(`${JSON.stringify(file)}\n`));
  }
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
