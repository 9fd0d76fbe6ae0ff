import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AuditHead, AuditRecord } from '../contract/audit.ts';
import { endEvent, sentEvent } from '../contract/delivery-events.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { attemptJob } from './outbox-attempt.ts';
import type { Book } from './outbox-book.ts';
import { restAskedMs, waitAfter } from './outbox-job.ts';
import { type Entry, progressOf } from './outbox-lane.ts';
import type { Lanes } from './outbox-lanes.ts';
import type { OutboxInstance } from './outbox-object.ts';
import { createPace, type Pace } from './outbox-pace.ts';
import type { DicomObject, Store } from './store.ts';

/** Where it is written down what came of each attempt. `owe` never throws. */
export type OutboxTrail = { owe(event: AuditRecord): Promise<void>; readonly head: AuditHead };

/** How much of a store's line is used; asked for at each attempt. */
export type StoreTerms = { readonly parallel: number; readonly kilobytesPerSecond: number | null };

export type RunOptions = {
  book: Book;
  lanes: Pick<Lanes, 'keepAway' | 'postpone'>;
  trail: OutboxTrail;
  /** Builds one instance's object from the vault; the same bytes each time. */
  load: (job: OutboxJob, instance: OutboxInstance) => Promise<DicomObject>;
  openStore: (address: string, options: { testStore: boolean }) => Store;
  termsOf: (address: string) => StoreTerms;
  clock: Clock;
  log: Log;
  /** Called whenever bytes have left, and when a job waits for its next attempt. */
  onLeft: () => void;
  onWaiting: () => void;
  isPaused(): boolean;
  /** Whether a job is to begin nothing more. */
  isCutShort(entry: Entry): boolean;
  maxAttempts: number;
  firstWaitMs: number;
  random: () => number;
};

/** One attempt at a job after the other, from its start to what is saved of its end. See `LanesOptions.run`. */
export function jobRunner(options: RunOptions) {
  const { book, lanes, trail, clock, log } = options;

  async function runOnce(entry: Entry, signal: AbortSignal, allSent: () => void): Promise<OutboxJob> {
    try {
      await book.change(entry, { type: 'started' });
      const leftOut = await attempt(entry, signal, allSent);
      lanes.keepAway(entry.job);
      const ended = leftOut
        ? await book.change(entry, { type: 'interrupted', cutOff: signal.aborted })
        : await end(entry);
      const retriedMeanwhile = entry.job !== ended;
      if (ended.state === 'queued' && !retriedMeanwhile && !leftOut) waitForNext(entry);
      return ended;
    } catch (error) {
      return giveUp(entry, error);
    } finally {
      entry.leaving.clear();
    }
  }

  function waitForNext(entry: Entry): void {
    const { job } = entry;
    lanes.postpone(entry, Math.max(waitAfter(job.attempts, options.firstWaitMs, options.random()), restAskedMs(job)));
    options.onWaiting();
  }

  /** The trail says what was sent before the job is confirmed: its receipt then stands for that. */
  async function end(entry: Entry): Promise<OutboxJob> {
    await trail.owe(sentEvent(entry.job));
    const ended = await book.change(entry, { type: 'ended', maxAttempts: options.maxAttempts, audit: trail.head });
    const event = endEvent(ended);
    if (event) await trail.owe(event);
    return ended;
  }

  /** Parks a job that could not be run at all. If not even that can be saved, it is parked until the next start. */
  async function giveUp(entry: Entry, error: unknown): Promise<OutboxJob> {
    try {
      const parked = await book.change(entry, { type: 'gave-up', error: infoOf(error) });
      const event = endEvent(parked);
      if (event) await trail.owe(event);
      return parked;
    } catch (unsaved) {
      log.error('outbox-job-not-saved', unsaved, { job: entry.job.id });
      book.showUnsaved(entry);
      return entry.job;
    }
  }

  /** Whether it was cut short with something left to do. Only saving may throw, and what opens the store. */
  async function attempt(entry: Entry, signal: AbortSignal, allSent: () => void): Promise<boolean> {
    const { store: address, testStore } = entry.job;
    const store = options.openStore(address, { testStore });
    const { parallel, kilobytesPerSecond } = options.termsOf(address);
    const pace = createPace(kilobytesPerSecond, clock);
    let cutShort = false;
    const asks = (answer: boolean): boolean => {
      cutShort ||= !answer;
      return answer;
    };
    try {
      await attemptJob({
        store,
        parallel,
        signal,
        mayGoOn: () => asks(!options.isCutShort(entry)),
        mayProve: () => asks(options.isPaused() || !options.isCutShort(entry)),
        allSent,
        job: () => entry.job,
        load: (instance) => options.load(entry.job, instance),
        change: async (event) => void (await book.change(entry, event)),
        leaving: (object) => leaving(entry, object, (bytes) => pace(bytes, signal)),
        infoOf,
      });
      return signal.aborted || (cutShort && entry.job.instances.some(({ state }) => state !== 'confirmed'));
    } finally {
      await letGo(store);
    }
  }

  function leaving(entry: Entry, object: DicomObject, pace: (bytes: number) => ReturnType<Pace>) {
    const progress = progressOf(entry, object, options.onLeft);
    return {
      left(bytes: number): Promise<void> {
        progress.add(bytes);
        return pace(bytes);
      },
      ended: () => void progress.end(),
    };
  }

  /** A store that cannot even let go has said what it had to say before. */
  async function letGo(store: Store): Promise<void> {
    try {
      await store.close();
    } catch (error) {
      log.unexpected(error, 'outbox');
    }
  }

  function infoOf(error: unknown): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: log.unexpected(error, 'outbox') };
  }

  return async (entry: Entry, signal: AbortSignal, allSent: () => void): Promise<void> => {
    const { id, store, state, attempts, lastError } = await runOnce(entry, signal, allSent);
    log.info('outbox-attempt-ended', { job: id, store, state, attempt: attempts, code: lastError?.code });
  };
}
