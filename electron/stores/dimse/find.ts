import { CodedError, type ErrorCode } from '../../contract/errors.ts';
import { type DataSet, encodeKeys } from '../dicom/encode.ts';
import { codingOf } from '../dicom/part10.ts';
import { type Elements, readDataSet } from '../dicom/read.ts';
import type { Answer, Association } from './association.ts';

/** What the final answer to a C-FIND means (PS3.4, C.4.1.1.4 and K.4.1.1.4); `to` is the last of a range. */
export type FindStatus = {
  readonly from: number;
  readonly to?: number;
  readonly meaning: string;
  /** Absent: it has answered. */
  readonly error?: ErrorCode;
};
export const findStatuses: readonly FindStatus[] = [
  { from: 0x0000, meaning: 'Success' },
  { from: 0xfe00, meaning: 'Matching terminated due to Cancel request' },
  { from: 0xa700, meaning: 'Refused: out of resources', error: 'store-busy' },
  { from: 0xa900, meaning: 'Identifier does not match SOP class', error: 'store-refused' },
  { from: 0xc000, to: 0xcfff, meaning: 'Unable to process', error: 'store-refused' },
  { from: 0x0122, meaning: 'SOP class not supported', error: 'store-format-refused' },
  { from: 0x0124, meaning: 'Not authorised', error: 'store-unauthorised' },
];
/** Of any other status. */
const unforeseen: FindStatus = { from: 0, meaning: 'Unforeseen', error: 'store-refused' };

export type Found = {
  readonly answers: readonly Elements[];
  /** So many answers could not be read, and are not among them. */
  readonly broken: number;
  /** False where there were more than `most`, or too much to keep: the rest was cancelled. */
  readonly complete: boolean;
};

const mostByDefault = 2000;
/** Of all answers together: a match is a few kilobytes, and all of them are kept. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Every match of a query, on an association that is open. Both pending statuses carry a match (0xFF01 only says that not
 * every key was understood). Throws what `Association.request` throws, and what `findStatuses` says of the final answer.
 */
export async function find(
  association: Pick<Association, 'accepted' | 'request'>,
  sopClassUid: string,
  query: DataSet,
  signal: AbortSignal,
  { most = mostByDefault }: { most?: number | undefined } = {},
): Promise<Found> {
  const transferSyntaxUid = association.accepted(sopClassUid)?.transferSyntaxUid;
  const dataSet = transferSyntaxUid ? [encodeKeys(query, codingOf(transferSyntaxUid))] : [];
  const answers: Elements[] = [];
  let broken = 0;
  let bytes = 0;
  for await (const answer of association.request({ name: 'C-FIND', sopClassUid, dataSet }, signal)) {
    if (!answer.pending) {
      demandAnswered(answer);
      break;
    }
    // Leaving the loop cancels the rest.
    bytes += answer.dataSet?.bytes.length ?? 0;
    if (answers.length + broken === most || bytes > mostBytes) return { answers, broken, complete: false };
    const match = await readMatch(answer);
    if (match) answers.push(match);
    else broken += 1;
  }
  return { answers, broken, complete: true };
}

async function readMatch({ dataSet }: Answer): Promise<Elements | undefined> {
  try {
    return dataSet && (await readDataSet(dataSet.bytes, dataSet.transferSyntaxUid));
  } catch (error) {
    if (error instanceof CodedError && error.code === 'file-invalid') return undefined;
    throw error;
  }
}

function demandAnswered({ status }: Answer): void {
  const known = findStatuses.find(({ from, to = from }) => status >= from && status <= to) ?? unforeseen;
  if (!known.error) return;
  const reason = statusText(status, known.meaning);
  throw new CodedError(known.error, known.error === 'store-busy' ? { seconds: 60, reason } : { reason });
}

/** A DIMSE status as documents write it, and what it means. */
export function statusText(status: number, meaning: string): string {
  return `${status.toString(16).padStart(4, '0').toUpperCase()} ${meaning}`;
}
