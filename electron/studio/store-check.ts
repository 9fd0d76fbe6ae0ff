import { CodedError, hasCode } from '../contract/errors.ts';
import type { Snapshot } from '../contract/studio.ts';
import type { Store } from '../stores/store.ts';

export type StoreCheckDeps = {
  store: Store | null;
  /** Logs what was not foreseen and returns its reference. */
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

type StoreState = Omit<Snapshot['store'], 'address'>;

const limitMs = 10_000;

/** Whether the store answered when it was asked last. */
export class StoreCheck {
  readonly #deps: StoreCheckDeps;
  #state: StoreState = { state: 'unknown' };

  constructor(deps: StoreCheckDeps) {
    this.#deps = deps;
  }

  get state(): StoreState {
    return this.#state;
  }

  /** Never throws: what the store says, or does not, is the state. */
  async run(): Promise<void> {
    const { store, unexpected, onChange } = this.#deps;
    if (!store) return;
    const limit = AbortSignal.timeout(limitMs);
    try {
      await store.check(limit);
      this.#state = { state: 'ready' };
    } catch (error) {
      const late = limit.aborted && hasCode(error, 'aborted');
      const why = late ? new CodedError('store-timeout', { store: store.address, seconds: limitMs / 1000 }) : error;
      const coded = why instanceof CodedError;
      this.#state = {
        state: 'failed',
        error: coded ? why.toInfo() : { code: 'internal', reference: unexpected(why, 'store') },
      };
    }
    onChange();
  }
}
