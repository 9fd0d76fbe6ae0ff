import { writeDurably } from '../base/durable-file.ts';
import { errorCode, nodeFileSystem } from '../base/file-system.ts';
import { CodedError, hasCode } from '../contract/errors.ts';

/** Like `writeDurably`, where the folder is the user's own and no vault. Throws `file-unwritable`. */
export async function writeFor(path: string, data: Uint8Array): Promise<{ bytes: number; sha256: string }> {
  try {
    return await writeDurably(path, data);
  } catch (error) {
    if (!hasCode(error, 'vault-full', 'vault-write-failed')) throw error;
    throw new CodedError('file-unwritable', { file: path, reason: error.params.reason ?? '' }, { cause: error });
  }
}

/** Throws `file-unwritable`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await nodeFileSystem.makeFolder(path);
  } catch (error) {
    throw new CodedError('file-unwritable', { file: path, reason: errorCode(error) ?? '' }, { cause: error });
  }
}
