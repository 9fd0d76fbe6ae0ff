import { CodedError } from '../../contract/errors.ts';

/** The other side said something that is not DICOM, or not what belongs here. */
export function badTalk(reason: string): CodedError {
  return new CodedError('store-refused', { reason });
}
