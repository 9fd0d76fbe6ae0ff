import { readFile } from 'node:fs/promises';
import { CodedError } from '../contract/errors.ts';
import { type Patient, patient } from '../contract/patient.ts';
import { formatPath } from '../studio/protocol-files.ts';

/**
 * Reads `run --patient FILE`. Throws `file-unreadable`, `file-invalid` (not JSON) or `patient-invalid` with the field;
 * never quotes what the file says: it is a patient.
 */
export async function readPatientFile(file: string): Promise<Patient> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CodedError('file-unreadable', { file, reason });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new CodedError('file-invalid', { file, problem: 'not JSON' });
  }
  const parsed = patient.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  const at = `${file}: ${keys ?? formatPath(issue?.path ?? [])}`;
  throw new CodedError('patient-invalid', { at, problem: keys ? 'unknown key' : (issue?.message ?? '') });
}
