import { fewAtOnce } from '../../base/in-turn.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { PriorPlace } from '../../contract/priors.ts';
import { dictionary, type Keyword } from '../dicom/dictionary.ts';
import { readJpeg } from '../dicom/jpeg.ts';
import { vlPhotographic } from '../dicom/part10.ts';
import { personIn, priorFactsOf, rejectedBy } from '../dicom/prior-facts.ts';
import { gathering, photographIn, zoneHere } from '../dicom/prior-picture.ts';
import { type Elements, readDicom, textOf as wordsOf } from '../dicom/read.ts';
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
import { checkUids, incomplete } from '../proof.ts';
import { authorisationOf, type DicomWebOptions, pageSize, textOf } from './dicomweb.ts';
import { type Answer, type Ask, httpExchange } from './http.ts';
import { elementsOf } from './json-elements.ts';
import { firstPart } from './multipart.ts';
import { refusalOf } from './statuses.ts';

type FoundSeries = { studyUid: string; seriesUid: string; at: string };

/** What is asked of each series (QIDO-RS), matched by PatientID and Modality; for the conformance statement as well. */
export const askedOfSeries = [
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'StudyDate',
  'StudyTime',
] as const satisfies readonly Keyword[];

/** Somebody with more series than this is no patient. */
const mostPages = 100;
const askedAtOnce = 3;

/**
 * Earlier pictures out of a DICOMweb archive: QIDO-RS by the patient's number, WADO-RS metadata for what they show, and the
 * pictures at the size of a screen (`/rendered`), or whole where only the camera's own file says how it lies.
 */
