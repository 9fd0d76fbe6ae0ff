import { type Clock, timestamp } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AuditHead, AuditRecord } from '../contract/audit.ts';
import { endEvent, sentEvent } from '../contract/delivery-events.ts';
import { CodedError, type ErrorInfo, hasCode } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { vlPhotographic } from './dicom/part10.ts';
import { jobAfter, mayBeThere, type OutboxEvent, type OutboxInstance, stopsAttempt, waitAfter } from './outbox-job.ts';
import type { DicomObject, ObjectIdentity, Store } from './store.ts';

/** Where jobs are kept. On return of `save` the job is on the disk. */
export type JobKeeper = { save(job: OutboxJob): Promise<void>; all(): Promise<OutboxJob[]> };

/** Where it is written down what came of each attempt. `owe` never throws. */
export type OutboxTrail = { owe(event: AuditRecord): Promise<void>; readonly head: AuditHead };

export type OutboxOptions = {
  jobs: JobKeeper;
  trail: OutboxTrail;
  /** Builds one instance's object from the vault; the same UIDs each time. */
  load: (job: OutboxJob, instance: OutboxInstance) => Promise<DicomObject>;
  openStore: (address: string, options: { testStore: boolean }) => Store;
  clock: Clock;
  log: Log;
  /** Called after each change of a job, which is then saved. */
  onChange: (job: OutboxJob) => void;
  parallel?: number;
  /** How often a job is tried by itself before it is parked. */
  maxAttempts?: number;
  firstWaitMs?: number;
  random?: () => number;
};

/**
 * Uploads that survive everything: saved before they run, resumed at the next start, tried a few times by themselves, then
 * parked for a person to retry. A job is never deleted.
 */
export type Outbox = {
  /** Reads the jobs and takes up what was under way. Call once. */
  start(): Promise<void>;
  /** On return the job is saved; it runs by itself. */
  enqueue(job: OutboxJob): Promise<void>;
  /** Runs a parked job again, or all of them. Throws `job-unknown`. */
  retry(jobId?: string): Promise<void>;
  /** True once no job is queued or being sent, and that is saved; false if that many seconds pass first, the signal fires or it is closed. */
  wait(until?: number | AbortSignal): Promise<boolean>;
  /** Every job as it is on the disk, oldest first. */
  jobs(): readonly OutboxJob[];
  /** Aborts what is being sent, which goes on at the next start. On return nothing is left running. */
  close(): Promise<void>;
};

/** `saved` is what the disk has of it, and all that anybody is told: a confirmation that could still be lost is none. */
type Entry = { job: OutboxJob; saved: OutboxJob; saving: Promise<void>; cancelWait?: (() => void) | undefined };

