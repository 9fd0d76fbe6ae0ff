import { CodedError, hasCode } from '../../contract/errors.ts';
import type { DataSet } from '../dicom/encode.ts';
import { type Elements, textOf } from '../dicom/read.ts';
import type { Association } from './association.ts';
import { find } from './find.ts';
import { sopClasses } from './sop-classes.ts';

/** One instance to be read back; `exactBytes` is the length of what it carries, where it is known. */
export type Wanted = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly exactBytes?: number | undefined;
  /** Hears what it carries as it passes. */
  readonly gather?: ((chunk: Uint8Array) => void) | undefined;
};

/** Whether an archive says that it has no such instance; one that answers no C-FIND does not say so. */
export async function isAbsent(association: Association, wanted: Wanted, signal: AbortSignal): Promise<boolean> {
  const keys = {
    QueryRetrieveLevel: 'IMAGE',
    StudyInstanceUID: wanted.studyUid,
    SeriesInstanceUID: wanted.seriesUid,
    SOPInstanceUID: wanted.sopInstanceUid,
  };
  try {
    return (await matches(association, keys, signal)).length === 0;
  } catch (error) {
    if (hasCode(error, 'store-unproven', 'store-refused', 'store-format-refused')) return false;
    throw error;
  }
}

/**
 * The instances that an archive has of a series (C-FIND at the level IMAGE, Study Root). Without a study it is asked which
 * study has the series, which not every archive answers (PS3.4, C.4.1.2.2.1). Throws `store-unproven` with `reason` where it
 * takes no C-FIND or says something that cannot be read, and what `find` throws.
 */
export async function listSeries(
  association: Association,
  studyUid: string | undefined,
  seriesUid: string,
  signal: AbortSignal,
): Promise<Wanted[]> {
  const studies = studyUid === undefined ? await studiesOf(association, seriesUid, signal) : [studyUid];
  const found = new Map<string, Wanted>();
  for (const study of studies) {
    const keys = { QueryRetrieveLevel: 'IMAGE', StudyInstanceUID: study, SeriesInstanceUID: seriesUid };
    for (const match of await matches(association, { ...keys, SOPInstanceUID: '' }, signal)) {
      const sopInstanceUid = textOf(match, 'SOPInstanceUID');
      if (sopInstanceUid) found.set(sopInstanceUid, { studyUid: study, seriesUid, sopInstanceUid });
    }
  }
  return [...found.values()];
}

async function studiesOf(association: Association, seriesUid: string, signal: AbortSignal): Promise<Set<string>> {
  const keys = { QueryRetrieveLevel: 'SERIES', StudyInstanceUID: '', SeriesInstanceUID: seriesUid };
  const found = await matches(association, keys, signal);
  const ours = found.filter((match) => textOf(match, 'SeriesInstanceUID') === seriesUid);
  return new Set(ours.map((match) => textOf(match, 'StudyInstanceUID')).filter(Boolean));
}

/** All of them: half a list would tell of missing pictures that are there. */
async function matches(association: Association, keys: DataSet, signal: AbortSignal): Promise<readonly Elements[]> {
  const { uid } = sopClasses.studyFind;
  if (!association.accepted(uid)) throw new CodedError('store-unproven', { reason: 'no C-FIND' });
  const { answers, broken, complete } = await find(association, uid, keys, signal, { most: mostInstances });
  if (broken > 0 || !complete) throw new CodedError('store-unproven', { reason: 'a list that cannot be read' });
  return answers;
}

const mostInstances = 10_000;
