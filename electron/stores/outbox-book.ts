import { type Clock, timestamp } from '../base/clock.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { jobAfter, type OutboxEvent } from './outbox-job.ts';
import { type Entry, entryOf } from './outbox-lane.ts';

/** Where jobs are kept. On return of `save` the job is on the disk. */
export type JobKeeper = { save(job: OutboxJob): Promise<void>; all(): Promise<OutboxJob[]> };

/** All jobs, as they are and as they are saved. */
export type Book = {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Takes in all that are kept. */
  read(): Promise<void>;
  /** The change holds at once in memory; on return it is saved. Returns the job as it made it: it may have moved on. */
  change(entry: Entry, event: OutboxEvent): Promise<OutboxJob>;
  /** A job as it is from now on, or a new one. On return it is saved. */
  put(job: OutboxJob): Promise<void>;
  /** What cannot be saved any more is shown so until the next start. */
  showUnsaved(entry: Entry): void;
  /** Throws `job-unknown`. */
  known(jobId: string): Entry;
};

/** `announce` hears of each change, once it is saved. */
export function createBook(keeper: JobKeeper, clock: Clock, announce: (job: OutboxJob) => void): Book {
  const entries = new Map<string, Entry>();

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

  return {
    entries,
    async read() {
      for (const job of await keeper.all()) entries.set(job.id, entryOf(job));
    },
    async change(entry, event) {
      const job = jobAfter(entry.job, event, timestamp(clock));
      entry.job = job;
      await saved(entry);
      announce(job);
      return job;
    },
    async put(job) {
      const entry = entries.get(job.id);
      if (entry) {
        entry.job = job;
        await saved(entry);
      } else {
        await keeper.save(job);
        entries.set(job.id, entryOf(job));
      }
      announce(job);
    },
    showUnsaved(entry) {
      const { state, lastError } = entry.job;
      entry.saved = { ...entry.saved, state, lastError };
      announce(entry.saved);
    },
    known(jobId) {
      const entry = entries.get(jobId);
      if (!entry) throw new CodedError('job-unknown', { job: jobId });
      return entry;
    },
  };
}
