import type { Snapshot } from '../contract/snapshot.ts';
import type { Store } from '../stores/store.ts';
import { checkedStore } from './checked-store.ts';

export type StoreCheckDeps = {
  /** Where series go at this moment. */
  stores(): readonly Store[];
  /** Logs what was not foreseen and returns its reference. */
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

/** What came of asking; `address` is the store's that failed, where one did. */
type StoreState = Omit<Snapshot['store'], 'address'> & { address?: string };

/** Whether the archives answered when they were asked last. */
export class StoreCheck {
  readonly #deps: StoreCheckDeps;
  #state: StoreState = { state: 'unknown' };

  constructor(deps: StoreCheckDeps) {
    this.#deps = deps;
  }

  get state(): StoreState {
    return this.#state;
  }

  /** Asks all of them. Never throws: what a store says, or does not, is the state. */
  async run(): Promise<void> {
    const { stores, unexpected, onChange } = this.#deps;
    const asked = stores();
    if (asked.length === 0) return;
    const answers = await Promise.all(
      asked.map(async (store) => ({ address: store.address, ...(await checkedStore(store, unexpected)) })),
    );
    const failed = answers.find(({ ok }) => !ok);
    this.#state = failed?.error
      ? { state: 'failed', address: failed.address, error: failed.error }
      : { state: 'ready' };
    onChange();
  }
}
