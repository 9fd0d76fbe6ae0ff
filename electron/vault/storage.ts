import { dirname } from 'node:path';
import { appendDurably, type Chunks, readWhole, sha256Of, type Written, writeDurably } from '../base/durable-file.ts';
import { errorCode, type FileSystem } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';

/**
 * The only place where the vault's bytes become files and files become bytes. Encryption will live here and nowhere
 * else. Writing throws `vault-full` or `vault-write-failed`, reading `vault-damaged`; `name` is what errors call a file.
 */
export class Storage {
  readonly fs: FileSystem;

  constructor(fs: FileSystem) {
    this.fs = fs;
  }

  /** See `writeDurably`. */
  async write(path: string, data: Chunks): Promise<Written> {
    return await writeDurably(path, data, this.fs);
  }

  /** See `appendDurably`. With nothing to add it cuts the file to `position` and makes sure that it is on the disk. */
  async append(path: string, data: Uint8Array, position: number): Promise<number> {
    return await appendDurably(path, data, position, this.fs);
  }

  async read(path: string, name: string): Promise<Uint8Array> {
    try {
      return await readWhole(path, this.fs);
    } catch (error) {
      throw new CodedError('vault-damaged', { file: name, reason: errorCode(error) ?? 'unknown' }, { cause: error });
    }
  }

  /** Reads and compares. Throws `vault-damaged` where anything is different from what `sha256` promises. */
  async readVerified(path: string, name: string, sha256: string): Promise<Uint8Array> {
    const data = await this.read(path, name);
    if (sha256Of(data) !== sha256) throw new CodedError('vault-damaged', { file: name, reason: 'different' });
    return data;
  }

  /** Makes sure that a file which is already there, and its name, are on the disk. */
  async settle(path: string): Promise<void> {
    const found = await this.fs.stat(path);
    await this.append(path, new Uint8Array(), found?.bytes ?? 0);
    await this.syncFolder(dirname(path));
  }

  /** Makes the folder and its missing parents, each on the disk before the next. */
  async makeFolder(path: string): Promise<void> {
    try {
      if ((await this.fs.stat(path)) !== null) return;
      await this.makeFolder(dirname(path));
      await this.fs.makeFolder(path);
      await this.fs.syncFolder(dirname(path));
    } catch (error) {
      throw storageError(error);
    }
  }

  /** For what must not stay after a failure that is already on its way to the caller; recovery deals with the rest. */
  async discard(path: string): Promise<void> {
    await this.fs.unlink(path).catch(() => undefined);
  }

  async syncFolder(path: string): Promise<void> {
    try {
      await this.fs.syncFolder(path);
    } catch (error) {
      throw storageError(error);
    }
  }

  /** Throws `vault-write-failed`. `to` must be free. */
  async move(from: string, to: string): Promise<void> {
    try {
      await this.fs.rename(from, to);
      await this.fs.syncFolder(dirname(to));
      await this.fs.syncFolder(dirname(from));
    } catch (error) {
      throw storageError(error);
    }
  }
}

/** A system's error as one of ours; what is neither is returned as it is. */
export function storageError(error: unknown): unknown {
  const reason = errorCode(error);
  if (error instanceof CodedError || reason === undefined) return error;
  const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'vault-full' : 'vault-write-failed';
  return new CodedError(code, { reason }, { cause: error });
}
