import { newId, newUid } from '../../electron/base/uid.ts';
import { type OutboxJob, outboxJob } from '../../electron/contract/journal.ts';
import type { PauseKeeper } from '../../electron/stores/outbox.ts';
import type { JobKeeper } from '../../electron/stores/outbox-book.ts';
import type { DicomObject } from '../../electron/stores/store.ts';

/** A queued job as the studio makes it; for `objects`, or for as many instances that exist nowhere. */
export function makeJob(objects: number | readonly DicomObject[], changes: Partial<OutboxJob> = {}): OutboxJob {
  const pictures =
    typeof objects === 'number'
      ? Array.from({ length: objects }, () => ({ sopInstanceUid: newUid(), sha256: '0'.repeat(64), bytes: 1 }))
      : objects;
  const known = typeof objects === 'number' ? undefined : objects[0];
  return outboxJob.parse({
    version: 1,
    id: newId(),
    session: newId(),
    studyUid: known?.studyUid ?? newUid(),
    seriesUid: known?.seriesUid ?? newUid(),
    store: 'folder:/nowhere',
    testStore: false,
    simulated: false,
    createdAt: '2026-11-22T09:00:00.000Z',
    updatedAt: '2026-11-22T09:00:00.000Z',
    state: 'queued',
    attempts: 0,
    instances: pictures.map(({ sopInstanceUid, sha256, bytes }, index) => ({
      shot: newId(),
      sopInstanceUid,
      file: { name: `shot-${index + 1}.jpg`, kind: 'jpeg', bytes, sha256 },
      instanceNumber: index + 1,
      state: 'unknown',
    })),
    ...changes,
  });
}

export type MemoryKeeper = JobKeeper & { readonly saves: OutboxJob[] };

/** Keeps what was saved last, and everything that ever was. Jobs pass through JSON, as on a disk. */
export function memoryKeeper(...jobs: OutboxJob[]): MemoryKeeper {
  const kept = new Map(jobs.map((job) => [job.id, job]));
  const saves: OutboxJob[] = [];
  return {
    saves,
    async save(job) {
      const copy = outboxJob.parse(JSON.parse(JSON.stringify(job)));
      saves.push(copy);
      kept.set(job.id, copy);
    },
    all: async () => [...kept.values()],
  };
}

/** Keeps whether the outbox is paused. */
export function memoryPause(paused = false): PauseKeeper & { kept: boolean } {
  const keeper = {
    kept: paused,
    read: async () => keeper.kept,
    write: async (on: boolean) => {
      keeper.kept = on;
    },
  };
  return keeper;
}
