import type { OutboxJob } from '../contract/journal.ts';
import type { DicomObject } from './store.ts';

/** `saved` is what the disk has of it, and all that anybody is told: a confirmation that could still be lost is none. */
export type Entry = {
  job: OutboxJob;
  saved: OutboxJob;
  /** The save under way, or the last one. */
  saving: Promise<void>;
  /** The one that comes after it: it takes with it whatever has changed by then. */
  nextSave?: Promise<void> | undefined;
  /** Waits for its next attempt until then (wall time, in milliseconds); `cancel` ends that. */
  waiting?: { untilMs: number; cancel(): void } | undefined;
  /** How much of each object that is leaving has left, 0 to 1. Never saved. */
  readonly leaving: Map<string, number>;
};

export function entryOf(job: OutboxJob): Entry {
  return { job, saved: job, saving: Promise.resolve(), leaving: new Map() };
}

/** What goes first: what is urgent, then what is older. */
export function compareJobs(a: OutboxJob, b: OutboxJob): number {
  if (a.urgent !== b.urgent) return a.urgent ? -1 : 1;
  return byAge(a, b);
}

export function byAge(a: OutboxJob, b: OutboxJob): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0;
}

/** Notes in `entry` how much of an object has left, telling each time. */
export function progressOf(entry: Entry, object: DicomObject, tell: () => void) {
  const total = object.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { sopInstanceUid } = object;
  let gone = 0;
  entry.leaving.set(sopInstanceUid, 0);
  return {
    add(bytes: number): void {
      gone += bytes;
      entry.leaving.set(sopInstanceUid, Math.min(1, gone / total));
      tell();
    },
    end: () => entry.leaving.delete(sopInstanceUid),
  };
}
