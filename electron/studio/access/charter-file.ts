import { readFile } from 'node:fs/promises';
import { CodedError } from '../../contract/errors.ts';
import { type Charter, charter } from '../../contract/operators.ts';
import { formatPath } from '../protocol-files.ts';

/** Reads the charter. Throws `data-broken`, naming the file and the place. */
export async function loadCharter(file: string): Promise<Charter> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const problem = error instanceof SyntaxError ? `not JSON: ${error.message}` : 'unreadable';
    throw new CodedError('data-broken', { file, at: '', problem }, { cause: error });
  }
  const parsed = charter.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CodedError('data-broken', { file, at: formatPath(issue?.path ?? []), problem: issue?.message ?? '' });
}
