import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryView } from '../../electron/contract/studio.ts';
import { ignoreStop } from './fake-pictures.ts';
import type { FakeState } from './fake-state.ts';

type FakeOutbox = {
  enqueue(job: Pick<DeliveryView, 'session' | 'series'> & { shots: readonly string[] }): string;
  /** Confirms picture by picture, or parks after three where `parkNext` says so. */
  send(job: string): void;
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
    const waiting = state.deliveries.find(({ id }) => id === job)?.pictures ?? [];
    const of = waiting.length;
    set({ state: 'sending', attempts: 1 });
    for (let confirmed = 1; confirmed <= of; confirmed++) {
      await wait(state.confirmMs, undefined, { signal });
      const error = state.parkNext;
      if (error && confirmed > parkedAfter) {
        state.parkNext = null;
        return set({ state: 'parked', lastError: error });
      }
      const pictures = waiting.map((picture, index) =>
        index < confirmed ? { ...picture, state: 'confirmed' as const } : picture,
      );
      set({ confirmed, pictures });
    }
    set({ state: 'confirmed' });
  };

  return {
    enqueue: ({ shots, ...job }) => {
      const id = randomUUID();
      const store = state.store.address;
      state.deliveries.push({
        ...job,
        id,
        store,
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
  };
}
