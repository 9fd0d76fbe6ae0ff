import { CodedError } from '../contract/errors.ts';
import { uid } from '../contract/journal.ts';
import { contentProof, keyObjectSelection } from './dicom/content.ts';
import { type ReadObject, textOf } from './dicom/read.ts';
import { badValue } from './dicom/values.ts';
import type { ObjectIdentity, RetrievedPicture } from './store.ts';

/**
 * Returns if what was read back is the object that is meant: the same UIDs and class, the same patient's number where it is
 * known, what it carries byte for byte (of Key Objects, their content). All else an archive may write in its own way.
 * Throws `store-different`.
 */
export function proveObject(object: ObjectIdentity, found: ReadObject): void {
  const { dataSet } = found;
  const same =
    textOf(dataSet, 'SOPInstanceUID') === object.sopInstanceUid &&
    textOf(dataSet, 'SeriesInstanceUID') === object.seriesUid &&
    textOf(dataSet, 'StudyInstanceUID') === object.studyUid &&
    textOf(dataSet, 'SOPClassUID') === object.sopClassUid &&
    (object.patientId === undefined || textOf(dataSet, 'PatientID').trim() === object.patientId.trim()) &&
    payloadOf(found)?.sha256 === object.sha256;
  if (!same) throw different(object);
}

/** What proves an object that was read back; nothing where it carries nothing. */
export function payloadOf({ dataSet, payload }: ReadObject): ReadObject['payload'] {
  return textOf(dataSet, 'SOPClassUID') === keyObjectSelection ? contentProof(dataSet) : payload;
}

export function different(picture: Pick<ObjectIdentity, 'sopInstanceUid'>, cause?: unknown): CodedError {
  return new CodedError('store-different', { instance: picture.sopInstanceUid }, { cause });
}

export function incomplete(picture: Pick<ObjectIdentity, 'sopInstanceUid'>): CodedError {
  return new CodedError('store-incomplete', { instance: picture.sopInstanceUid });
}

/** An instance as `retrieveSeries` reports it; `undefined` stands for one that could not be read. */
export function retrieved(sopInstanceUid: string, file: ReadObject | undefined): RetrievedPicture {
  const payload = file && payloadOf(file);
  return { sopInstanceUid, sha256: payload?.sha256 ?? '', bytes: payload?.bytes ?? 0 };
}

/** UIDs become folder names and parts of URLs: anything else is refused with `bad-input`. */
export function checkUids(...uids: (string | undefined)[]): void {
  for (const value of uids) {
    if (value !== undefined && !uid.safeParse(value).success) {
      throw badValue('UID', 'UI', 'not a UID');
    }
  }
}
