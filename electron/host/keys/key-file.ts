import { randomBytes } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolderDurably, writeDurably } from '../../base/durable-file.ts';
import { errorCode, nodeFileSystem } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';
import { type KeyStore, newIdentity, recipientOf } from '../../vault/keys.ts';

/**
 * The station's key in an age identity file that belongs to its user alone, as `age-keygen` writes them. `made` is called
 * with the path when a key has been made there. Throws `file-unreadable`, `file-invalid` for a file that holds no identity,
 * `file-unwritable`.
 */
export function keyFile(path: string, made: (path: string) => void): KeyStore {
  return {
    backend: 'key-file',
    async read() {
      const text = await textOf(path);
      if (text === null) return null;
      const identity = /^AGE-SECRET-KEY-1[0-9A-Z]+/m.exec(text)?.[0];
      if (identity === undefined)
        throw new CodedError('file-invalid', { file: path, at: '', problem: 'no age identity' });
      return identity;
    },
    async create() {
      const identity = await newIdentity();
      await write(path, `# public key: ${await recipientOf(identity)}\n${identity}\n`);
      made(path);
      return identity;
    },
  };
}

/** Whole, under a name that must be free: a key that another process makes at the same moment is never replaced. */
async function write(path: string, text: string): Promise<void> {
  const whole = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await makeFolderDurably(dirname(path));
    try {
      await writeDurably(whole, new TextEncoder().encode(text));
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

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new CodedError('file-unreadable', { file: path, reason: errorCode(error) ?? 'unknown' }, { cause: error });
  }
}
