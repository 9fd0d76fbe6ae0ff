import type { Clock } from '../base/clock.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { isOver, restAskedMs } from './outbox-job.ts';
import { compareJobs, type Entry } from './outbox-lane.ts';

export type LanesOptions = {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly clock: Clock;
  /** Ends everything that runs. */
  readonly closing: AbortSignal;
  isPaused(): boolean;
  /** Whether nothing of a session may be begun. */
  isHeld(session: string): boolean;
  /** One attempt; never throws. `allSent` is called when it only waits for proofs. */
  run(entry: Entry, signal: AbortSignal, allSent: () => void): Promise<void>;
  /** Called after each attempt. */
  ended(): void;
};

/** One for each store, so that a silent store holds up nobody else's. */
export type Lanes = {
  /** Starts what is due: at each store one job that is being sent, beside those that wait for nothing but their proof. */
  pump(): void;
  /** What comes next at a store: nothing while it asked for rest, or while each of its jobs waits for its time. */
  next(store: string): Entry | undefined;
  /** Whether an attempt is under way. */
  readonly busy: boolean;
  /** Cuts off what runs of a session; on return nothing of it does. */
  cutOff(session: string): Promise<void>;
  /** A store that asked to be left alone is, whoever else has something for it. */
  keepAway(job: OutboxJob): void;
  endRest(store: string): void;
  /** A job is not due before that many milliseconds. */
  postpone(entry: Entry, ms: number): void;
  endWaiting(entry: Entry): void;
  /** To be called when `closing` fires: on return nothing runs or waits. */
  close(): Promise<void>;
};

type Run = { readonly entry: Entry; readonly stop: AbortController; readonly done: Promise<void> };
type Lane = {
  /** The one that is being sent. */
  sending?: Entry | undefined;
  readonly runs: Set<Run>;
  /** It is left alone while it has asked for rest. */
  rest?: { cancel(): void } | undefined;
};

/** So many jobs of a store may wait for their proof, or be sent, at once: archives commit themselves within minutes, or not today. */
const mostAtOnce = 8;

export function createLanes(options: LanesOptions): Lanes {
  const { entries, clock, closing } = options;
  const lanes = new Map<string, Lane>();

  function laneOf(store: string): Lane {
    const lane = lanes.get(store) ?? { runs: new Set() };
    lanes.set(store, lane);
    return lane;
  }

  function next(store: string): Entry | undefined {
    if (laneOf(store).rest) return undefined;
    const due = [...entries.values()].filter(
      ({ job, waiting }) =>
        job.store === store && job.state === 'queued' && !waiting && !options.isHeld(job.session) && !hasFirst(job),
    );
    return due.sort((a, b) => compareJobs(a.job, b.job))[0];
  }

  /** A note that rejects a series goes when whatever brings it anew has come to its end. */
  function hasFirst({ rejects, session, store }: OutboxJob): boolean {
    if (!rejects) return false;
    return [...entries.values()].some(({ job }) => {
      return job.session === session && job.store === store && !job.rejects && !isOver(job);
    });
  }

  function pump(): void {
    if (closing.aborted || options.isPaused()) return;
    for (const store of new Set([...entries.values()].map(({ job }) => job.store))) {
      const lane = laneOf(store);
      const entry = lane.sending || lane.runs.size >= mostAtOnce ? undefined : next(store);
      if (entry) begin(lane, entry);
    }
  }

  function begin(lane: Lane, entry: Entry): void {
    const letNext = (): void => {
      if (lane.sending === entry) lane.sending = undefined;
      pump();
    };
    lane.sending = entry;
    const stop = new AbortController();
    const attempt = options.run(entry, AbortSignal.any([closing, stop.signal]), letNext);
    const done = attempt.finally(() => {
      lane.runs.delete(run);
      letNext();
      options.ended();
    });
    const run: Run = { entry, stop, done };
    lane.runs.add(run);
  }

  function endRest(store: string): void {
    const lane = laneOf(store);
    lane.rest?.cancel();
    lane.rest = undefined;
  }

  function endWaiting(entry: Entry): void {
    entry.waiting?.cancel();
    entry.waiting = undefined;
  }

  const running = (): Run[] => [...lanes.values()].flatMap(({ runs }) => [...runs]);

  return {
    pump,
    next,
    get busy() {
      return running().length > 0;
    },
    async cutOff(session) {
      const own = running().filter(({ entry }) => entry.job.session === session);
      for (const { stop } of own) stop.abort();
      await Promise.all(own.map(({ done }) => done));
    },
    keepAway(job) {
      const ms = restAskedMs(job);
      if (ms === 0 || closing.aborted) return;
      endRest(job.store);
      const lane = laneOf(job.store);
      const cancel = clock.setTimeout(() => {
        lane.rest = undefined;
        pump();
      }, ms);
      lane.rest = { cancel };
    },
    endRest,
    postpone(entry, ms) {
      const cancel = clock.setTimeout(() => {
        entry.waiting = undefined;
        pump();
      }, ms);
      entry.waiting = { untilMs: clock.now() + ms, cancel };
    },
    endWaiting,
    async close() {
      for (const entry of entries.values()) endWaiting(entry);
      for (const store of lanes.keys()) endRest(store);
      await Promise.allSettled(running().map(({ done }) => done));
    },
  };
}
