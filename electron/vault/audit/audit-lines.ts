import { createHash } from 'node:crypto';
import { type AuditEntry, type AuditHead, auditEntry } from '../../contract/audit.ts';

/** Where a trail begins: what its first entry calls the one before. */
export const beginning: AuditHead = { n: 0, hash: '0'.repeat(64) };

/** The entry's line, without its end: the fields in the schema's order, those that are absent left out. */
export function lineOf(entry: AuditEntry): string {
  return JSON.stringify(auditEntry.parse(entry));
}

/** The end of the trail once this entry is its last. */
export function headAt(entry: AuditEntry): AuditHead {
  return { n: entry.n, hash: createHash('sha256').update(lineOf(entry)).digest('hex') };
}
