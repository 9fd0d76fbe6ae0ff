import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import type { Archive } from '../../electron/stores/dimse/commitment.ts';
import type { ListenerSettings } from '../../electron/stores/dimse/listener.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeJpeg, photographFacts } from './photographs.ts';

export const station = 'INCIDENCE';

/** The archive behind `dicom:AET@HOST:PORT`, which is not waited for as long as a hospital's. */
export function archiveAt(address: string, limits: Archive['limits'] = { answerMs: 10_000, idleMs: 10_000 }): Archive {
  const parsed = parseStoreAddress(address);
  if (parsed.kind !== 'dicom') throw new Error('no dicom: address');
  const { host, port, calledAet } = parsed;
  return { host, port, calledAet, callingAet: station, limits };
}

export function listenerAt(port: number): ListenerSettings {
  return { aet: station, host: '127.0.0.1', port };
}

/** Another picture of the same patient under the same UIDs. */
export async function otherPicture(object: DicomObject, changes: Partial<DicomObject> = {}): Promise<DicomObject> {
  const picture = await makeJpeg(4711);
  const { studyUid, seriesUid, sopInstanceUid } = { ...object, ...changes };
  return photograph(photographFacts(picture, { studyUid, seriesUid, sopInstanceUid }), picture);
}

export const wholeFile = (object: DicomObject): Buffer => Buffer.concat(object.chunks);
