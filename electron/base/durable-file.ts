import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../contract/errors.ts';
import { errorCode, type FileSystem, nodeFileSystem, type OpenFile } from './file-system.ts';

export type Chunks = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
export type Written = { bytes: number; sha256: string };
/** A file as it reads back. What `read` gives stands until the read after the next one; at the end it gives less. */
export type ReadBack = { bytes: number; read(at: number, bytes: number): Promise<Uint8Array> };
/** Whether a file that was just written holds what it should. Waits for all that it has read. */
export type Proof = (readBack: ReadBack) => Promise<boolean>;

/** Unfinished files carry this ending; whoever finds one after a crash may remove it. */
export const unfinished = '.unfinished';
const blockBytes = 1 << 20;
const syncEveryBytes = 4 << 20;

/**
 * Writes a whole file, replacing what stands there. On return the bytes and the name are on the disk and were read back
 * equal. On failure the old file stands, or (only if the last step, syncing the folder, failed) the new one, complete;
 * never a part of one. Throws `vault-full`, `vault-write-failed`.
 */
export async function writeDurably(path: string, data: Chunks, fs: FileSystem = nodeFileSystem): Promise<Written> {
  return await putDurably(path, fs, async (temporary) => {
    const hash = createHash('sha256');
    const bytes = await writeSynced(temporary, data, fs, (chunk) => hash.update(chunk));
    const written = { bytes, sha256: hash.digest('hex') };
    const readBack = await hashFile(temporary, fs);
    if (readBack.sha256 !== written.sha256) throw new CodedError('vault-write-failed', place(path, 'different'));
    return written;
  });
}

/**
 * As `writeDurably`, for bytes whose meaning can be proved better than by comparing them with themselves. Throws what the
 * proof throws. A chunk of `data` must stand until the one after the next is asked for.
 */
export async function writeProved(path: string, data: Chunks, proof: Proof, fs: FileSystem): Promise<void> {
  await putDurably(path, fs, async (temporary) => {
    await writeSynced(temporary, data, fs);
    const holds = await using(await fs.open(temporary, 'read'), async (file) => await proof(await readBackOf(file)));
    if (!holds) throw new CodedError('vault-write-failed', place(path, 'different'));
  });
}