export function dicomWebPriors(url: string, options: Omit<DicomWebOptions, 'testStore'>): PriorSource {
  const address = `dicomweb:${url}`;
  const exchange = httpExchange(options.limits, options.tls);
  const authorisation = authorisationOf(options.credentials);
  const ask = (path: string, accept: string): Ask => ({
    method: 'GET',
    url: `${url}${path}`,
    headers: { Accept: accept, ...authorisation },
  });

  async function find(patient: Sought, signal: AbortSignal): Promise<FoundPrior[]> {
    const few = fewAtOnce(askedAtOnce);
    const [photographs, notes] = await Promise.all([seriesOf(patient, 'XC', signal), seriesOf(patient, 'KO', signal)]);
    const described = (series: FoundSeries) => few(() => metadata(series, signal));
    const [keyObjects, objects] = await Promise.all([
      Promise.all(notes.map(described)),
      Promise.all(photographs.slice(0, mostSeries).map(described)),
    ]);
    const rejected = new Set(keyObjects.flat().flatMap(rejectedBy));
    return objects
      .flat()
      .filter((dataSet) => wordsOf(dataSet, 'SOPClassUID') === vlPhotographic)
      .map(foundIn)
      .filter(({ sopInstanceUid }) => !rejected.has(sopInstanceUid))
      .slice(0, mostObjects);
  }

  /** Page by page until one brings nothing new: some archives cap a page, some ignore the offset. Newest first. */
  async function seriesOf(patient: Sought, modality: string, signal: AbortSignal): Promise<FoundSeries[]> {
    const asked = `PatientID=${encodeURIComponent(patient.patientId)}&Modality=${modality}`;
    const fields = askedOfSeries.map((keyword) => `includefield=${hexOf(dictionary[keyword].tag)}`);
    const seen = new Set<string>();
    const found: FoundSeries[] = [];
    for (let page = 0; page < mostPages; page++) {
      const before = seen.size;
      const rows = await list(`/series?${asked}&${fields.join('&')}&limit=${pageSize}&offset=${before}`, signal);
      for (const row of rows) {
        const seriesUid = wordsOf(row, 'SeriesInstanceUID');
        const studyUid = wordsOf(row, 'StudyInstanceUID');
        if (seen.has(seriesUid)) continue;
        seen.add(seriesUid);
        if (wordsOf(row, 'Modality').trim() !== modality || isSurelyOther(patient, personIn(row))) continue;
        found.push({ studyUid, seriesUid, at: wordsOf(row, 'StudyDate') + wordsOf(row, 'StudyTime') });
      }
      if (seen.size === before) break;
    }
    return found.sort((a, b) => b.at.localeCompare(a.at));
  }

  async function metadata({ studyUid, seriesUid }: FoundSeries, signal: AbortSignal): Promise<Elements[]> {
    checkUids(studyUid, seriesUid);
    return await list(`/studies/${studyUid}/series/${seriesUid}/metadata`, signal);
  }

  async function list(path: string, signal: AbortSignal): Promise<Elements[]> {
    return await exchange(ask(path, 'application/dicom+json'), signal, async (answer) => {
      // Gone since it was listed.
      if (answer.status === 404) return [];
      refuse(answer);
      const text = await textOf(answer);
      if (answer.status === 204 || text.trim() === '') return [];
      const rows = jsonOf(text);
      if (Array.isArray(rows)) return rows.map(elementsOf);
      throw new CodedError('store-refused', { store: address, reason: 'no list' });
    });
  }

  async function fetch(prior: FoundPrior, wish: PriorWish, signal: AbortSignal): Promise<FetchedPrior> {
    checkUids(prior.studyUid, prior.seriesUid, prior.sopInstanceUid);
    const small = wish.upright ? await rendered(prior, wish, signal) : undefined;
    if (small) return small;
    try {
      return await whole(prior, wish, signal);
    } catch (error) {
      // No baseline JPEG: there is no EXIF that could get lost on the way.
      const other = hasCode(error, 'file-invalid') && !wish.upright ? await rendered(prior, wish, signal) : undefined;
      if (other) return other;
      throw error;
    }
  }

  /** At the size that is wanted. Undefined where the archive does not do that, or not as it should. */
  async function rendered(
    prior: FoundPrior,
    { longSidePx, mostBytes }: PriorWish,
    signal: AbortSignal,
  ): Promise<FetchedPrior | undefined> {
    const { facts } = prior;
    if (!facts) return undefined;
    const scale = Math.min(1, longSidePx / Math.max(facts.rows, facts.columns));
    // The picture's own shape: some archives fill up a frame of another one with black.
    const width = Math.round(facts.columns * scale);
    const height = Math.round(facts.rows * scale);
    const path = `${pathOf(prior)}/rendered?viewport=${width},${height}&quality=90`;
    return await exchange(ask(path, 'image/jpeg'), signal, async (answer) => {
      if (answer.status === 401 || answer.status === 403) refuse(answer);
      if (answer.status !== 200 || !/^image\/jpeg/i.test(answer.header('content-type'))) return undefined;
      const jpeg = await gathered(answer, mostBytes);
      return isOfSize(jpeg, width, height) ? { jpeg, facts, bytes: jpeg.length } : undefined;
    });
  }

  async function whole(prior: FoundPrior, { mostBytes }: PriorWish, signal: AbortSignal): Promise<FetchedPrior> {
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
    return await exchange(ask(pathOf(prior), accept), signal, async (answer) => {
      if (answer.status === 404 || answer.status === 410 || answer.status === 204) throw incomplete(prior);
      refuse(answer);
      const picture = gathering(mostBytes);
      const file = await readDicom(firstPart(answer.header('content-type'), answer.body), undefined, picture.add);
      return photographIn(file.dataSet, picture.whole());
    });
  }

  function refuse({ status, header }: Answer): void {
    const refused = refusalOf(status, header('retry-after'), Date.now(), { store: address });
    if (refused) throw refused;
  }

  return { address, find, fetch };
}

function foundIn(dataSet: Elements): FoundPrior {
  return {
    studyUid: wordsOf(dataSet, 'StudyInstanceUID'),
    seriesUid: wordsOf(dataSet, 'SeriesInstanceUID'),
    sopInstanceUid: wordsOf(dataSet, 'SOPInstanceUID'),
    facts: priorFactsOf(dataSet, zoneHere()),
  };
}

function hexOf(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(8, '0');
}

function pathOf({ studyUid, seriesUid, sopInstanceUid }: PriorPlace): string {
  return `/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An HTML page in its place, say: that is then no list.
    return undefined;
  }
}

function isOfSize(jpeg: Uint8Array, width: number, height: number): boolean {
  try {
    const { rows, columns } = readJpeg(jpeg);
    return rows === height && columns === width;
  } catch (error) {
    if (hasCode(error, 'picture-unsupported')) return false;
    throw error;
  }
}

async function gathered(answer: Answer, mostBytes: number): Promise<Uint8Array> {
  const picture = gathering(mostBytes);
  for await (const chunk of answer.body) picture.add(chunk);
  return picture.whole();
}
