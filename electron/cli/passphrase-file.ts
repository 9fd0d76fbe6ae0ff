import { readFile } from 'node:fs/promises';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { AskPassphrase } from '../host/keys/passphrase.ts';

/**
 * Answers with the first line of a file: a passphrase is no argument, since a process list is public. Throws `file-unreadable`,
 * and `vault-key-wrong` where it is not the one.
 */
export function passphraseFrom(path: string): AskPassphrase {
  return async (question) => {
    if (question === 'wrong') throw new CodedError('vault-key-wrong');
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new CodedError('file-unreadable', { file: path, reason: errorCode(error) ?? 'unknown' }, { cause: error });
    });
    return text.split(/\r?\n/, 1).join('');
  };
}
