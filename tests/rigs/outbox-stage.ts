import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { CodedError, type ErrorCode, type ErrorParams } from '../../electron/contract/errors.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { jpegBaseline, vlPhotographic } from '../../electron/stores/dicom/part10.ts';
import { createOutbox, type Outbox, type OutboxOptions } from '../../electron/stores/outbox.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { fakeAudit } from './fake-audit.ts';
import { type MemoryKeeper, memoryKeeper, memoryPause } from './outbox-jobs.ts';

type Failure = ErrorCode | readonly [ErrorCode, ErrorParams];

/** A store in memory that fails as it is told, once for each code in the list. */
export function fakeStore(address = 'folder:/nowhere') {
  const has = new Map<string, string>();
  const calls: string[] = [];
  const failures: { send: Failure[]; confirm: Failure[] } = { send: [], confirm: [] };
  let busy = 0;
  const told = { most: 0, forgets: false, hang: false, holds: false, closed: 0 };
  const held: (() => void)[] = [];
  const fail = (list: Failure[]) => {
    const next = list.shift();
    if (next) throw typeof next === 'string' ? new CodedError(next) : new CodedError(...next);
  };
  const store: Store = {
    address,
    kind: 'folder',
    hospital: false,
    check: async () => [],
    async send(object, signal, left) {
      calls.push(`send ${object.sopInstanceUid}`);
      busy++;
      told.most = Math.max(told.most, busy);
      try {
        if (told.hang) {
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new CodedError('aborted')));
          });
        }
        if (told.holds) await new Promise<void>((go) => held.push(go));
        for (const chunk of object.chunks) await left?.(chunk.length);
        await new Promise(setImmediate);
        fail(failures.send);
        if (!told.forgets) has.set(object.sopInstanceUid, object.sha256);
        return 'stored';
      } finally {
        busy--;
      }
    },
    async confirm(picture) {
      calls.push(`confirm ${picture.sopInstanceUid}`);
      fail(failures.confirm);
      const there = has.get(picture.sopInstanceUid);
      if (there === undefined) throw new CodedError('store-incomplete');
      if (there !== picture.sha256) throw new CodedError('store-different');
      return { how: 'read-back', peer: address };
    },
    async close() {
      told.closed++;
    },
    retrieveSeries: async () => [],
  };
  return { store, has, calls, failures, told, held };
}

export const oneByOne = () => ({ parallel: 1, kilobytesPerSecond: null });

const open: Outbox[] = [];
const clocks: FakeClock[] = [];

/** Closes what was set up since, and returns how many timers were left behind. */
export async function closeOutboxes(): Promise<number> {
  for (const outbox of open.splice(0)) await outbox.close();
  return clocks.splice(0).reduce((sum, { pending }) => sum + pending, 0);
}

/** The outbox over stores in memory, on a clock that stands still. */
export function setUpOutbox(jobs: OutboxJob[], changes: Partial<OutboxOptions> = {}) {
  const keeper: MemoryKeeper = memoryKeeper(...jobs);
  const trail = fakeAudit();
  const clock = fakeClock();
  const peer = fakeStore();
  const outbox = createOutbox({
    jobs: keeper,
    pause: memoryPause(),
    trail,
    load: async (job, instance): Promise<DicomObject> => ({
      studyUid: job.studyUid,
      seriesUid: job.seriesUid,
      sopInstanceUid: instance.sopInstanceUid,
      sopClassUid: vlPhotographic,
      transferSyntaxUid: jpegBaseline,
      sha256: instance.file?.sha256 ?? '',
      bytes: instance.file?.bytes ?? 0,
      simulated: job.simulated,
      chunks: [],
    }),
    openStore: () => peer.store,
    clock,
    log: silentLog,
    onChange: () => undefined,
    random: () => 0.5,
    ...changes,
  });
  open.push(outbox);
  clocks.push(clock);
  const only = () => outbox.jobs()[0] as OutboxJob;
  /** Lets everything that is under way come to rest, without moving the clock. */
  const rest = async () => {
    for (let turn = 0; turn < 60; turn++) await new Promise(setImmediate);
  };
  /** The job of that id as it stands. */
  const job = (id: string) => outbox.jobs().find((one) => one.id === id) as OutboxJob;
  return { keeper, trail, clock, peer, outbox, only, job, rest };
}
