import { join } from 'node:path';
import { type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import { type SessionRecord, sessionRecord } from '../contract/journal.ts';
import { recipientOf } from './keys.ts';
import { SealedFiles } from './sealing/sealed-files.ts';
import { readableRecords } from './sealing/sealed-records.ts';
import { originalOf, pictureIn } from './session-folder.ts';
import { journalOf } from './session-journal.ts';
import { Storage } from './storage.ts';
import { openKeyring } from './unlocking.ts';
import { readVaultFile, type VaultFacts, vaultFileName } from './vault-file.ts';

/**
 * A vault read with its recovery key alone, on whatever machine it lies: no station's key, no lock, and nothing in it is
 * changed. What is damaged is never in the way of the rest.
 */
export class RecoveryReader {
  readonly #files: SealedFiles;

  private constructor(files: SealedFiles) {
    this.#files = files;
  }

  /** Throws `recovery-key-wrong`, `vault-older`, `vault-newer`, `vault-damaged` where its secret is missing or broken. */
  static async open(dir: string, identity: string, fs: FileSystem = nodeFileSystem): Promise<RecoveryReader> {
    const storage = new Storage(fs);
    const recipient = await recipientOf(identity).catch((error: unknown) => {
      throw new CodedError('recovery-key-wrong', {}, { cause: error });
    });
    const facts = await factsOrNull(storage, dir);
    try {
      return new RecoveryReader(new SealedFiles(storage, dir, await openKeyring(storage, dir, identity, [recipient])));
    } catch (error) {
      if (!facts || facts.recovery === recipient || facts.station === recipient) throw error;
      throw new CodedError('recovery-key-wrong', {}, { cause: error });
    }
  }

  async sessions(): Promise<string[]> {
    return await this.#files.storage.list(this.#files.path('sessions'));
  }

  /** A session's journal, as far as it can be read, and whether that is all of it. */
  async journal(session: string): Promise<{ records: SessionRecord[]; whole: boolean }> {
    try {
      return await readableRecords({ files: this.#files, name: journalOf(session), schema: sessionRecord });
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      return { records: [], whole: false };
    }
  }

  /** Names of the pictures that lie with a session, whether or not its journal knows them. */
  async pictures(session: string): Promise<string[]> {
    const files = await this.#files.storage.list(this.#files.path(`sessions/${session}/originals`));
    return files.flatMap((file) => pictureIn(file) ?? []);
  }

  /** A picture; without a hash, whatever its file holds. Throws `vault-damaged`. */
  async picture(session: string, name: string, sha256?: string): Promise<Uint8Array> {
    const file = originalOf(session, name);
    return sha256 === undefined ? await this.#files.openPicture(file) : await this.#files.readPicture(file, sha256);
  }

  /** Pictures that no journal knows, by name. */
  async quarantined(): Promise<string[]> {
    const files = await this.#files.storage.list(this.#files.path('quarantine'));
    return files.flatMap((file) => pictureIn(file) ?? []);
  }

  async quarantinedPicture(name: string): Promise<Uint8Array> {
    return await this.#files.openPicture(`quarantine/${name}.age`);
  }
}

/** The secret alone opens a vault: what `vault.json` says, genuine or not, only tells a wrong key from a broken secret. */
async function factsOrNull(storage: Storage, dir: string): Promise<VaultFacts | null> {
  try {
    return readVaultFile(await storage.read(join(dir, vaultFileName), vaultFileName)).facts;
  } catch (error) {
    if (hasCode(error, 'vault-damaged')) return null;
    throw error;
  }
}
