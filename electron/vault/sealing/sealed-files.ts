import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { damagedError } from '../damage.ts';
import type { Storage } from '../storage.ts';
import type { Source } from './age-file.ts';
import type { Keyring } from './keyring.ts';
import { noTag, openLines, sealLine } from './sealed-lines.ts';

const { subtle } = webcrypto;

/** A vault's files by name: the path inside the vault, with `/`, which is also what errors call it. */
export class SealedFiles {
  readonly storage: Storage;
  readonly keyring: Keyring;
  readonly #root: string;

  constructor(storage: Storage, root: string, keyring: Keyring) {
    this.storage = storage;
    this.#root = root;
    this.keyring = keyring;
  }

  path(name: string): string {
    return join(this.#root, name);
  }

  /** A small value, whole: one sealed line. Replaces what stands there; on failure that stands. */
  async writeValue(name: string, value: object): Promise<void> {
    const { bytes } = sealLine(this.keyring.keyOf(name), 0, noTag, JSON.stringify(value));
    await this.storage.write(this.path(name), bytes);
  }

  /** Throws `vault-damaged`. */
  async readValue<Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.output<Schema>> {
    const bytes = await this.storage.read(this.path(name), name);
    const { texts, end } = openLines(this.keyring.keyOf(name), bytes);
    if (texts.length !== 1 || end !== bytes.length) throw damagedError(name, 'broken');
    try {
      return schema.parse(JSON.parse(texts[0] ?? ''));
    } catch (error) {
      throw damagedError(name, 'broken', { cause: error });
    }
  }

  /**
   * A picture as an age file under a name that is free. On return it is on the disk, was read back, opened with the
   * station's key, and is what was given, which is what `sha256` says; if it says something else this throws `bad-input`,
   * and nothing is there. A file that fails is given up; the picture is written anew, once.
   */
  async writePicture(name: string, plain: Uint8Array, sha256: string): Promise<void> {
    const hash = hashOf(plain);
    const proves = async (file: Source): Promise<boolean> => {
      const same = await this.#holds(file, plain);
      if ((await hash) === sha256) return same;
      throw new CodedError('bad-input', { call: 'vault.storeOriginal', at: 'sha256' });
    };
    const write = async (): Promise<void> =>
      await this.storage.writeNew(this.path(name), this.keyring.seal(plain), proves);
    try {
      await write();
    } catch (error) {
      if (!hasCode(error, 'vault-write-failed')) throw error;
      await write();
    }
  }

  /** Throws `vault-damaged` where the file is broken, or holds anything else than `sha256` promises. */
  async readPicture(name: string, sha256: string): Promise<Uint8Array> {
    const plain = await this.openPicture(name);
    if ((await hashOf(plain)) !== sha256) throw damagedError(name, 'different');
    return plain;
  }

  /** Whatever a genuine file holds. Throws `vault-damaged` where it is broken. */
  async openPicture(name: string): Promise<Uint8Array> {
    const file = await this.storage.read(this.path(name), name);
    try {
      // A chunk is shorter open than sealed: what is read never lies behind what is written.
      return await this.keyring.openWhole(file, file);
    } catch (error) {
      throw damagedError(name, 'broken', { cause: error });
    }
  }

  /** Whether a sealed file opens, and holds just these bytes. */
  async #holds(file: Source, plain: Uint8Array): Promise<boolean> {
    let same = true;
    let at = 0;
    try {
      await this.keyring.open(file, (piece) => {
        same &&= Buffer.compare(piece, plain.subarray(at, at + piece.length)) === 0;
        at += piece.length;
      });
    } catch {
      return false;
    }
    return same && at === plain.length;
  }
}

/** In a thread of the system's: a picture's hash takes as long as sealing it does. */
async function hashOf(data: Uint8Array): Promise<string> {
  return Buffer.from(await subtle.digest('SHA-256', data)).toString('hex');
}
