import { readFile } from 'node:fs/promises';
import { CodedError } from '../contract/errors.ts';
import { type Patient, patient } from '../contract/patient.ts';
import { formatPath } from '../studio/protocol-files.ts';

/**
 * Reads `run --patient FILE`. Throws `file-unreadable`, `file-invalid` (not JSON in UTF-8) or `patient-invalid` with the field;
 * never quotes what the file says: it is a patient.
 */
export async function readPatientFile(file: string): Promise<Patient> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CodedError('file-unreadable', { file, reason });
  }
  let raw: unknown;
  try {
    // Any other encoding would give the patient another name; a byte order mark is no part of it.
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new CodedError('file-invalid', { file, problem: error instanceof SyntaxError ? 'not JSON' : 'not UTF-8' });
  }
  const parsed = patient.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  const path = keys ?? formatPath(issue?.path ?? []);
  const at = path === '' ? file : `${file}: ${path}`;
  throw new CodedError('patient-invalid', { at, problem: keys ? 'unknown key' : (issue?.message ?? '') });
}
