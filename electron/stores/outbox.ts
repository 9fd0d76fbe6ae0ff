import { type Clock, timestamp } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AuditHead, AuditRecord } from '../contract/audit.ts';
import { endEvent, sentEvent } from '../contract/delivery-events.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { attemptJob } from './outbox-attempt.ts';
import { jobAfter, type OutboxEvent, restAskedMs, waitAfter } from './outbox-job.ts';
import { byAge, compareJobs, type Entry, entryOf, progressOf } from './outbox-lane.ts';
import type { OutboxInstance } from './outbox-object.ts';
import { createPace, type Pace } from './outbox-pace.ts';
import { createWaiters } from './outbox-wait.ts';
import type { DicomObject, Store } from './store.ts';

/** Where jobs are kept. On return of `save` the job is on the disk. */
export type JobKeeper = { save(job: OutboxJob): Promise<void>; all(): Promise<OutboxJob[]> };

/** Where it is kept that nothing is to be sent; on return of `write` it is on the disk. */
export type PauseKeeper = { read(): Promise<boolean>; write(paused: boolean): Promise<void> };

/** Where it is written down what came of each attempt. `owe` never throws. */
export type OutboxTrail = { owe(event: AuditRecord): Promise<void>; readonly head: AuditHead };

/** How much of a store's line is used; asked for at each attempt. */
export type StoreTerms = { readonly parallel: number; readonly kilobytesPerSecond: number | null };

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
 * parked for a person to retry. A job is never deleted. One job at a time for each store, the urgent ones first, then by age.
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

/** What a store is doing. It is left alone while it has asked for rest. */
type Lane = {
  entry?: Entry | undefined;
  stop?: AbortController;
  run: Promise<void>;
  rest?: { cancel(): void } | undefined;
};

const defaultTerms: StoreTerms = { parallel: 3, kilobytesPerSecond: null };
const tellEveryMs = 200;
const nothing: JobMoment = { leaving: new Map() };

