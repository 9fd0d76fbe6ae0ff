import { randomUUID } from 'node:crypto';

/** A new identifier for sessions, shots and jobs: a random UUID. */
export function newId(): string {
  return randomUUID();
}

/** A new DICOM UID: `2.25.` and a random UUID as one integer, which needs no registered root (PS3.5, B.2). */
export function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
