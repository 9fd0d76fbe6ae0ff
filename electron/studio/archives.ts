import type { StoreSettings } from '../contract/connections.ts';
import { CodedError } from '../contract/errors.ts';
import type { Store } from '../stores/store.ts';
import type { ConnectionSettings } from './connection-settings.ts';

/** The stores that there are beside those that the department has set. */
export type StoresPort = {
  /** Named for this run. */
  readonly given: readonly Store[];
  /** Those of them are for tests. */
  readonly testStore: boolean;
  /** A folder of the station's own, in plain, where simulated series go for which there is no other place. */
  readonly embedded: Store | null;
  /** A store as the department has set it, or an address that no setting names. Nothing is contacted. */
  open(address: string, options: { testStore: boolean }): Store;
};

export type ArchivesDeps = { stores: StoresPort; connections: Pick<ConnectionSettings, 'current'> };

/** Where a series goes. */
export type Target = { readonly store: Store; readonly testStore: boolean };

/**
 * Where series go when they are closed: every archive of the department, and whatever was named for this run. What the department
 * changes holds for the next series that is closed.
 */
export class Archives {
  readonly #deps: ArchivesDeps;

  constructor(deps: ArchivesDeps) {
    this.#deps = deps;
  }

  /**
   * Where a series goes now. Nothing simulated goes to a hospital's store that is not one for tests, and nothing of a
   * real patient to the station's own disk; none keeps it in the vault. Throws `store-needs-test-flag` where a simulated
   * series has no place to go to.
   */
  targets(simulated: boolean): Target[] {
    const { fit, refusing } = this.#choose(simulated);
    if (fit.length === 0 && refusing) {
      throw new CodedError('store-needs-test-flag', { store: refusing.store.address });
    }
    return fit;
  }

  /** The same to look at; where there is no place for a simulated series, the store that would refuse it. */
  inUse(simulated: boolean): Store[] {
    const { fit, refusing } = this.#choose(simulated);
    return (fit.length === 0 && refusing ? [refusing] : fit).map(({ store }) => store);
  }

  /** A store that gets a series when somebody sends it there. Throws `store-unknown`. */
  copyTo(id: string): Target {
    return this.#opened(this.settings(id, 'copy'));
  }

  /** Any of the department's stores, for asking it whether it is there. Throws `store-unknown`. */
  store(id: string): Store {
    return this.#opened(this.settings(id)).store;
  }

  /** Throws `store-unknown`. */
  settings(id: string, purpose?: StoreSettings['purpose']): StoreSettings {
    const found = this.#settings.find((store) => store.id === id && (purpose ?? store.purpose) === store.purpose);
    if (!found) throw new CodedError('store-unknown', { store: id });
    return found;
  }

  #choose(simulated: boolean): { fit: Target[]; refusing?: Target | undefined } {
    const all = this.#all();
    if (!simulated) return { fit: all };
    const { embedded } = this.#deps.stores;
    const fit = all.filter(({ store, testStore }) => testStore || !store.hospital);
    if (fit.length === 0 && embedded) return { fit: [{ store: embedded, testStore: false }] };
    return { fit, refusing: all[0] };
  }

  get #settings(): readonly StoreSettings[] {
    return this.#deps.connections.current.stores;
  }

  #all(): Target[] {
    const { given, testStore } = this.#deps.stores;
    const archives = this.#settings.filter(({ purpose }) => purpose === 'archive').map((store) => this.#opened(store));
    const known = new Set(archives.map(({ store }) => store.address));
    const others = given.filter(({ address }) => !known.has(address)).map((store) => ({ store, testStore }));
    return [...archives, ...others];
  }

  #opened({ address, testStore }: StoreSettings): Target {
    return { store: this.#deps.stores.open(address, { testStore }), testStore };
  }
}
