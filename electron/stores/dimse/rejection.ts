import { CodedError, type ErrorCode } from '../../contract/errors.ts';

type Rejection = { readonly source: number; readonly reason: number; readonly code: ErrorCode; readonly says: string };

/** Why an association was rejected, by source and reason (PS3.8, table 9-21), and what that is for us. */
export const rejections: readonly Rejection[] = [
  { source: 1, reason: 1, code: 'store-refused', says: 'no reason given' },
  { source: 1, reason: 2, code: 'store-refused', says: 'application context not supported' },
  { source: 1, reason: 3, code: 'store-unauthorised', says: 'calling AE title not recognised' },
  { source: 1, reason: 7, code: 'store-unauthorised', says: 'called AE title not recognised' },
  { source: 2, reason: 1, code: 'store-refused', says: 'no reason given' },
  { source: 2, reason: 2, code: 'store-refused', says: 'protocol version not supported' },
  { source: 3, reason: 1, code: 'store-busy', says: 'temporary congestion' },
  { source: 3, reason: 2, code: 'store-busy', says: 'local limit exceeded' },
];

/** The result that stands for "not now" rather than "never". */
const transient = 2;
/** A peer that is busy does not say for how long. */
const busySeconds = 30;

/** The error for the body of an A-ASSOCIATE-RJ. A transient rejection is `store-busy`, unless it is one of our name. */
export function rejected(body: Buffer): CodedError {
  const [, result, source = 0, reason = 0] = body;
  const known = rejections.find((row) => row.source === source && row.reason === reason);
  const says = known?.says ?? `rejected (${source}, ${reason})`;
  const code = known?.code ?? 'store-refused';
  const busy = code === 'store-busy' || (result === transient && code === 'store-refused');
  return new CodedError(busy ? 'store-busy' : code, { reason: says, ...(busy ? { seconds: busySeconds } : {}) });
}
