import type { Connections } from '../../contract/connections.ts';
import { readDataSet } from '../dicom/read.ts';
import { acceptAssociations } from './accept.ts';
import type { IncomingRequest, Listener, Reply } from './association.ts';
import { type CommitmentReport, commitmentEvents, readReport } from './commitment-report.ts';
import { acceptable, sopClasses, storageClasses } from './sop-classes.ts';

export type ListenerSettings = Connections['listener'];

/** What somebody waits for, and from whom. */
export type Awaited = {
  /** The AE title that the other side must call with: whoever was asked, and nobody else. */
  readonly from: string;
  /** Takes note of what was committed; what it does not await, it passes over. */
  report?(report: CommitmentReport): void;
  /** Takes an object that was asked for; nothing where it did not ask for this one. */
  object?(request: IncomingRequest): Promise<Reply> | undefined;
};

/** What the listener answers with (PS3.7, annex C). */
export const listenerStatuses = {
  success: 0x0000,
  noSuchEvent: 0x0113,
  notAwaited: 0x0124,
  unknown: 0x0211,
  unreadable: 0xc000,
} as const;

type Shared = {
  readonly awaited: Set<Awaited>;
  /** Who was asked for something since it listens: a second report of theirs is no stranger's. */
  readonly known: Set<string>;
  readonly listening: Promise<Listener>;
  closing?: Promise<void>;
};
/** A port belongs to the whole process, so there is one listener for each, whatever stores share it. */
const shared = new Map<string, Shared>();

const knownEvents: ReadonlySet<number | undefined> = new Set(Object.values(commitmentEvents));
/** Longer reports are cut off: this names ten thousand instances, and whatever it holds is unfolded in memory. */
const longestReport = 2 * 1024 * 1024;

/**
 * Listens from now on, until the returned function is called and nobody else waits. Throws `listener-unavailable` where the
 * port is taken or may not be used.
 */
export async function awaitAtListener(settings: ListenerSettings, awaited: Awaited): Promise<() => Promise<void>> {
  const key = JSON.stringify(settings);
  for (let old = shared.get(key)?.closing; old; old = shared.get(key)?.closing) await old;
  const entry = shared.get(key) ?? open(settings);
  shared.set(key, entry);
  entry.awaited.add(awaited);
  entry.known.add(awaited.from);
  try {
    await entry.listening;
  } catch (error) {
    if (shared.get(key) === entry) shared.delete(key);
    throw error;
  }
  return async () => {
    if (entry.awaited.delete(awaited) && entry.awaited.size === 0) {
      entry.closing = entry.listening
        .then((listener) => listener.close())
        .finally(() => {
          shared.delete(key);
        });
    }
    await entry.closing;
  };
}

function open(settings: ListenerSettings): Shared {
  const { aet, host, port, tls } = settings;
  const awaited = new Set<Awaited>();
  const known = new Set<string>();
  const listening = acceptAssociations({
    aet,
    host,
    port,
    tls,
    contexts: acceptable(['verification', ...storageClasses, 'storageCommitment']),
    onRequest: (request) =>
      known.has(request.peer.aet) ? answer(request, awaited) : Promise.resolve({ status: listenerStatuses.notAwaited }),
  });
  return { awaited, known, listening };
}

async function answer(request: IncomingRequest, awaited: ReadonlySet<Awaited>): Promise<Reply> {
  if (request.name === 'C-ECHO') return { status: listenerStatuses.success };
  const expecting = [...awaited].filter(({ from }) => from === request.peer.aet);
  if (request.name === 'N-EVENT-REPORT' && request.sopClassUid === sopClasses.storageCommitment.uid) {
    return hearReport(request, (report) => {
      for (const { report: take } of expecting) take?.(report);
    });
  }
  if (request.name !== 'C-STORE') return { status: listenerStatuses.unknown };
  for (const { object: take } of expecting) {
    const taken = take?.(request);
    if (taken) return taken;
  }
  return { status: listenerStatuses.notAwaited };
}

/**
 * Reads an event and passes it on. A report that nobody awaits is answered with success all the same: it may be a late one,
 * and the archive shall not send it for ever.
 */
export async function hearReport(request: IncomingRequest, take: (report: CommitmentReport) => void): Promise<Reply> {
  const { EventTypeID } = request.command;
  if (!knownEvents.has(EventTypeID)) return { status: listenerStatuses.noSuchEvent };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.dataSet ?? []) {
    length += chunk.length;
    if (length > longestReport) return { status: listenerStatuses.unreadable };
    chunks.push(Uint8Array.from(chunk));
  }
  const dataSet = await readDataSet(Buffer.concat(chunks), request.transferSyntaxUid).catch(() => undefined);
  if (!dataSet) return { status: listenerStatuses.unreadable };
  take(readReport(dataSet));
  return { status: listenerStatuses.success, fields: { EventTypeID } };
}
