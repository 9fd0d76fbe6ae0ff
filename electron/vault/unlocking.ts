import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, timestamp } from '../base/clock.ts';
import { inTurn } from '../base/in-turn.ts';
import type { Log } from '../base/log.ts';
import { CodedError } from '../contract/errors.ts';
import { type Damage, damagedError, damageOf } from './damage.ts';
import { type KeyStore, recipientOf } from './keys.ts';
import { hasSessions, isUsed, layOut } from './layout.ts';
import { demandKeyOf, type RecoveryKey, recoveryKeyFor } from './recovery-key.ts';
import { Keyring } from './sealing/keyring.ts';
import type { Storage } from './storage.ts';
import { readVaultFile, type VaultFacts, vaultFileName, writeVaultFile } from './vault-file.ts';

const secretFile = 'keys/vault.age';

export type UnlockOptions = {
  clock: Clock;
  log: Log;
  /** Where the station's key is kept. */
  keys: KeyStore;
  /** The public half of the hospital's own recovery key. Throws `bad-input` for what is none. */
  recoveryRecipient?: string | undefined;
  /**
   * Somebody is there to be shown a recovery key. One that nobody has shown to be kept is then replaced by a new one, as long
   * as nothing needs it.
   */
  renewRecovery?: boolean | undefined;
};

/**
 * Opens the vault with the station's key, or makes a new one where there has never been any. Throws `vault-older`,
 * `vault-newer`, `vault-key-missing`, `vault-key-wrong`, `vault-key-store-changed`, `vault-damaged`: nothing is changed then.
 */
export async function unlock(storage: Storage, root: string, options: UnlockOptions): Promise<Unlocked> {
  if (await storage.exists(join(root, vaultFileName))) return await openExisting(storage, root, options);
  if (await isUsed(storage, root)) throw damagedError(vaultFileName, 'missing');
  return await makeNew(storage, root, options);
}

/**
 * What opens a vault's files by any identity that its secret is sealed for: the station's, or the recovery key. Throws
 * `vault-damaged` for a secret that is missing or broken, and for an identity that does not open it.
 */
export async function openKeyring(
  storage: Storage,
  root: string,
  identity: string,
  recipients: readonly string[],
): Promise<Keyring> {
  const sealed = await storage.read(join(root, secretFile), secretFile);
  try {
    return await Keyring.open(identity, recipients, sealed);
  } catch (error) {
    throw damagedError(secretFile, 'broken', { cause: error });
  }
}

/** A vault whose key has been found to fit, and its own two files. */
export class Unlocked {
  readonly #storage: Storage;
  readonly #root: string;
  readonly #inTurn = inTurn();
  #keyring: Keyring;
  #facts: VaultFacts;
  #recovery: RecoveryKey;

  constructor(storage: Storage, root: string, keyring: Keyring, facts: VaultFacts, recovery: RecoveryKey) {
    this.#storage = storage;
    this.#root = root;
    this.#keyring = keyring;
    this.#facts = facts;
    this.#recovery = recovery;
  }

  get keyring(): Keyring {
    return this.#keyring;
  }

  get keyStore(): string {
    return this.#facts.keyStore;
  }

  get recovery(): RecoveryKey {
    return this.#recovery;
  }

  /** The secret first: until `vault.json` is there, or names this recovery key, the next start does all of it again. */
  async write(recovery: RecoveryKey): Promise<void> {
    const facts = { ...this.#facts, recovery: recovery.recipient, kept: recovery.kept };
    const keyring = this.#keyring.for([facts.station, facts.recovery]);
    await this.#storage.write(join(this.#root, secretFile), keyring.sealedSecret());
    await this.#storage.write(join(this.#root, vaultFileName), writeVaultFile(facts, keyring.keyOf(vaultFileName)));
    this.#keyring = keyring;
    this.#facts = facts;
    this.#recovery = recovery;
  }

  /**
   * See `Vault.confirmRecovery`. The secret is sealed for that key once more: a power cut may have left it sealed for the one
   * that was to replace it.
   */
  async confirmRecovery(typed: string): Promise<void> {
    await this.#inTurn(async () => {
      const recipient = this.#facts.recovery;
      await demandKeyOf(recipient, typed);
      await this.write({ recipient, kept: true, key: null });
    });
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  /** The vault's own two files once more, as they lie on the disk. */
  async damaged(): Promise<Damage[]> {
    const damaged: Damage[] = [];
    for (const look of [() => this.#demandFacts(), () => this.#demandSecret()]) {
      try {
        await look();
      } catch (error) {
        damaged.push(damageOf(error));
      }
    }
    return damaged;
  }

  async #demandFacts(): Promise<void> {
    const bytes = await this.#storage.read(join(this.#root, vaultFileName), vaultFileName);
    const wanted = writeVaultFile(this.#facts, this.#keyring.keyOf(vaultFileName));
    if (Buffer.compare(bytes, wanted) !== 0) throw damagedError(vaultFileName, 'different');
  }

  async #demandSecret(): Promise<void> {
    const sealed = await this.#storage.read(join(this.#root, secretFile), secretFile);
    if (!(await this.#keyring.isSealedIn(sealed))) throw damagedError(secretFile, 'broken');
  }
}

async function openExisting(storage: Storage, root: string, options: UnlockOptions): Promise<Unlocked> {
  const { facts, isGenuine } = readVaultFile(await storage.read(join(root, vaultFileName), vaultFileName));
  const identity = await identityFor(facts, options.keys);
  const keyring = await openKeyring(storage, root, identity, [facts.station, facts.recovery]);
  if (!isGenuine(keyring.keyOf(vaultFileName))) throw damagedError(vaultFileName, 'different');
  await layOut(storage, root);
  const standing: RecoveryKey = { recipient: facts.recovery, kept: facts.kept, key: null };
  const unlocked = new Unlocked(storage, root, keyring, facts, standing);
  const { recoveryRecipient: given, renewRecovery, log } = options;
  const wanted = !facts.kept && (renewRecovery || given !== undefined);
  if (wanted && !(await hasSessions(storage, root))) await unlocked.write(await recoveryKeyFor(given));
  else if (given !== undefined && given !== facts.recovery) log.warn('vault-recovery-other');
  return unlocked;
}

async function identityFor({ keyStore, station }: VaultFacts, keys: KeyStore): Promise<string> {
  if (keys.backend !== keyStore) {
    throw new CodedError('vault-key-store-changed', { expected: keyStore, found: keys.backend });
  }
  const identity = await keys.read();
  if (identity === null) throw new CodedError('vault-key-missing');
  if ((await recipientOrNull(identity)) !== station) throw new CodedError('vault-key-wrong');
  return identity;
}

async function makeNew(storage: Storage, root: string, options: UnlockOptions): Promise<Unlocked> {
  const { clock, keys } = options;
  const recovery = await recoveryKeyFor(options.recoveryRecipient);
  const identity = (await keys.read()) ?? (await keys.create());
  const station = await recipientOrNull(identity);
  if (station === null) throw new CodedError('vault-key-wrong');
  await layOut(storage, root);
  const facts: VaultFacts = {
    ...{ id: randomUUID(), createdAt: timestamp(clock), keyStore: keys.backend, station },
    ...{ recovery: recovery.recipient, kept: recovery.kept },
  };
  const keyring = Keyring.make(identity, [station, recovery.recipient]);
  const unlocked = new Unlocked(storage, root, keyring, facts, recovery);
  await unlocked.write(recovery);
  return unlocked;
}

async function recipientOrNull(identity: string): Promise<string | null> {
  try {
    return await recipientOf(identity);
  } catch {
    return null;
  }
}
