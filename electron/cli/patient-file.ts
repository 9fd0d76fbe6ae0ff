import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { CodedError } from '../contract/errors.ts';
import { type Order, order } from '../contract/order.ts';
import { type Patient, patient } from '../contract/patient.ts';
import { formatPath } from '../studio/protocol-files.ts';

/**
 * Reads `--patient FILE`. Throws `file-unreadable`, `file-invalid` (not JSON in UTF-8) or `patient-invalid` with the field;
 * never quotes what the file says: it is a patient.
 */
export async function readPatientFile(file: string): Promise<Patient> {
  const parsed = patient.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const { path, problem } = firstProblem(parsed.error.issues);
  throw new CodedError('patient-invalid', { at: path === '' ? file : `${file}: ${path}`, problem });
}

/** Reads `--order FILE` likewise. Throws `file-unreadable`, and `file-invalid` with the field. */
export async function readOrderFile(file: string): Promise<Order> {
  const parsed = order.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const { path, problem } = firstProblem(parsed.error.issues);
  throw new CodedError('file-invalid', { file, problem: path === '' ? problem : `${path}: ${problem}` });
}

async function readJson(file: string): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CodedError('file-unreadable', { file, reason });
  }
  try {
    // Any other encoding would give the patient another name; a byte order mark is no part of it.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new CodedError('file-invalid', { file, problem: error instanceof SyntaxError ? 'not JSON' : 'not UTF-8' });
  }
}

function firstProblem(issues: readonly z.core.$ZodIssue[]): { path: string; problem: string } {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') return { path: issue.keys.join(', '), problem: 'unknown key' };
  return { path: formatPath(issue?.path ?? []), problem: issue?.message ?? '' };
}
