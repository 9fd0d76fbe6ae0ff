import { type Client, client } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Studio } from '../../electron/studio/studio.ts';
import { wirePair } from './wire-pair.ts';

export type WiredPage = Client<typeof studioContract> & {
  /** Resolves with the first snapshot, from now on or the last one, of which this holds. */
  until(holds: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
};

/** A page without a screen: it calls, and sees what it is shown. */
export function wiredPage(studio: Pick<Studio, 'attach'>): WiredPage {
  const [far, near] = wirePair();
  const page = client(near, studioContract);
  const listeners = new Set<() => void>();
  let last: Snapshot | undefined;
  followSnapshots(page, (snapshot) => {
    last = snapshot;
    for (const listener of listeners) listener();
  });
  studio.attach(far);
  return {
    ...page,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!last || !holds(last)) return;
          listeners.delete(look);
          resolve(last);
        };
        listeners.add(look);
        look();
      }),
  };
}
