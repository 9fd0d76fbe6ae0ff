import type { OutboxJob } from '../contract/journal.ts';
import { vlPhotographic } from './dicom/part10.ts';
import type { ObjectIdentity } from './store.ts';

export type OutboxInstance = OutboxJob['instances'][number];

/** Which object an instance is and what proves it; undefined of one that has never been made, and so is nowhere. */
export function identityOf(
  { studyUid, seriesUid }: OutboxJob,
  { sopInstanceUid, seriesUid: own, kind = 'photograph', file, payload, patientId }: OutboxInstance,
): ObjectIdentity | undefined {
  if (payload) return { sopInstanceUid, patientId, ...payload };
  if (kind !== 'photograph' || !file) return undefined;
  const { sha256, bytes } = file;
  const series = own ?? seriesUid;
  return { studyUid, seriesUid: series, sopInstanceUid, sopClassUid: vlPhotographic, sha256, bytes, patientId };
}