export function createOutbox(options: OutboxOptions): Outbox {
  const { jobs: keeper, trail, clock, log, parallel = 3, maxAttempts = 5, firstWaitMs = 1000 } = options;
  const random = options.random ?? Math.random;
  const entries = new Map<string, Entry>();
  const runs = new Map<string, Promise<void>>();
  const waiters = new Set<() => void>();
  const closing = new AbortController();

  /** The change holds at once in memory; on return it is saved. Returns the job as it made it: it may have moved on. */
  async function change(entry: Entry, event: OutboxEvent): Promise<OutboxJob> {
    const job = jobAfter(entry.job, event, timestamp(clock));
    entry.job = job;
    const earlier = entry.saving;
    entry.saving = (async () => {
      await Promise.allSettled([earlier]);
      await keeper.save(job);
      entry.saved = job;
    })();
    await entry.saving;
    announce(job);
    return job;
  }

  function announce(job: OutboxJob): void {
    options.onChange(job);
    for (const waiter of waiters) waiter();
  }

  /** Starts every job that is due: one at a time for each store, so that a silent store holds up nobody else's. */
  function pump(): void {
    if (closing.signal.aborted) return;
    for (const entry of entries.values()) {
      const { store, state } = entry.job;
      if (state !== 'queued' || entry.cancelWait || runs.has(store)) continue;
      const run = runJob(entry).finally(() => {
        runs.delete(store);
        pump();
      });
      runs.set(store, run);
    }
  }

  async function runJob(entry: Entry): Promise<void> {
    const { id, store, state, attempts, lastError } = await runOnce(entry);
    log.info('outbox-attempt-ended', { job: id, store, state, attempt: attempts, code: lastError?.code });
  }

  async function runOnce(entry: Entry): Promise<OutboxJob> {
    try {
      await change(entry, { type: 'started' });
      await attempt(entry);
      const ended = closing.signal.aborted ? await change(entry, { type: 'interrupted' }) : await end(entry);
      const retriedMeanwhile = entry.job !== ended;
      if (ended.state === 'queued' && !retriedMeanwhile && !closing.signal.aborted) waitForNext(entry);
      return ended;
    } catch (error) {
      return giveUp(entry, error);
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

  function waitForNext(entry: Entry): void {
    const cancel = clock.setTimeout(
      () => {
        entry.cancelWait = undefined;
        pump();
      },
      waitAfter(entry.job.attempts, firstWaitMs, random()),
    );
    entry.cancelWait = cancel;
  }

  /** Tries every instance that is not confirmed. What fails is recorded with the instance; only saving may throw. */
  async function attempt(entry: Entry): Promise<void> {
    const { store: address, testStore } = entry.job;
    const store = options.openStore(address, { testStore });
    const waiting = entry.job.instances.filter((instance) => instance.state !== 'confirmed');
    const stop = new AbortController();
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (stop.signal.aborted || closing.signal.aborted) return;
        const error = await deliver(entry, store, next);
        if (error === undefined || closing.signal.aborted) continue;
        if (stopsAttempt(error.code)) stop.abort();
        await change(entry, { type: 'failed', instance: next.sopInstanceUid, error });
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: parallel }, worker));
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
  }

  async function deliver(entry: Entry, store: Store, instance: OutboxInstance): Promise<ErrorInfo | undefined> {
    const { sopInstanceUid, file } = instance;
    const { studyUid, seriesUid } = entry.job;
    if (!file) return { code: 'internal' };
    const { sha256, bytes } = file;
    const picture = { studyUid, seriesUid, sopInstanceUid, sopClassUid: vlPhotographic, sha256, bytes };
    try {
      if (!mayBeThere(entry.job, instance) || !(await isThere(store, picture))) {
        const object = await options.load(entry.job, instance);
        await store.send(object, closing.signal);
        await change(entry, { type: 'stored', instance: sopInstanceUid });
        await store.confirm(picture, closing.signal);
      }
      await change(entry, { type: 'confirmed', instance: sopInstanceUid });
      return undefined;
    } catch (error) {
      return infoOf(error);
    }
  }

  async function isThere(store: Store, picture: ObjectIdentity): Promise<boolean> {
    try {
      await store.confirm(picture, closing.signal);
      return true;
    } catch (error) {
      if (hasCode(error, 'store-incomplete')) return false;
      throw error;
    }
  }

  function infoOf(error: unknown): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: log.unexpected(error, 'outbox') };
  }

  const isOver = ({ state }: OutboxJob): boolean => state !== 'queued' && state !== 'sending';
  const settled = (): boolean => [...entries.values()].every(({ job, saved }) => isOver(job) && isOver(saved));

  return {
    async start() {
      for (const job of await keeper.all()) entries.set(job.id, { job, saved: job, saving: Promise.resolve() });
      for (const entry of entries.values()) {
        if (entry.job.state === 'sending') await change(entry, { type: 'recovered' });
      }
      pump();
    },
    async enqueue(job) {
      if (entries.has(job.id)) return;
      await keeper.save(job);
      entries.set(job.id, { job, saved: job, saving: Promise.resolve() });
      announce(job);
      pump();
    },
    async retry(jobId) {
      const chosen = [...entries.values()].filter(({ job }) => job.id === jobId || jobId === undefined);
      if (chosen.length === 0 && jobId !== undefined) throw new CodedError('job-unknown', { job: jobId });
      try {
        for (const entry of chosen) {
          if (entry.job.state !== 'parked' && entry.job.state !== 'queued') continue;
          entry.cancelWait?.();
          entry.cancelWait = undefined;
          await change(entry, { type: 'retried' });
        }
      } finally {
        pump();
      }
    },
    wait: (until) =>
      new Promise((resolve) => {
        const signals = [closing.signal, ...(until instanceof AbortSignal ? [until] : [])];
        const end = (result: boolean) => {
          cancelDeadline();
          waiters.delete(look);
          for (const signal of signals) signal.removeEventListener('abort', stop);
          resolve(result);
        };
        const stop = () => end(false);
        const look = () => {
          if (settled()) end(true);
        };
        const cancelDeadline = typeof until === 'number' ? clock.setTimeout(stop, until * 1000) : () => {};
        waiters.add(look);
        for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
        if (signals.some((signal) => signal.aborted)) stop();
        else look();
      }),
    jobs: () => [...entries.values()].map(({ saved }) => saved).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
    async close() {
      closing.abort();
      for (const entry of entries.values()) entry.cancelWait?.();
      await Promise.allSettled(runs.values());
    },
  };
}
