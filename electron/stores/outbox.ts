import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { createBook, type JobKeeper } from './outbox-book.ts';
import { isOver } from './outbox-job.ts';
import { byAge, type Entry } from './outbox-lane.ts';
import { createLanes } from './outbox-lanes.ts';
import type { OutboxInstance } from './outbox-object.ts';
import { jobRunner, type OutboxTrail, type StoreTerms } from './outbox-run.ts';
import { createWaiters } from './outbox-wait.ts';
import type { DicomObject, Store } from './store.ts';

/** Where it is kept that nothing is to be sent; on return of `write` it is on the disk. */
export type PauseKeeper = { read(): Promise<boolean>; write(paused: boolean): Promise<void> };

export type OutboxOptions = {
  jobs: JobKeeper;
  pause: PauseKeeper;
  trail: OutboxTrail;
  /** Builds one instance's object from the vault; the same bytes each time. */
  load: (job: OutboxJob, instance: OutboxInstance) => Promise<DicomObject>;
  openStore: (address: string, options: { testStore: boolean }) => Store;
  /** Absent: three objects at a time, as fast as they go. */
  termsOf?: (address: string) => StoreTerms;
  clock: Clock;
  log: Log;
  /** Called after each change of a job, which is then saved. */
  onChange: (job: OutboxJob) => void;
  /** Called now and then while objects leave, and when the outbox is paused or goes on. */
  onProgress?: () => void;
  /** How often a job is tried by itself before it is parked. */
  maxAttempts?: number;
  firstWaitMs?: number;
  random?: () => number;
};

/** What is known of a job at this moment and kept nowhere. */
export type JobMoment = {
  /** When it is tried next by itself. */
  readonly nextAt?: string | undefined;
  /** How much of each object that is leaving has left, 0 to 1, by SOP Instance UID. */
  readonly leaving: ReadonlyMap<string, number>;
};

/**
 * Uploads that survive everything: saved before they run, resumed at the next start, tried a few times by themselves, then
 * parked for a person to retry. A job is never deleted. To each store one job is sent at a time, the urgent ones first, then by age;
 * while an archive takes its time to prove one, the next goes.
 */
export type Outbox = {
  /** Reads the jobs and takes up what was under way. Call once. */
  start(): Promise<void>;
  /** On return the job is saved; it runs by itself. Throws `not-now` while its session's deliveries are being amended. */
  enqueue(job: OutboxJob): Promise<void>;
  /** Runs a parked job again, or all of them. Throws `job-unknown`. */
  retry(jobId?: string): Promise<void>;
  /** From now on it goes before what is not urgent: what its store is being sent ends with the objects on their way. Throws `job-unknown`. */
  setUrgent(jobId: string, on: boolean): Promise<void>;
  /**
   * Changes what a session delivers: what is on its way of it is cut off and nothing more is begun, then `work` is told its jobs and
   * answers with those that are to be other or new, which are saved in that order. Where `work` throws, all goes on as before;
   * where a job cannot be saved, nothing more of the session leaves before the next start, or before this is done again.
   */
  amend(session: string, work: (own: readonly OutboxJob[]) => Promise<readonly OutboxJob[]>): Promise<void>;
  /** Paused, it begins nothing more, also after a restart; what is on its way comes to its end. On return that is saved. */
  pause(on: boolean): Promise<void>;
  readonly paused: boolean;
  /**
   * True once no job is queued or being sent, and that is saved; false if that many seconds pass first, the signal fires, it is
   * closed, or it is paused and nothing is on its way.
   */
  wait(until?: number | AbortSignal): Promise<boolean>;
  /** Every job as it is on the disk, oldest first. */
  jobs(): readonly OutboxJob[];
  moment(jobId: string): JobMoment;
  /** Aborts what is being sent, which goes on at the next start. On return nothing is left running. */
  close(): Promise<void>;
};

