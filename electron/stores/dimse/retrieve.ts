import { CodedError, hasCode } from '../../contract/errors.ts';
import { encodeDataSet } from '../dicom/encode.ts';
import { codingOf } from '../dicom/part10.ts';
import { type ReadObject, readObject } from '../dicom/read.ts';
import { different, incomplete } from '../proof.ts';
import { associate } from './associate.ts';
import type { Association, ContextOffer, IncomingRequest, Reply } from './association.ts';
import type { Archive } from './commitment.ts';
import { type Awaited, awaitAtListener, type ListenerSettings, listenerStatuses } from './listener.ts';
import { retrieveStatuses } from './retrieve-statuses.ts';
import { isAbsent, type Wanted } from './series-list.ts';
import { offers, sopClasses, storageClasses } from './sop-classes.ts';

/** Reads one instance back. Throws as `withRetrieval` says. */
export type Retrieve = (wanted: Wanted) => Promise<ReadObject>;

/**
 * Opens an association to read instances back one after the other, for as long as `work` takes: by C-GET, and what does not
 * come that way by C-MOVE to our listener. Pictures are hashed as they arrive, never gathered. Reading throws `store-incomplete`
 * (the archive has no such instance), `store-different` (what came is no object that can be read), `store-unproven` with
 * `reason` (there is no way to read it back, or it did not come), or what the association broke with.
 */
export async function withRetrieval<T>(
  archive: Archive,
  listener: ListenerSettings | undefined,
  signal: AbortSignal,
  work: (retrieve: Retrieve, association: Association) => Promise<T>,
): Promise<T> {
  const arrivals = createArrivals();
  const association = await associate(
    { ...archive, contexts: retrievalOffers(), onRequest: (request) => arrivals.take(request) ?? refused },
    signal,
  );
  const ear = listener && heldListener(listener, { from: archive.calledAet, object: arrivals.take });
  const ways = waysOf(association, ear, arrivals, signal);
  try {
    return await work(async (wanted) => {
      try {
        return await retrieve(wanted, ways);
      } catch (error) {
        // Archives fail in their own ways where they have no such instance; what they list is clear.
        const unclear = hasCode(error, 'store-unproven');
        throw unclear && (await isAbsent(association, wanted, signal)) ? incomplete(wanted) : error;
      }
    }, association);
  } finally {
    await association.release();
    await ear?.close();
  }
}

/** Listens from the first time that it is needed, to the end. */
function heldListener(settings: ListenerSettings, awaited: Awaited) {
  let leaving: Promise<() => Promise<void>> | undefined;
  return {
    aet: settings.aet,
    async open() {
      leaving ??= awaitAtListener(settings, awaited);
      await leaving;
    },
    async close() {
      const leave = await leaving?.catch(() => undefined);
      await leave?.();
    },
  };
}

/**
 * Photographs are offered plain as well: an archive that has decompressed one, or has something else under its UID, shall be
 * able to show it.
 */
export function retrievalOffers(): ContextOffer[] {
  const { photograph, keyObjects } = sopClasses;
  const plain = { sopClassUid: photograph.uid, transferSyntaxUids: keyObjects.transferSyntaxUids };
  return [
    ...offers(['studyFind', 'studyGet', 'studyMove']),
    ...offers(storageClasses, 'provider'),
    { ...plain, requestorRoles: ['provider'] },
  ];
}

const refused = Promise.resolve({ status: listenerStatuses.notAwaited });

type Way = (wanted: Wanted) => Promise<ReadObject>;

/** Tries one way after the other until the instance has come, or the archive has said that it has none. */
async function retrieve(wanted: Wanted, ways: readonly Way[]): Promise<ReadObject> {
  let failure: unknown = new CodedError('store-unproven', { reason: 'neither C-GET nor C-MOVE' });
  for (const way of ways) {
    try {
      return await way(wanted);
    } catch (error) {
      if (!hasCode(error, 'store-unproven', 'listener-unavailable')) throw error;
      failure = error;
    }
  }
  throw failure;
}

