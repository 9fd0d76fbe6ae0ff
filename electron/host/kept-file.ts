import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { makeFolderDurably, writeDurably } from '../base/durable-file.ts';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';

/**
 * What stands in a JSON file of the user's configuration; where there is none, what the schema makes of an empty one.
 * Throws `data-broken`, naming file and place.
 */
export async function readKept<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return schema.parse({});
    throw broken(path, '', errorCode(error) ?? 'unreadable', error);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw broken(path, '', 'not JSON', error);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw broken(path, issue?.path.join('.') ?? '', issue?.message ?? '', parsed.error);
}

/** Durably, whole. Throws `file-unwritable`; what stood there then stands. */
export async function writeKept(path: string, value: object): Promise<void> {
  try {
    await makeFolderDurably(dirname(path));
    await writeDurably(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
  } catch (error) {
    const reason = error instanceof CodedError ? (error.params.reason ?? error.code) : (errorCode(error) ?? 'unknown');
    throw new CodedError('file-unwritable', { file: path, reason }, { cause: error });
  }
}

function broken(file: string, at: string, reason: string, cause: unknown): CodedError {
  const problem = at === '' ? reason : `${at}: ${reason}`;
  return new CodedError('data-broken', { file, at, problem }, { cause });
}
