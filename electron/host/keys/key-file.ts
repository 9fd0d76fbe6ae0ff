import { CodedError } from '../../contract/errors.ts';
import { type KeyStore, newIdentity, recipientOf } from '../../vault/keys.ts';
import { keepKey, readKey } from './kept-key.ts';

/**
 * The station's key in an age identity file that belongs to its user alone, as `age-keygen` writes them. `made` is called
 * with the path when a key has been made there. Throws `file-unreadable`, `file-invalid` for a file that holds no identity,
 * `file-unwritable`.
 */
export function keyFile(path: string, made: (path: string) => void): KeyStore {
  return {
    backend: 'key-file',
    async read() {
      const bytes = await readKey(path);
      if (bytes === null) return null;
      const identity = /^AGE-SECRET-KEY-1[0-9A-Z]+/m.exec(new TextDecoder().decode(bytes))?.[0];
      if (identity === undefined)
        throw new CodedError('file-invalid', { file: path, at: '', problem: 'no age identity' });
      return identity;
    },
    async create() {
      const identity = await newIdentity();
      await keepKey(path, `# public key: ${await recipientOf(identity)}\n${identity}\n`);
      made(path);
      return identity;
    },
  };
}
