import { CodedError } from '../../contract/errors.ts';
import { type DataSet, encodeDataSet } from '../dicom/encode.ts';
import { explicitLittleEndian } from '../dicom/part10.ts';
import { type Elements, readDataSet, textOf } from '../dicom/read.ts';
import type { Association } from './association.ts';
import { failureOf, type Wanted } from './retrieve.ts';
import { sopClasses } from './sop-classes.ts';

/**
 * The instances that an archive has of a series (C-FIND at the level IMAGE, Study Root). Without a study it is asked which study
 * has the series; archives that answer no such question (PS3.4, C.4.1.2.2.1) have none. Throws `store-unproven` with `reason`
 * where it does not answer, or what the association broke with.
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
    for await (const row of find(association, { ...keys, SOPInstanceUID: '' }, signal)) {
      const sopInstanceUid = textOf(row, 'SOPInstanceUID');
      if (sopInstanceUid) found.set(sopInstanceUid, { studyUid: study, seriesUid, sopInstanceUid });
    }
  }
  return [...found.values()];
}

async function studiesOf(association: Association, seriesUid: string, signal: AbortSignal): Promise<Set<string>> {
  const keys = { QueryRetrieveLevel: 'SERIES', StudyInstanceUID: '', SeriesInstanceUID: seriesUid };
  const studies = new Set<string>();
  for await (const row of find(association, keys, signal)) {
    if (textOf(row, 'SeriesInstanceUID') === seriesUid) studies.add(textOf(row, 'StudyInstanceUID'));
  }
  studies.delete('');
  return studies;
}

async function* find(association: Association, keys: DataSet, signal: AbortSignal): AsyncGenerator<Elements> {
  const { uid } = sopClasses.studyFind;
  const context = association.accepted(uid);
  if (!context) throw new CodedError('store-unproven', { reason: 'no C-FIND' });
  const identifier = encodeDataSet(keys, context.transferSyntaxUid === explicitLittleEndian ? 'explicit' : 'implicit');
  const request = { name: 'C-FIND', sopClassUid: uid, fields: { Priority: 0 }, dataSet: [identifier] } as const;
  for await (const { status, pending, dataSet } of association.request(request, signal)) {
    if (pending && dataSet) yield await readDataSet(dataSet.bytes, dataSet.transferSyntaxUid);
    else if (!pending && status !== 0) throw failureOf(status);
  }
}