async function putDurably<T>(path: string, fs: FileSystem, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}${unfinished}`);
  try {
    let written: T;
    try {
      written = await write(temporary);
      await fs.rename(temporary, path);
    } catch (error) {
      await removeUnfinished(temporary, fs);
      throw error;
    }
    await fs.syncFolder(dirname(path));
    return written;
  } catch (error) {
    throw toWriteError(error, path);
  }
}

/**
 * Writes `data` to an existing file at `position`, which is where all that counts in it ends: what lies behind is the
 * rest of an earlier failure and is cut off first. On return it is on the disk and was read back equal; returns the new end.
 * On failure the file is cut back to `position`. Throws `vault-full`, `vault-write-failed`; `vault-damaged` if the file is shorter.
 */
export async function appendDurably(
  path: string,
  data: Uint8Array,
  position: number,
  fs: FileSystem = nodeFileSystem,
): Promise<number> {
  try {
    const file = await fs.open(path, 'update');
    try {
      const bytes = await file.bytes();
      if (bytes < position) throw new CodedError('vault-damaged', place(path, 'shorter'));
      if (bytes > position) await file.truncate(position);
      try {
        await writeAll(file, data, position);
        await file.sync();
        if (!(await readsBack(file, data, position)))
          throw new CodedError('vault-write-failed', place(path, 'different'));
      } catch (error) {
        await cutBack(file, position);
        throw error;
      }
      return position + data.length;
    } finally {
      // Nothing is left to be written: what the sync has promised, closing cannot take back.
      await file.close().catch(() => undefined);
    }
  } catch (error) {
    throw toWriteError(error, path);
  }
}

/**
 * Makes the folder and its missing parents. On return its name is on the disk, also if it was there before. Errors are
 * the file system's.
 */
export async function makeFolderDurably(path: string, fs: FileSystem = nodeFileSystem): Promise<void> {
  if ((await fs.stat(path))?.kind !== 'folder') {
    if ((await fs.stat(dirname(path)))?.kind !== 'folder') await makeFolderDurably(dirname(path), fs);
    await fs.makeFolder(path);
  }
  await fs.syncFolder(dirname(path));
}

/** Size and hash of a file, read in blocks. Errors are the file system's. */
async function hashFile(path: string, fs: FileSystem = nodeFileSystem): Promise<Written> {
  return await using(await fs.open(path, 'read'), async (file) => {
    const hash = createHash('sha256');
    const block = new Uint8Array(blockBytes);
    let position = 0;
    for (let count = await file.read(block, 0); count > 0; count = await file.read(block, position)) {
      hash.update(block.subarray(0, count));
      position += count;
    }
    return { bytes: position, sha256: hash.digest('hex') };
  });
}

/** A whole file's bytes. Errors are the file system's. */
export async function readWhole(path: string, fs: FileSystem = nodeFileSystem): Promise<Uint8Array> {
  return await using(await fs.open(path, 'read'), async (file) => {
    return await fill(file, new Uint8Array(await file.bytes()), 0);
  });
}

export function sha256Of(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * The next chunk is made while the last one is written, and the disk is busy with what lies before: the sync at the end, which
 * alone promises anything, finds little left. Any sync that fails on the way is final.
 */
async function writeSynced(
  path: string,
  data: Chunks,
  fs: FileSystem,
  passing: (chunk: Uint8Array) => void = () => undefined,
): Promise<number> {
  return await using(await fs.open(path, 'create'), async (file) => {
    let [bytes, begun] = [0, 0];
    let writing = Promise.resolve(0);
    let syncing = Promise.resolve();
    let isSyncing = false;
    try {
      for await (const chunk of data instanceof Uint8Array ? [data] : data) {
        passing(chunk);
        bytes = await writing;
        if (bytes - begun >= syncEveryBytes && !isSyncing) {
          [begun, isSyncing] = [bytes, true];
          // After one that failed there is no other: that one is waited for in the end.
          syncing = file.sync().then(() => {
            isSyncing = false;
          });
        }
        writing = writeAll(file, chunk, bytes);
        for (const work of [writing, syncing]) work.catch(() => undefined);
      }
    } finally {
      // Neither may still be at work on a file that is given up.
      await Promise.allSettled([writing, syncing]);
    }
    bytes = await writing;
    await syncing;
    await file.sync();
    return bytes;
  });
}

/** Two buffers in turn: one is looked at while the other is filled. */
async function readBackOf(file: OpenFile): Promise<ReadBack> {
  let [filled, next] = [new Uint8Array(), new Uint8Array()];
  return {
    bytes: await file.bytes(),
    async read(at, bytes) {
      [filled, next] = [next, filled];
      if (filled.length < bytes) filled = new Uint8Array(bytes);
      return await fill(file, filled.subarray(0, bytes), at);
    },
  };
}

/** As much of `into` as the file has from `at` on. */
async function fill(file: OpenFile, into: Uint8Array, at: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < into.length) {
    const count = await file.read(into.subarray(filled), at + filled);
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}

async function writeAll(file: OpenFile, data: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < data.length) {
    const count = await file.write(data.subarray(done), position + done);
    if (count === 0) throw new Error('The file system took nothing and gave no reason.');
    done += count;
  }
  return position + done;
}

async function readsBack(file: OpenFile, data: Uint8Array, position: number): Promise<boolean> {
  const found = new Uint8Array(data.length);
  let filled = 0;
  while (filled < data.length) {
    const count = await file.read(found.subarray(filled), position + filled);
    if (count === 0) return false;
    filled += count;
  }
  return Buffer.compare(found, data) === 0;
}

/** Closes the file whatever happens. Its failing to close counts too, but never hides the work's own error. */
async function using<T>(file: OpenFile, work: (file: OpenFile) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(file);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return result;
}

/** The write's own error is on its way to the caller; a name that stays is removed when the vault is next opened. */
async function removeUnfinished(path: string, fs: FileSystem): Promise<void> {
  await fs.unlink(path).catch(() => undefined);
}

/** If even this fails, the next append or the next opening cuts it off: nobody counts what lies behind `position`. */
async function cutBack(file: OpenFile, position: number): Promise<void> {
  try {
    await file.truncate(position);
    await file.sync();
  } catch {
    return;
  }
}

function toWriteError(error: unknown, path: string): CodedError {
  if (error instanceof CodedError) return error;
  const reason = errorCode(error);
  const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'vault-full' : 'vault-write-failed';
  return new CodedError(code, place(path, reason ?? 'unknown'), { cause: error });
}

function place(path: string, reason: string): { file: string; reason: string; problem: string } {
  const file = basename(path);
  return { file, reason, problem: `${file}, ${reason}` };
}
