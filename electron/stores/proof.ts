import { CodedError } from '../contract/errors.ts';
import { uid } from '../contract/journal.ts';
import { type DicomFile, textOf } from './dicom/read.ts';
import { badValue } from './dicom/values.ts';
import type { ObjectIdentity, RetrievedPicture } from './store.ts';

/** Returns if what was read back is the picture that is meant, byte for byte. Throws `store-different`. */
export function provePicture(picture: ObjectIdentity, found: DicomFile): void {
  const same =
    textOf(found.dataSet, 'SOPInstanceUID') === picture.sopInstanceUid &&
    textOf(found.dataSet, 'SeriesInstanceUID') === picture.seriesUid &&
    textOf(found.dataSet, 'StudyInstanceUID') === picture.studyUid &&
    found.picture?.sha256 === picture.sha256;
  if (!same) throw different(picture);
}

export function different(picture: Pick<ObjectIdentity, 'sopInstanceUid'>, cause?: unknown): CodedError {
  return new CodedError('store-different', { instance: picture.sopInstanceUid }, { cause });
}

export function incomplete(picture: Pick<ObjectIdentity, 'sopInstanceUid'>): CodedError {
  return new CodedError('store-incomplete', { instance: picture.sopInstanceUid });
}

/** An instance as `retrieveSeries` reports it; `undefined` stands for one that could not be read. */
export function retrieved(sopInstanceUid: string, file: DicomFile | undefined): RetrievedPicture {
  return { sopInstanceUid, sha256: file?.picture?.sha256 ?? '', bytes: file?.picture?.bytes ?? 0 };
}

/** UIDs become folder names and parts of URLs: anything else is refused with `bad-input`. */
export function checkUids(...uids: (string | undefined)[]): void {
  for (const value of uids) {
    if (value !== undefined && !uid.safeParse(value).success) {
      throw badValue('UID', 'UI', 'not a UID');
    }
  }
}
