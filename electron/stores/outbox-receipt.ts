import { createHash } from 'node:crypto';
import type { AuditHead } from '../contract/audit.ts';
import type { Confirmation, ObjectKind, OutboxJob } from '../contract/journal.ts';
import { identityOf } from './outbox-object.ts';

/** What a store has proven to hold, object by object. It names no patient. */
export type Receipt = {
  readonly version: 1;
  readonly job: string;
  readonly session: string;
  readonly store: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  /** When the last object was confirmed, and where the audit trail ended then. */
  readonly at: string;
  readonly audit?: AuditHead | undefined;
  readonly objects: readonly {
    readonly kind: ObjectKind;
    readonly sopInstanceUid: string;
    readonly bytes: number;
    readonly sha256: string;
    /** What the store noted when it took it. */
    readonly warning?: string | undefined;
    /** Absent where an older version of the studio had it confirmed. */
    readonly confirmation?: Confirmation | undefined;
  }[];
};

/** The receipt of a job that is confirmed; null of any other. */
export function receiptOf(job: OutboxJob): Receipt | null {
  if (job.state !== 'confirmed' || !job.receipt) return null;
  const { at, audit } = job.receipt;
  return {
    version: 1,
    job: job.id,
    session: job.session,
    store: job.store,
    studyUid: job.studyUid,
    seriesUid: job.seriesUid,
    at,
    audit,
    objects: job.instances.map((instance) => {
      const { kind = 'photograph', sopInstanceUid, warning, confirmation } = instance;
      const { bytes = 0, sha256 = '' } = identityOf(job, instance) ?? {};
      return { kind, sopInstanceUid, bytes, sha256, warning, confirmation };
    }),
  };
}

/** SHA-256 of the receipt as `canonicalJson` writes it, in hexadecimal: what the audit trail names. */
export function receiptSha256(receipt: Receipt): string {
  return createHash('sha256').update(canonicalJson(receipt)).digest('hex');
}

/** JSON of one form alone: keys in the order of their code units, no white space, nothing for what is undefined (RFC 8785). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
