import { CodedError } from '../../contract/errors.ts';
import { failureReasons, refusalOf } from './statuses.ts';

/** DICOM JSON as far as it is looked at. */
type Json = { readonly [tag: string]: { readonly Value?: readonly unknown[] } | undefined };

const referencedSequence = '00081199';
const failedSequence = '00081198';
const referencedInstance = '00081155';
const failureReason = '00081197';

/** What came back for an upload; `retryAfter` as the header says, `now` when it came. */
export type StowAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string;
  readonly text: string;
  readonly now: number;
};

/**
 * What a STOW-RS answer says of one instance. Only its UID in ReferencedSOPSequence counts; whatever the status, silence
 * about it is `store-incomplete`, as archives were seen to answer 200 for pictures that they had dropped. A page for people
 * is no answer at all.
 */
export function readStowAnswer(
  { status, contentType, retryAfter, text, now }: StowAnswer,
  sopInstanceUid: string,
): 'stored' {
  const answer = parse(text);
  if (itemFor(answer, referencedSequence, sopInstanceUid)) return 'stored';
  const failed = itemFor(answer, failedSequence, sopInstanceUid);
  if (failed) return readFailure(numberAt(failed, failureReason), sopInstanceUid);
  const refused = refusalOf(status, retryAfter, now, { instance: sopInstanceUid });
  if (refused) throw refused;
  if (isPage(contentType, text)) {
    throw new CodedError('store-refused', { instance: sopInstanceUid, status, reason: pageReason });
  }
  throw new CodedError('store-incomplete', { instance: sopInstanceUid, status });
}

export const pageReason = 'it answers with a page for people instead of DICOM';

/** A portal, a login, a proxy's excuse: whatever its status says, it is not the archive that speaks. */
export function isPage(contentType: string, text = ''): boolean {
  return /^(text\/html|application\/xhtml)/i.test(contentType) || /^\s*<(!doctype\s+html|html)\b/i.test(text);
}

function readFailure(reason: number, sopInstanceUid: string): 'stored' {
  const row = failureReasons.find(({ from, to }) => reason >= from && reason <= to);
  if (row?.code === 'stored') return 'stored';
  const words = `0x${reason.toString(16).padStart(4, '0')}: ${row?.words ?? 'not a reason of DICOM'}`;
  throw new CodedError(row?.code ?? 'store-refused', { instance: sopInstanceUid, reason: words });
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
