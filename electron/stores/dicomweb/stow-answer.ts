import { CodedError, type ErrorCode } from '../../contract/errors.ts';

/** DICOM JSON as far as it is looked at. */
type Json = { readonly [tag: string]: { readonly Value?: readonly unknown[] } | undefined };

const referencedSequence = '00081199';
const failedSequence = '00081198';
const referencedInstance = '00081155';
const failureReason = '00081197';
/** The archive says that it has an instance under this UID already: whether it is ours, reading back will tell. */
const duplicateInstance = 0x0111;

/**
 * What a STOW-RS answer says of one instance. Only its UID in ReferencedSOPSequence counts; whatever the status, silence
 * about it is `store-incomplete`, as archives were seen to answer 200 for pictures that they had dropped.
 */
export function readStowAnswer(status: number, text: string, sopInstanceUid: string): 'stored' {
  const refused = refusalOf(status);
  const answer = parse(text);
  if (itemFor(answer, referencedSequence, sopInstanceUid)) return 'stored';
  const failed = itemFor(answer, failedSequence, sopInstanceUid);
  if (failed) {
    const reason = numberAt(failed, failureReason);
    if (reason === duplicateInstance) return 'stored';
    throw new CodedError(reason >> 8 === 0xa7 ? 'store-full' : 'store-refused', {
      instance: sopInstanceUid,
      reason: `0x${reason.toString(16).padStart(4, '0')}`,
    });
  }
  if (refused) throw new CodedError(refused, { instance: sopInstanceUid, status, reason: `HTTP ${status}` });
  throw new CodedError('store-incomplete', { instance: sopInstanceUid, status });
}

/** The code for a status that is no success; undefined for 2xx. */
export function refusalOf(status: number): ErrorCode | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403 || status === 407) return 'store-unauthorised';
  if (status === 413 || status === 507) return 'store-full';
  if (status === 408 || status === 504) return 'store-timeout';
  if (status >= 500 && status !== 501 && status !== 505) return 'store-unreachable';
  return 'store-refused';
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'object' && first !== null ? (first as Json) : {};
  } catch {
    // An answer in another form says nothing of the instance; that is then what is reported.
    return {};
  }
}

function itemFor(answer: Json, sequence: string, sopInstanceUid: string): Json | undefined {
  const items = (valuesOf(answer, sequence) as Json[]).filter((item) => typeof item === 'object' && item !== null);
  return items.find((item) => valuesOf(item, referencedInstance)[0] === sopInstanceUid);
}

function numberAt(item: Json, tag: string): number {
  return Number(valuesOf(item, tag)[0] ?? 0);
}

function valuesOf(json: Json, tag: string): readonly unknown[] {
  const values = json[tag]?.Value;
  return Array.isArray(values) ? values : [];
}
