/**
 * What a status in an answer to N-CREATE or N-SET means for whoever tells it (PS3.7, annex C; PS3.4, F.7.2): `told` the RIS
 * has it · `known` it has the step already, from an answer that was lost · `unknown` it does not have the step, which is
 * created then · `unclear` it may be final already, or have failed · `later` time may mend it · `refused` never.
 */
export type ProgressOutcome = 'told' | 'known' | 'unknown' | 'unclear' | 'later' | 'refused';
export type ProgressStatus = { readonly status: number; readonly meaning: string; readonly outcome: ProgressOutcome };

export const progressStatuses: readonly ProgressStatus[] = [
  { status: 0x0000, meaning: 'Success', outcome: 'told' },
  { status: 0x0001, meaning: 'Requested optional attributes are not supported', outcome: 'told' },
  { status: 0x0107, meaning: 'Attribute list error', outcome: 'told' },
  { status: 0x0116, meaning: 'Attribute value out of range', outcome: 'told' },
  { status: 0x0111, meaning: 'Duplicate SOP instance', outcome: 'known' },
  { status: 0x0112, meaning: 'No such SOP instance', outcome: 'unknown' },
  { status: 0x0110, meaning: 'Processing failure, or no longer to be updated', outcome: 'unclear' },
  { status: 0x0210, meaning: 'Duplicate invocation', outcome: 'later' },
  { status: 0x0213, meaning: 'Resource limitation', outcome: 'later' },
  { status: 0x0105, meaning: 'No such attribute', outcome: 'refused' },
  { status: 0x0106, meaning: 'Invalid attribute value', outcome: 'refused' },
  { status: 0x0115, meaning: 'Invalid argument value', outcome: 'refused' },
  { status: 0x0117, meaning: 'Invalid SOP instance', outcome: 'refused' },
  { status: 0x0118, meaning: 'No such SOP class', outcome: 'refused' },
  { status: 0x0119, meaning: 'Class-instance conflict', outcome: 'refused' },
  { status: 0x0120, meaning: 'Missing attribute', outcome: 'refused' },
  { status: 0x0121, meaning: 'Missing attribute value', outcome: 'refused' },
  { status: 0x0122, meaning: 'SOP class not supported', outcome: 'refused' },
  { status: 0x0124, meaning: 'Not authorised', outcome: 'refused' },
  { status: 0x0211, meaning: 'Unrecognised operation', outcome: 'refused' },
  { status: 0x0212, meaning: 'Mistyped argument', outcome: 'refused' },
];

/** Error ID beside 0x0110: the step is completed or discontinued already (PS3.4, F.7.2.2.3). */
export const isFinalAlready = 0xa710;

export function progressStatus(status: number): ProgressStatus {
  return (
    progressStatuses.find((known) => known.status === status) ?? { status, meaning: 'Unforeseen', outcome: 'refused' }
  );
}
