import type { ErrorCode } from '../../contract/errors.ts';
import { dictionary } from '../dicom/dictionary.ts';
import { type Elements, itemsOf, textOf } from '../dicom/read.ts';
import type { StatusMeanings } from './status-meaning.ts';

/** Why an archive does not commit itself to an instance: Failure Reason (0008,1197), PS3.3 C.14.1.1. */
export const commitmentFailures: StatusMeanings = {
  272: { name: 'Processing failure', code: 'store-unproven' },
  274: { name: 'No such object instance', code: 'store-incomplete' },
  281: { name: 'Class-instance conflict', code: 'store-different' },
  290: { name: 'Referenced SOP Class not supported', code: 'store-format-refused' },
  305: { name: 'Duplicate transaction UID', code: 'store-unproven' },
  531: { name: 'Resource limitation', code: 'store-unproven' },
};
/** Any other reason: nothing was said that would allow more than to ask again. */
export const otherCommitmentFailure: ErrorCode = 'store-unproven';

/** What the answer to an N-ACTION means (PS3.7, 10.1.4.1.10). Any other failure: `store-unproven`. */
export const commitmentRequestStatuses: StatusMeanings = {
  272: { name: 'Processing failure', code: 'store-unproven' },
  274: { name: 'No such SOP Instance', code: 'store-unproven' },
  290: { name: 'SOP Class not supported', code: 'store-unproven' },
  291: { name: 'No such action', code: 'store-unproven' },
  292: { name: 'Not authorised', code: 'store-unauthorised' },
  529: { name: 'Unrecognised operation', code: 'store-unproven' },
  531: { name: 'Resource limitation', code: 'store-unproven' },
};

/** Event types of the Storage Commitment Push Model (PS3.4, J.3.3). */
export const commitmentEvents = { allCommitted: 1, someFailed: 2 } as const;

export type CommitmentReport = {
  readonly transactionUid: string;
  readonly committed: readonly { sopClassUid: string; sopInstanceUid: string }[];
  readonly failed: readonly { sopInstanceUid: string; reason: number }[];
};

/** What an N-EVENT-REPORT says. */
export function readReport(dataSet: Elements): CommitmentReport {
  const failed = itemsOf(dataSet, 'FailedSOPSequence').map((item) => {
    const reason = item.get(dictionary.FailureReason.tag)?.value;
    return {
      sopInstanceUid: textOf(item, 'ReferencedSOPInstanceUID'),
      reason: reason?.length === 2 ? reason.readUInt16LE() : 0,
    };
  });
  const committed = itemsOf(dataSet, 'ReferencedSOPSequence').map((item) => ({
    sopClassUid: textOf(item, 'ReferencedSOPClassUID'),
    sopInstanceUid: textOf(item, 'ReferencedSOPInstanceUID'),
  }));
  return {
    transactionUid: textOf(dataSet, 'TransactionUID'),
    committed,
    failed,
  };
}
