import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import { ignoreStop } from './fake-pictures.ts';
import type { FakeState } from './fake-state.ts';

/** Where a series goes: a store of the department's, or the one that the station was started with. */
type Target = { name?: string; address: string; purpose?: 'archive' | 'copy' };

export type FakeOutbox = {
  enqueue(job: Pick<DeliveryView, 'session' | 'series'> & { shots: readonly string[] }, to: Target): string;
  /** Confirms picture by picture, or parks after three where `parkNext` says so. */
  send(job: string): void;
  /** Every archive of the department, else the store of the start. */
  archives(): { name: string; address: string; purpose?: 'archive' }[];
};

const parkedAfter = 3;

export function fakeOutbox(state: FakeState, tell: () => void, now: () => string, signal: AbortSignal): FakeOutbox {
  const deliver = async (job: string): Promise<void> => {
    const set = (change: Partial<DeliveryView>): void => {
      state.deliveries = state.deliveries.map((view) =>
        view.id === job ? { ...view, ...change, updatedAt: now() } : view,
      );
      tell();
    };
    const { pictures: waiting = [], store = '' } = state.deliveries.find(({ id }) => id === job) ?? {};
    const of = waiting.length;
    set({ state: 'sending', attempts: 1 });
    for (let confirmed = 1; confirmed <= of; confirmed++) {
      await wait(state.confirmMs, undefined, { signal });
      const error = state.parkNext;
      if (error && confirmed > parkedAfter) {
        state.parkNext = null;
        return set({ state: 'parked', lastError: error });
      }
      const confirmation = { at: now(), how: 'read-back' as const, peer: store };
      const pictures = waiting.map((picture, index) =>
        index < confirmed ? { ...picture, state: 'confirmed' as const, confirmation } : picture,
      );
      set({ confirmed, pictures });
    }
    set({ state: 'confirmed', receipt: { at: now(), sha256: '5e'.repeat(32) } });
  };

  return {
    enqueue: ({ shots, ...job }, { name, address, purpose }) => {
      const id = randomUUID();
      state.deliveries.push({
        ...job,
        id,
        store: address,
        ...(purpose ? { storeName: name, purpose } : {}),
        state: 'queued',
        attempts: 0,
        confirmed: 0,
        of: shots.length,
        pictures: shots.map((shot) => ({ shot, state: 'waiting' })),
        updatedAt: now(),
      });
      return id;
    },
    send: (job) => void deliver(job).catch(ignoreStop),
    archives: () => {
      const archives = state.hospital.connections.stores.flatMap(({ name, address, purpose }) => {
        return purpose === 'archive' ? [{ name, address, purpose }] : [];
      });
      const { address } = state.store;
      return archives.length > 0 || address === '' ? archives : [{ name: address, address }];
    },
  };
}
