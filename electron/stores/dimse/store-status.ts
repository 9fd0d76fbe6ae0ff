import { CodedError, type ErrorCode } from '../../contract/errors.ts';

/** What an answer to C-STORE is for us: `stored`, stored although something was noted, or an error. `to` is the last of a range. */
export type StoreStatus = {
  readonly from: number;
  readonly to?: number;
  readonly meaning: string;
  readonly result: 'stored' | 'warning' | ErrorCode;
};

/** PS3.4, B.2.3 and PS3.7, C: the first row that fits decides. */
export const storeStatuses: readonly StoreStatus[] = [
  { from: 0x0000, meaning: 'Success', result: 'stored' },
  // Whether the one that is there is ours, its proof will tell.
  { from: 0x0111, meaning: 'Duplicate SOP Instance', result: 'warning' },
  { from: 0xb000, meaning: 'Coercion of Data Elements', result: 'warning' },
  { from: 0xb006, meaning: 'Elements Discarded', result: 'warning' },
  { from: 0xb007, meaning: 'Data Set does not match SOP Class', result: 'warning' },
  { from: 0xb000, to: 0xbfff, meaning: 'Warning', result: 'warning' },
  { from: 0xa700, to: 0xa7ff, meaning: 'Refused: Out of Resources', result: 'store-full' },
  { from: 0xa900, to: 0xa9ff, meaning: 'Data Set does not match SOP Class', result: 'store-refused' },
  { from: 0xc000, to: 0xcfff, meaning: 'Cannot Understand', result: 'store-refused' },
  { from: 0x0110, meaning: 'Processing Failure', result: 'store-refused' },
  { from: 0x0117, meaning: 'Invalid SOP Instance', result: 'store-refused' },
  { from: 0x0122, meaning: 'SOP Class not supported', result: 'store-format-refused' },
  { from: 0x0124, meaning: 'Not Authorised', result: 'store-unauthorised' },
  { from: 0x0210, meaning: 'Duplicate Invocation', result: 'store-refused' },
  { from: 0x0211, meaning: 'Unrecognised Operation', result: 'store-refused' },
  { from: 0x0212, meaning: 'Mistyped Argument', result: 'store-refused' },
  { from: 0x0000, to: 0xffff, meaning: 'Unforeseen', result: 'store-refused' },
];

/** Returns the warning in words, if there is one. Throws what the status stands for, the status with its meaning as `reason`. */
export function judgeStored(status: number, sopInstanceUid: string): string | undefined {
  const row = storeStatuses.find(({ from, to = from }) => status >= from && status <= to);
  if (row?.result === 'stored') return undefined;
  const said = `0x${status.toString(16).toUpperCase().padStart(4, '0')} ${row?.meaning ?? ''}`.trim();
  if (row?.result === 'warning') return said;
  throw new CodedError(row?.result ?? 'store-refused', { instance: sopInstanceUid, reason: said });
}
