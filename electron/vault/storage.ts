import { dirname } from 'node:path';
import {
  appendDurably,
  type Chunks,
  makeFolderDurably,
  type Proof,
  readWhole,
  writeDurably,
  writeProved,
} from '../base/durable-file.ts';
import { errorCode, type FileSystem } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import { damagedError } from './damage.ts';

/**
 * The only place where the vault's bytes become files and files become bytes; what they mean, `sealing/` knows. Reading a
 * file throws `vault-damaged`, everything else `vault-full` or `vault-write-failed`; `name` is what
 * errors call a file.
 */
export class Storage {
  readonly #fs: FileSystem;

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** See `writeDurably`. */
  async write(path: string, data: Chunks): Promise<void> {
    await writeDurably(path, data, this.#fs);
  }

  /** As `write`, or as `writeProved`, for a name that is free: after a failure it is free again. */
  async writeNew(path: string, data: Chunks, proof?: Proof): Promise<void> {
    try {
      if (proof) await writeProved(path, data, proof, this.#fs);
      else await this.write(path, data);
    } catch (error) {
      await this.#discard(path);
      throw error;
    }
  }

  /** See `appendDurably`. With nothing to add it cuts the file to `position` and makes sure that it is on the disk. */
  async append(path: string, data: Uint8Array, position: number): Promise<number> {
    return await appendDurably(path, data, position, this.#fs);
  }

  /** What fails is tried once more before it counts as damage: others then begin files of their own beside it. */
  async read(path: string, name: string): Promise<Uint8Array> {
    try {
      return await readWhole(path, this.#fs);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw damagedError(name, 'ENOENT', { cause: error });
    }
    try {
      return await readWhole(path, this.#fs);
    } catch (error) {
      throw damagedError(name, errorCode(error) ?? 'unknown', { cause: error });
    }
  }

  /** Makes sure that a file which is already there, and its name, are on the disk. */
  async settle(path: string): Promise<void> {
    const found = await coded(() => this.#fs.stat(path));
    await this.append(path, new Uint8Array(), found?.bytes ?? 0);
    await this.syncFolder(dirname(path));
  }

  /** See `makeFolderDurably`. */
  async makeFolder(path: string): Promise<void> {
    await coded(() => makeFolderDurably(path, this.#fs));
  }

  async syncFolder(path: string): Promise<void> {
    await coded(() => this.#fs.syncFolder(path));
  }

  async exists(path: string): Promise<boolean> {
    return (await coded(() => this.#fs.stat(path))) !== null;
  }

  /** Names in a folder, sorted; none where there is no such folder. */
  async list(path: string): Promise<string[]> {
    return await coded(() => this.#fs.list(path));
  }

  async remove(path: string): Promise<void> {
    await coded(() => this.#fs.unlink(path));
  }

  /** `to` must be free. */
  async move(from: string, to: string): Promise<void> {
    await coded(() => this.#fs.rename(from, to));
    await this.syncFolder(dirname(to));
    await this.syncFolder(dirname(from));
  }

  async freeBytes(path: string): Promise<number> {
    return await coded(() => this.#fs.freeBytes(path));
  }

  /** The failure itself is on its way to the caller; what stays although it should not, recovery deals with. */
  async #discard(path: string): Promise<void> {
    try {
      await this.#fs.unlink(path);
      await this.#fs.syncFolder(dirname(path));
    } catch {
      return;
    }
  }
}

/** Turns a system's error into one of ours; what is neither passes as it is. */
async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = errorCode(error);
    if (error instanceof CodedError || reason === undefined) throw error;
    const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'vault-full' : 'vault-write-failed';
    throw new CodedError(code, { reason }, { cause: error });
  }
}
