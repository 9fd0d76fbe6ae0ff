import { fewAtOnce } from '../../base/in-turn.ts';
import type { StoreSettings } from '../../contract/connections.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { type DicomFile, readDicom } from '../dicom/read.ts';
import { checkUids, different, incomplete, proveObject, retrieved } from '../proof.ts';
import type { DicomObject, Left, ObjectIdentity, Proof, RetrievedPicture, Store } from '../store.ts';
import { type Answer, type Ask, httpExchange, type Limits } from './http.ts';
import { firstPart, multipartBody } from './multipart.ts';
import { refusalOf } from './statuses.ts';
import { isPage, pageReason, readStowAnswer } from './stow-answer.ts';

export type Credentials = NonNullable<StoreSettings['credentials']>;

export type DicomWebOptions = {
  /** Whether this is a store for tests: only then does it take simulated pictures. */
  readonly testStore: boolean;
  readonly credentials?: Credentials | undefined;
  readonly tls?: StoreSettings['tls'];
  /** How many pictures are read back side by side. */
  readonly parallel?: number | undefined;
  readonly limits?: Limits | undefined;
};

type InstancePath = { studyUid: string; seriesUid: string; sopInstanceUid: string };

/** A study that no archive has: asking for it shows no patient. */
const nobody = '2.25.0';
const longestAnswer = 16 * 1024 * 1024;
export const pageSize = 100;

/**
 * A DICOMweb archive at `url`: STOW-RS with one object per request, WADO-RS to read back, QIDO-RS to list. Pictures stay
 * in the transfer syntax in which they were sent.
 */
export function openDicomWeb(url: string, options: DicomWebOptions): Store {
  const address = `dicomweb:${url}`;
  const exchange = httpExchange(options.limits, options.tls);
  const fewReads = fewAtOnce(options.parallel ?? 3);
  const authorisation = authorisationOf(options.credentials);
  const ask = (path: string, accept: string): Ask => ({
    method: 'GET',
    url: `${url}${path}`,
    headers: { Accept: accept, ...authorisation },
  });

  async function check(signal: AbortSignal): Promise<readonly string[]> {
    await query(`/studies?StudyInstanceUID=${nobody}&limit=1`, signal);
    return ['QIDO-RS'];
  }

  async function send(object: DicomObject, signal: AbortSignal, left?: Left): Promise<'stored'> {
    if (object.simulated && !options.testStore) throw new CodedError('store-needs-test-flag', { store: address });
    checkUids(object.studyUid, object.seriesUid, object.sopInstanceUid);
    const { contentType, body } = multipartBody(object.chunks);
    const post: Ask = {
      method: 'POST',
      url: `${url}/studies`,
      headers: { 'Content-Type': contentType, Accept: 'application/dicom+json', ...authorisation },
      body,
      left,
    };
    return exchange(post, signal, async (answer) =>
      readStowAnswer(
        {
          status: answer.status,
          contentType: answer.header('content-type'),
          retryAfter: answer.header('retry-after'),
          text: await textOf(answer),
          now: Date.now(),
        },
        object.sopInstanceUid,
      ),
    );
  }

  /** Reads one instance back. Throws `store-incomplete` where the archive has none, `file-invalid` for what is no Part 10. */
  async function read(instance: InstancePath, signal: AbortSignal, exactBytes?: number): Promise<DicomFile> {
    checkUids(instance.studyUid, instance.seriesUid, instance.sopInstanceUid);
    const path = `/studies/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopInstanceUid}`;
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
    return exchange(ask(path, accept), signal, async (answer) => {
      if (answer.status === 404 || answer.status === 410 || answer.status === 204) throw incomplete(instance);
      refuse(answer);
      return readDicom(firstPart(answer.header('content-type'), answer.body), exactBytes);
    });
  }

  async function confirm(picture: ObjectIdentity, signal: AbortSignal): Promise<Proof> {
    const found = await fewReads(() => read(picture, signal, picture.bytes)).catch((error: unknown) => {
      throw hasCode(error, 'file-invalid') ? different(picture, error) : error;
    });
    proveObject(picture, found);
    return { how: 'read-back', peer: new URL(url).origin };
  }

  async function retrieveSeries(
    studyUid: string | undefined,
    seriesUid: string,
    signal: AbortSignal,
  ): Promise<RetrievedPicture[]> {
    checkUids(studyUid, seriesUid);
    const found: RetrievedPicture[] = [];
    for (const instance of await listSeries(studyUid, seriesUid, signal)) {
      const file = await read(instance, signal).catch((error: unknown) => {
        if (hasCode(error, 'file-invalid')) return undefined;
        throw error;
      });
      found.push(retrieved(instance.sopInstanceUid, file));
    }
    return found;
  }

  /** Page by page until one brings nothing new: some archives cap a page, some ignore the offset. */
  async function listSeries(studyUid: string | undefined, seriesUid: string, signal: AbortSignal) {
    const within = studyUid ? `/studies/${studyUid}/series/${seriesUid}/instances?` : '/instances?';
    const found = new Map<string, InstancePath>();
    for (let known = -1; known < found.size; ) {
      known = found.size;
      const page = `${within}SeriesInstanceUID=${seriesUid}&includefield=0020000D&limit=${pageSize}&offset=${known}`;
      for (const entry of await query(page, signal)) {
        const sopInstanceUid = firstValue(entry, '00080018');
        const study = studyUid ?? firstValue(entry, '0020000D');
        if (firstValue(entry, '0020000E') !== seriesUid || !sopInstanceUid || !study) continue;
        found.set(sopInstanceUid, { studyUid: study, seriesUid, sopInstanceUid });
      }
    }
    return found.values();
  }

  async function query(path: string, signal: AbortSignal): Promise<unknown[]> {
    return exchange(ask(path, 'application/dicom+json'), signal, async (answer) => {
      refuse(answer);
      const text = await textOf(answer);
      if (answer.status === 204 || text.trim() === '') return [];
      try {
        const rows: unknown = JSON.parse(text);
        if (Array.isArray(rows)) return rows;
      } catch (error) {
        throw new CodedError('store-refused', { store: address, reason: 'no JSON' }, { cause: error });
      }
      throw new CodedError('store-refused', { store: address, reason: 'no list' });
    });
  }

  function refuse({ status, header }: Answer): void {
    const refused = refusalOf(status, header('retry-after'), Date.now(), { store: address });
    if (refused) throw refused;
    if (isPage(header('content-type')))
      throw new CodedError('store-refused', { store: address, status, reason: pageReason });
  }

  const close = async (): Promise<void> => exchange.close();
  return { address, kind: 'dicomweb', hospital: true, check, send, confirm, retrieveSeries, close };
}

export function authorisationOf(credentials: Credentials | undefined): Record<string, string> {
  if (!credentials) return {};
  if (credentials.kind === 'bearer') return { Authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return { Authorization: `Basic ${pair}` };
}

export async function textOf(answer: Answer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.length;
    if (length > longestAnswer) throw new CodedError('store-refused', { reason: 'an answer too long' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The first value of an attribute in DICOM JSON, where it is text. */
function firstValue(entry: unknown, tag: string): string | undefined {
  const attribute: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, tag) : undefined;
  const values: unknown =
    typeof attribute === 'object' && attribute !== null ? Reflect.get(attribute, 'Value') : undefined;
  const value: unknown = Array.isArray(values) ? values[0] : undefined;
  return typeof value === 'string' ? value : undefined;
}