function waysOf(
  association: Association,
  ear: ReturnType<typeof heldListener> | undefined,
  arrivals: Arrivals,
  signal: AbortSignal,
): Way[] {
  const ways: Way[] = [];
  if (association.accepted(sopClasses.studyGet.uid)) {
    ways.push((wanted) => arrivals.of(wanted, () => run(association, 'C-GET', wanted, signal)));
  }
  if (ear && association.accepted(sopClasses.studyMove.uid)) {
    ways.push(async (wanted) => {
      await ear.open();
      return arrivals.of(wanted, () => run(association, 'C-MOVE', wanted, signal, ear.aet));
    });
  }
  return ways;
}

/** Archives say now and then that they are still at it; of one instance there is not more than this to say. */
const mostPending = 1000;

/** One request for one instance, up to its final answer: how many instances the archive says that it sent or could not send. */
async function run(
  association: Association,
  name: 'C-GET' | 'C-MOVE',
  wanted: Wanted,
  signal: AbortSignal,
  destination?: string,
): Promise<number> {
  const sopClassUid = name === 'C-GET' ? sopClasses.studyGet.uid : sopClasses.studyMove.uid;
  const { transferSyntaxUid = '' } = association.accepted(sopClassUid) ?? {};
  const identifier = encodeDataSet(
    {
      QueryRetrieveLevel: 'IMAGE',
      StudyInstanceUID: wanted.studyUid,
      SeriesInstanceUID: wanted.seriesUid,
      SOPInstanceUID: wanted.sopInstanceUid,
    },
    codingOf(transferSyntaxUid),
  );
  const fields = { Priority: 0, MoveDestination: destination };
  let concerned = 0;
  let told = 0;
  for await (const { status, pending, command } of association.request(
    { name, sopClassUid, fields, dataSet: [identifier] },
    signal,
  )) {
    if (pending) {
      told += 1;
      if (told > mostPending) throw new CodedError('store-unproven', { reason: 'pending without end' });
      continue;
    }
    const {
      NumberOfCompletedSuboperations = 0,
      NumberOfFailedSuboperations = 0,
      NumberOfWarningSuboperations = 0,
    } = command;
    concerned = NumberOfCompletedSuboperations + NumberOfFailedSuboperations + NumberOfWarningSuboperations;
    if (status !== 0 && status >>> 12 !== 0xb && concerned === 0) throw failureOf(status);
  }
  return concerned;
}

function failureOf(status: number): CodedError {
  const meaning = retrieveStatuses[status];
  const reason = meaning?.name ?? `0x${status.toString(16).padStart(4, '0')}`;
  return new CodedError(meaning?.code ?? 'store-unproven', { reason });
}

type Arrivals = {
  /** Takes an object that is being waited for. */
  take(request: IncomingRequest): Promise<Reply> | undefined;
  /** The object that arrives while `fetch` runs, which says how many the archive was concerned with. */
  of(wanted: Wanted, fetch: () => Promise<number>): Promise<ReadObject>;
};

function createArrivals(): Arrivals {
  const awaited = new Map<string, { wanted: Wanted; arrived?: ReadObject | 'unreadable' }>();
  return {
    take(request) {
      const entry = request.name === 'C-STORE' ? awaited.get(request.sopInstanceUid) : undefined;
      if (!entry || !request.dataSet) return undefined;
      return readObject(request.dataSet, request.transferSyntaxUid, entry.wanted.exactBytes, entry.wanted.gather).then(
        (object) => {
          entry.arrived = object;
          return { status: listenerStatuses.success };
        },
        (error: unknown) => {
          if (!hasCode(error, 'file-invalid')) throw error;
          entry.arrived = 'unreadable';
          return { status: listenerStatuses.unreadable };
        },
      );
    },
    async of(wanted, fetch) {
      const entry: { wanted: Wanted; arrived?: ReadObject | 'unreadable' } = { wanted };
      awaited.set(wanted.sopInstanceUid, entry);
      try {
        const concerned = await fetch().catch((error: unknown) => {
          // What came in whole is here, whatever the archive says of it afterwards.
          if (entry.arrived === undefined || !hasCode(error, 'store-unproven')) throw error;
          return 1;
        });
        if (entry.arrived === 'unreadable') throw different(wanted);
        if (entry.arrived) return entry.arrived;
        throw concerned === 0 ? incomplete(wanted) : new CodedError('store-unproven', { reason: 'not handed over' });
      } finally {
        awaited.delete(wanted.sopInstanceUid);
      }
    },
  };
}
