import type { StoreAddress } from '../../contract/addresses.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Keyword } from '../dicom/dictionary.ts';
import type { DataSet } from '../dicom/encode.ts';
import { personIn, rejectedBy } from '../dicom/prior-facts.ts';
import { gathering, photographIn } from '../dicom/prior-picture.ts';
import { type Elements, textOf } from '../dicom/read.ts';
import {
  type FetchedPrior,
  type FoundPrior,
  isSurelyOther,
  mostObjects,
  mostSeries,
  type PriorSource,
  type PriorWish,
  type Sought,
} from '../priors.ts';
import { checkUids } from '../proof.ts';
import type { Association } from './association.ts';
import { type DicomOptions, queryPeer } from './dicom-store.ts';
import { find as findMatches } from './find.ts';
import { type Retrieve, withRetrieval } from './retrieve.ts';
import { listSeries, type Wanted } from './series-list.ts';
import { sopClasses } from './sop-classes.ts';

type FoundSeries = { studyUid: string; seriesUid: string; modality: string; description: string };

/** What is asked of an archive at which level (Study Root), for its questions and for the conformance statement. */
export const priorQueries = {
  STUDY: { matching: ['PatientID'], returned: ['PatientBirthDate', 'StudyInstanceUID', 'StudyDate', 'StudyTime'] },
  SERIES: { matching: ['StudyInstanceUID'], returned: ['SeriesInstanceUID', 'Modality', 'SeriesDescription'] },
} as const satisfies Record<string, { matching: readonly Keyword[]; returned: readonly Keyword[] }>;

/** Somebody with more studies than this is no patient. */
const mostStudies = 2000;

/**
 * Earlier pictures out of an archive that speaks DIMSE: C-FIND by the patient's number (Study Root), C-GET or C-MOVE of one
 * instance after the other. What a picture shows is in its own header alone, so that it has to come for being known.
 */
export function dicomPriors(
  target: Extract<StoreAddress, { kind: 'dicom' }>,
  options: Omit<DicomOptions, 'testStore'>,
): PriorSource {
  const address = `dicom:${target.calledAet}@${target.host}:${target.port}`;
  const peer = queryPeer(target, options);
  const { listener } = options;

  async function find(patient: Sought, signal: AbortSignal): Promise<FoundPrior[]> {
    return await withRetrieval(peer, listener, signal, async (retrieve, association) => {
      const studies = await studiesOf(association, patient, signal);
      const series: FoundSeries[] = [];
      for (const studyUid of studies.slice(0, mostSeries))
        series.push(...(await seriesOf(association, studyUid, signal)));
      const rejected = new Set<string>();
      for (const one of series.filter(({ modality }) => modality === 'KO'))
        for (const note of await listSeries(association, one.studyUid, one.seriesUid, signal))
          for (const uid of await rejectedIn(retrieve, note)) rejected.add(uid);
      const found: FoundPrior[] = [];
      for (const { studyUid, seriesUid, description } of photographsAmong(series)) {
        const instances = await listSeries(association, studyUid, seriesUid, signal);
        found.push(...instances.map((instance) => ({ ...instance, description })));
        if (found.length >= mostObjects) break;
      }
      return found.filter(({ sopInstanceUid }) => !rejected.has(sopInstanceUid)).slice(0, mostObjects);
    });
  }

  async function fetch(prior: FoundPrior, { mostBytes }: PriorWish, signal: AbortSignal): Promise<FetchedPrior> {
    const { studyUid, seriesUid, sopInstanceUid } = prior;
    checkUids(studyUid, seriesUid, sopInstanceUid);
    const picture = gathering(mostBytes);
    const wanted = { studyUid, seriesUid, sopInstanceUid, gather: picture.add };
    try {
      const { dataSet } = await withRetrieval(peer, listener, signal, (retrieve) => retrieve(wanted));
      return photographIn(dataSet, picture.whole());
    } catch (error) {
      // Something else than a JPEG, or in a form that nobody here takes: it is passed over like any other such picture.
      const unfit = hasCode(error, 'store-different') || (hasCode(error, 'store-unproven') && isUnfit(error));
      throw unfit ? new CodedError('file-invalid', { why: 'no photograph' }, { cause: error }) : error;
    }
  }

  return { address, find, fetch };
}

/** Newest first. */
async function studiesOf(association: Association, patient: Sought, signal: AbortSignal): Promise<string[]> {
  const matches = await ask(association, signal, 'STUDY', { PatientID: patient.patientId });
  const when = (study: Elements): string => textOf(study, 'StudyDate') + textOf(study, 'StudyTime');
  return matches
    .filter((study) => !isSurelyOther(patient, personIn(study)))
    .sort((a, b) => when(b).localeCompare(when(a)))
    .map((study) => textOf(study, 'StudyInstanceUID'));
}

async function seriesOf(association: Association, studyUid: string, signal: AbortSignal): Promise<FoundSeries[]> {
  const matches = await ask(association, signal, 'SERIES', { StudyInstanceUID: studyUid });
  return matches.map((series) => ({
    studyUid,
    seriesUid: textOf(series, 'SeriesInstanceUID'),
    modality: textOf(series, 'Modality').trim(),
    description: textOf(series, 'SeriesDescription').trim(),
  }));
}

async function ask(
  association: Association,
  signal: AbortSignal,
  level: keyof typeof priorQueries,
  matching: DataSet,
): Promise<readonly Elements[]> {
  const { uid } = sopClasses.studyFind;
  const returned = Object.fromEntries(priorQueries[level].returned.map((keyword) => [keyword, '']));
  const keys = { SpecificCharacterSet: 'ISO_IR 192', QueryRetrieveLevel: level, ...returned, ...matching };
  return (await findMatches(association, uid, keys, signal, { most: mostStudies })).answers;
}

function photographsAmong(series: readonly FoundSeries[]): FoundSeries[] {
  return series.filter(({ modality }) => modality === 'XC').slice(0, mostSeries);
}

/** A note that cannot be read rejects nothing that anybody could know of. */
async function rejectedIn(retrieve: Retrieve, note: Wanted): Promise<string[]> {
  try {
    return rejectedBy((await retrieve(note)).dataSet);
  } catch (error) {
    if (hasCode(error, 'store-incomplete', 'store-different')) return [];
    throw error;
  }
}

function isUnfit(error: CodedError): boolean {
  return error.params.reason === 'not handed over';
}
