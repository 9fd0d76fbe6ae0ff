import { randomBytes } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolderDurably, writeDurably } from '../../base/durable-file.ts';
import { errorCode, nodeFileSystem } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';

/**
 * Keeps what holds a key in a file of its own, durably and whole, under a name that must be free: a key that another process
 * makes at the same moment is never replaced. Throws `file-unwritable`.
 */
export async function keepKey(path: string, contents: string | Uint8Array): Promise<void> {
  const whole = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await makeFolderDurably(dirname(path));
    try {
      await writeDurably(whole, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents);
      await link(whole, path);
    } finally {
      await rm(whole, { force: true });
    }
    await nodeFileSystem.syncFolder(dirname(path));
  } catch (error) {
    const reason = error instanceof CodedError ? (error.params.reason ?? error.code) : (errorCode(error) ?? 'unknown');
    throw new CodedError('file-unwritable', { file: path, reason }, { cause: error });
  }
}

/** What was kept, null where nothing was. Throws `file-unreadable`. */
export async function readKey(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new CodedError('file-unreadable', { file: path, reason: errorCode(error) ?? 'unknown' }, { cause: error });
  }
}