export function createOutbox(options: OutboxOptions): Outbox {
  const { jobs: keeper, trail, clock, log, maxAttempts = 5, firstWaitMs = 1000, random = Math.random } = options;
  const { termsOf = () => defaultTerms, onProgress = () => {} } = options;
  const entries = new Map<string, Entry>();
  const lanes = new Map<string, Lane>();
  const waiters = createWaiters(clock);
  const closing = new AbortController();
  /** Sessions whose deliveries are being amended, or could not be saved as they have to be. */
  const amended = new Set<string>();
  const amending = new Set<string>();
  const enqueuing = new Map<Promise<void>, string>();
  let paused = false;
  let toldMs = Number.NEGATIVE_INFINITY;

  /** The change holds at once in memory; on return it is saved. Returns the job as it made it: it may have moved on. */
  async function change(entry: Entry, event: OutboxEvent): Promise<OutboxJob> {
    const job = jobAfter(entry.job, event, timestamp(clock));
    entry.job = job;
    await saved(entry);
    announce(job);
    return job;
  }

  /** Changes that come while the job is being saved are saved together after that. */
  function saved(entry: Entry): Promise<void> {
    entry.nextSave ??= (async () => {
      await Promise.allSettled([entry.saving]);
      entry.nextSave = undefined;
      const { job } = entry;
      const save = keeper.save(job);
      entry.saving = save;
      await save;
      entry.saved = job;
    })();
    return entry.nextSave;
  }

  function announce(job: OutboxJob): void {
    options.onChange(job);
    waiters.tell();
  }

  function tellProgress(): void {
    if (clock.elapsed() - toldMs < tellEveryMs) return;
    toldMs = clock.elapsed();
    onProgress();
  }

  function laneOf(store: string): Lane {
    const lane = lanes.get(store) ?? { run: Promise.resolve() };
    lanes.set(store, lane);
    return lane;
  }

  /** What comes next at a store: nothing while it asked for rest, or while each of its jobs waits for its time. */
  function nextFor(store: string): Entry | undefined {
    if (laneOf(store).rest) return undefined;
    const due = [...entries.values()].filter(
      ({ job, waiting }) =>
        job.store === store && job.state === 'queued' && !waiting && !amended.has(job.session) && !hasFirst(job),
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

  /** Starts what is due: one job at a time for each store, so that a silent store holds up nobody else's. */
  function pump(): void {
    if (closing.signal.aborted || paused) return;
    for (const store of new Set([...entries.values()].map(({ job }) => job.store))) {
      const lane = laneOf(store);
      const next = lane.entry ? undefined : nextFor(store);
      if (!next) continue;
      lane.entry = next;
      lane.stop = new AbortController();
      lane.run = runJob(next, AbortSignal.any([closing.signal, lane.stop.signal])).finally(() => {
        lane.entry = undefined;
        pump();
        waiters.tell();
      });
    }
  }

  async function runJob(entry: Entry, signal: AbortSignal): Promise<void> {
    const { id, store, state, attempts, lastError } = await runOnce(entry, signal);
    log.info('outbox-attempt-ended', { job: id, store, state, attempt: attempts, code: lastError?.code });
  }

  const isOvertaken = ({ job }: Entry): boolean => !job.urgent && nextFor(job.store)?.job.urgent === true;
  const isCutShort = (entry: Entry): boolean =>
    closing.signal.aborted || paused || amended.has(entry.job.session) || isOvertaken(entry);

  async function runOnce(entry: Entry, signal: AbortSignal): Promise<OutboxJob> {
    try {
      await change(entry, { type: 'started' });
      const leftOut = await attempt(entry, signal);
      keepAway(entry.job);
      const ended = leftOut ? await change(entry, { type: 'interrupted', cutOff: signal.aborted }) : await end(entry);
      const retriedMeanwhile = entry.job !== ended;
      if (ended.state === 'queued' && !retriedMeanwhile && !leftOut) waitForNext(entry);
      return ended;
    } catch (error) {
      return giveUp(entry, error);
    } finally {
      entry.leaving.clear();
    }
  }

  /** The trail says what was sent before the job is confirmed: its receipt then stands for that. */
  async function end(entry: Entry): Promise<OutboxJob> {
    await trail.owe(sentEvent(entry.job));
    const ended = await change(entry, { type: 'ended', maxAttempts, audit: trail.head });
    const event = endEvent(ended);
    if (event) await trail.owe(event);
    return ended;
  }

  /** Parks a job that could not be run at all. If not even that can be saved, it is parked until the next start. */
  async function giveUp(entry: Entry, error: unknown): Promise<OutboxJob> {
    try {
      const parked = await change(entry, { type: 'gave-up', error: infoOf(error) });
      const event = endEvent(parked);
      if (event) await trail.owe(event);
      return parked;
    } catch (unsaved) {
      log.error('outbox-job-not-saved', unsaved, { job: entry.job.id });
      const { state, lastError } = entry.job;
      entry.saved = { ...entry.saved, state, lastError };
      announce(entry.saved);
      return entry.job;
    }
  }

  /** A store that asked to be left alone is, whoever else has something for it. */
  function keepAway(job: OutboxJob): void {
    const ms = restAskedMs(job);
    if (ms === 0 || closing.signal.aborted) return;
    const lane = laneOf(job.store);
    lane.rest?.cancel();
    const cancel = clock.setTimeout(() => {
      lane.rest = undefined;
      pump();
    }, ms);
    lane.rest = { cancel };
  }

  function endRest(store: string): void {
    const lane = laneOf(store);
    lane.rest?.cancel();
    lane.rest = undefined;
  }

  function waitForNext(entry: Entry): void {
    const ms = Math.max(waitAfter(entry.job.attempts, firstWaitMs, random()), restAskedMs(entry.job));
    const cancel = clock.setTimeout(() => {
      entry.waiting = undefined;
      pump();
    }, ms);
    entry.waiting = { untilMs: clock.now() + ms, cancel };
    onProgress();
  }

  function endWaiting(entry: Entry): void {
    entry.waiting?.cancel();
    entry.waiting = undefined;
  }

  /** Whether it was cut short with something left to do. Only saving may throw, and what opens the store. */
  async function attempt(entry: Entry, signal: AbortSignal): Promise<boolean> {
    const { store: address, testStore } = entry.job;
    const store = options.openStore(address, { testStore });
    const { parallel, kilobytesPerSecond } = termsOf(address);
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
        mayGoOn: () => asks(!isCutShort(entry)),
        mayProve: () => asks(paused || !isCutShort(entry)),
        job: () => entry.job,
        load: (instance) => options.load(entry.job, instance),
        change: async (event) => void (await change(entry, event)),
        leaving: (object) => leaving(entry, object, (bytes) => pace(bytes, signal)),
        infoOf,
      });
      return signal.aborted || (cutShort && entry.job.instances.some(({ state }) => state !== 'confirmed'));
    } finally {
      await letGo(store);
    }
  }

  function leaving(entry: Entry, object: DicomObject, pace: (bytes: number) => ReturnType<Pace>) {
    const progress = progressOf(entry, object, tellProgress);
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

  /** A job as it is from now on, or a new one. On return it is saved. */
  async function put(job: OutboxJob): Promise<void> {
    const entry = entries.get(job.id);
    if (entry) {
      endWaiting(entry);
      entry.job = job;
      await saved(entry);
    } else {
      await keeper.save(job);
      entries.set(job.id, entryOf(job));
    }
    announce(job);
  }

  function known(jobId: string): Entry {
    const entry = entries.get(jobId);
    if (!entry) throw new CodedError('job-unknown', { job: jobId });
    return entry;
  }

  const isOver = ({ state }: OutboxJob): boolean => state !== 'queued' && state !== 'sending';
  const settled = (): boolean => [...entries.values()].every(({ job, saved }) => isOver(job) && isOver(saved));
  const stuck = (): boolean => paused && [...lanes.values()].every(({ entry }) => entry === undefined);
  const outcome = (): boolean | undefined => (settled() ? true : stuck() ? false : undefined);

  return {
    async start() {
      paused = await options.pause.read();
      for (const job of await keeper.all()) entries.set(job.id, entryOf(job));
      for (const entry of entries.values()) {
        if (entry.job.state === 'sending') await change(entry, { type: 'recovered' });
      }
      pump();
    },
    async enqueue(job) {
      if (entries.has(job.id)) return;
      if (amended.has(job.session)) throw new CodedError('not-now', { command: 'send', phase: 'closed' });
      const saving = put(job);
      enqueuing.set(saving, job.session);
      await saving.finally(() => enqueuing.delete(saving));
      pump();
    },
    async retry(jobId) {
      const chosen = jobId === undefined ? [...entries.values()] : [known(jobId)];
      try {
        for (const entry of chosen) {
          if (entry.job.state !== 'parked' && entry.job.state !== 'queued') continue;
          endWaiting(entry);
          endRest(entry.job.store);
          await change(entry, { type: 'retried' });
        }
      } finally {
        pump();
      }
    },
    async setUrgent(jobId, on) {
      const entry = known(jobId);
      if (!isOver(entry.job) || entry.job.state === 'parked') await change(entry, { type: 'urgent', on });
      pump();
    },
    async amend(session, work) {
      if (amending.has(session)) throw new CodedError('not-now', { command: 'amend', phase: 'closed' });
      amending.add(session);
      amended.add(session);
      const own = (): Entry[] => [...entries.values()].filter(({ job }) => job.session === session);
      try {
        await Promise.allSettled([...enqueuing].flatMap(([saving, of]) => (of === session ? [saving] : [])));
        for (const lane of lanes.values()) {
          if (lane.entry?.job.session !== session) continue;
          lane.stop?.abort();
          await lane.run;
        }
        const jobs = await work(own().map(({ job }) => job)).catch((error: unknown) => {
          amended.delete(session);
          throw error;
        });
        for (const job of jobs) await put(job);
        amended.delete(session);
      } finally {
        amending.delete(session);
        pump();
        waiters.tell();
      }
    },
    async pause(on) {
      await options.pause.write(on);
      paused = on;
      onProgress();
      waiters.tell();
      pump();
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
      for (const entry of entries.values()) endWaiting(entry);
      for (const store of lanes.keys()) endRest(store);
      await Promise.allSettled([...lanes.values()].map(({ run }) => run));
    },
  };
}
