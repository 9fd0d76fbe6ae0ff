import type { Client } from './rpc.ts';
import type { Snapshot, SnapshotChange } from './snapshot.ts';
import type { studioContract } from './studio.ts';

type Row = { id: string };
type ListChange<R extends Row> = { gone: string[]; put: { at: number; row: R }[] };

/** What to send after `told` so that a page knows `now`. Rows that stay must have kept their order. */
export function changeBetween(told: Snapshot, now: Snapshot): SnapshotChange {
  return {
    ...now,
    sessions: listChange(told.sessions, now.sessions),
    deliveries: listChange(told.deliveries, now.deliveries),
    worklist: { ...now.worklist, items: listChange(told.worklist.items, now.worklist.items) },
  };
}

/** The snapshot that a change was made from. A list of which nothing changed is the same list, as are its rows. */
export function applied(told: Snapshot, change: SnapshotChange): Snapshot {
  return {
    ...change,
    sessions: changed(told.sessions, change.sessions),
    deliveries: changed(told.deliveries, change.deliveries),
    worklist: { ...change.worklist, items: changed(told.worklist.items, change.worklist.items) },
  };
}

/** Tells of each snapshot that the studio shows, whole. */
export function followSnapshots(
  studio: Pick<Client<typeof studioContract>, 'on'>,
  onSnapshot: (snapshot: Snapshot) => void,
): void {
  let told: Snapshot | null = null;
  const tell = (snapshot: Snapshot): void => {
    told = snapshot;
    onSnapshot(snapshot);
  };
  studio.on('snapshot', tell);
  studio.on('change', (change) => {
    if (told) tell(applied(told, change));
  });
}

function listChange<R extends Row>(told: readonly R[], now: readonly R[]): ListChange<R> {
  if (told === now) return { gone: [], put: [] };
  const before = new Map(told.map((row) => [row.id, row]));
  const present = new Set(now.map(({ id }) => id));
  return {
    gone: told.flatMap(({ id }) => (present.has(id) ? [] : [id])),
    put: now.flatMap((row, at) => (isSame(before.get(row.id), row) ? [] : [{ at, row }])),
  };
}

function changed<R extends Row>(told: R[], { gone, put }: ListChange<R>): R[] {
  if (gone.length === 0 && put.length === 0) return told;
  const leaving = new Set([...gone, ...put.map(({ row }) => row.id)]);
  const rows = told.filter(({ id }) => !leaving.has(id));
  for (const { at, row } of put) rows.splice(at, 0, row);
  return rows;
}

/** Rows are rarely made anew, so that nearly all of them are compared by being the same one. */
function isSame(a: Row | undefined, b: Row): boolean {
  return a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