const defaultTerms: StoreTerms = { parallel: 3, kilobytesPerSecond: null };
const tellEveryMs = 200;
const nothing: JobMoment = { leaving: new Map() };

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, maxAttempts = 5, firstWaitMs = 1000, random = Math.random } = options;
  const { termsOf = () => defaultTerms, onProgress = () => {} } = options;
  const waiters = createWaiters(clock);
  const closing = new AbortController();
  /** Sessions whose deliveries are being amended, or could not be saved as they have to be. */
  const amended = new Set<string>();
  const amending = new Set<string>();
  const enqueuing = new Map<Promise<void>, string>();
  let paused = false;
  let toldMs = Number.NEGATIVE_INFINITY;

  const book = createBook(options.jobs, clock, (job) => {
    options.onChange(job);
    waiters.tell();
  });
  const { entries } = book;
  const isPaused = (): boolean => paused;
  const lanes = createLanes({
    entries,
    clock,
    closing: closing.signal,
    isPaused,
    isHeld: (session) => amended.has(session),
    run: (entry, signal, allSent) => run(entry, signal, allSent),
    ended: waiters.tell,
  });
  const isOvertaken = ({ job }: Entry): boolean => !job.urgent && lanes.next(job.store)?.job.urgent === true;
  const run = jobRunner({
    ...{ ...options, book, lanes, termsOf, isPaused, maxAttempts, firstWaitMs, random },
    onLeft: tellProgress,
    onWaiting: onProgress,
    isCutShort: (entry) => closing.signal.aborted || paused || amended.has(entry.job.session) || isOvertaken(entry),
  });

  function tellProgress(): void {
    if (clock.elapsed() - toldMs < tellEveryMs) return;
    toldMs = clock.elapsed();
    onProgress();
  }

  async function put(job: OutboxJob): Promise<void> {
    const entry = entries.get(job.id);
    if (entry) lanes.endWaiting(entry);
    await book.put(job);
  }

  const settled = (): boolean => [...entries.values()].every(({ job, saved }) => isOver(job) && isOver(saved));
  const stuck = (): boolean => paused && !lanes.busy;
  const outcome = (): boolean | undefined => (settled() ? true : stuck() ? false : undefined);

  return {
    async start() {
      paused = await options.pause.read();
      await book.read();
      for (const entry of entries.values()) {
        if (entry.job.state === 'sending') await book.change(entry, { type: 'recovered' });
      }
      lanes.pump();
    },
    async enqueue(job) {
      if (entries.has(job.id)) return;
      if (amended.has(job.session)) throw new CodedError('not-now', { command: 'send', phase: 'closed' });
      const saving = put(job);
      enqueuing.set(saving, job.session);
      await saving.finally(() => enqueuing.delete(saving));
      lanes.pump();
    },
    async retry(jobId) {
      const chosen = jobId === undefined ? [...entries.values()] : [book.known(jobId)];
      try {
        for (const entry of chosen) {
          if (entry.job.state !== 'parked' && entry.job.state !== 'queued') continue;
          lanes.endWaiting(entry);
          lanes.endRest(entry.job.store);
          await book.change(entry, { type: 'retried' });
        }
      } finally {
        lanes.pump();
      }
    },
    async setUrgent(jobId, on) {
      const entry = book.known(jobId);
      if (!isOver(entry.job) || entry.job.state === 'parked') await book.change(entry, { type: 'urgent', on });
      lanes.pump();
    },
    async amend(session, work) {
      if (amending.has(session)) throw new CodedError('not-now', { command: 'amend', phase: 'closed' });
      amending.add(session);
      amended.add(session);
      const own = (): Entry[] => [...entries.values()].filter(({ job }) => job.session === session);
      try {
        await Promise.allSettled([...enqueuing].flatMap(([saving, of]) => (of === session ? [saving] : [])));
        await lanes.cutOff(session);
        const jobs = await work(own().map(({ job }) => job)).catch((error: unknown) => {
          amended.delete(session);
          throw error;
        });
        for (const job of jobs) await put(job);
        amended.delete(session);
      } finally {
        amending.delete(session);
        lanes.pump();
        waiters.tell();
      }
    },
    async pause(on) {
      await options.pause.write(on);
      paused = on;
      onProgress();
      waiters.tell();
      lanes.pump();
    },
    get paused() {
      return paused;
    },
    wait: (until) => waiters.wait(outcome, until, closing.signal),
    jobs: () => [...entries.values()].map(({ saved }) => saved).sort(byAge),
    moment(jobId) {
      const entry = entries.get(jobId);
      if (!entry) return nothing;
      const { waiting, leaving: going } = entry;
      return { leaving: going, ...(waiting ? { nextAt: new Date(waiting.untilMs).toISOString() } : {}) };
    },
    async close() {
      closing.abort();
      await lanes.close();
    },
  };
}
