import type { OutboxJob } from '../contract/journal.ts';

export type Counts = { confirmed: number; of: number };

/** How many pictures the store has proven to have, of those that the upload carries; what goes with them is not counted. */
export function picturesOf(job: OutboxJob): Counts {
  return picturesIn([job]);
}

/** The same of several uploads of a series: a picture counts as confirmed once each store that gets it has proven it. */
export function picturesIn(jobs: readonly OutboxJob[]): Counts {
  const proven = new Map<string, boolean>();
  for (const { kind, sopInstanceUid, state } of jobs.flatMap(({ instances }) => instances)) {
    if (kind !== undefined && kind !== 'photograph') continue;
    proven.set(sopInstanceUid, state === 'confirmed' && proven.get(sopInstanceUid) !== false);
  }
  return { confirmed: [...proven.values()].filter(Boolean).length, of: proven.size };
}

/** The same of all objects of an upload: the pictures, what was made from them, and what goes with them. */
export function objectsOf({ instances }: OutboxJob): Counts {
  return { confirmed: instances.filter(({ state }) => state === 'confirmed').length, of: instances.length };
}
