import { resolve } from 'node:path';
import { parseStoreAddress } from '../contract/addresses.ts';
import type { Connections, StoreSettings } from '../contract/connections.ts';
import type { StoreTerms } from '../stores/outbox-run.ts';
import { openPriorSource } from '../stores/prior-sources.ts';
import type { PriorSource } from '../stores/priors.ts';
import { openStore, type StoreOptions } from '../stores/registry.ts';
import type { Store } from '../stores/store.ts';

/** What stores are reached by: addresses never carry passwords or keys, so these are looked up by address. */
export type StoreOpener = {
  /** The store behind an address, as the department has set it; otherwise with what the environment holds. Nothing is contacted yet. */
  open(address: string, options: { testStore: boolean }): Store;
  /** Where earlier pictures are asked for: the department's archives, and the stores that were named. Nothing is contacted yet. */
  priorSources(named: readonly string[]): PriorSource[];
  /** Parallelism and bandwidth. */
  termsOf(address: string): StoreTerms;
};

/** `connections` is asked each time: what the department changes holds from the next store on that is opened. */
export function storeOpener(connections: () => Connections): StoreOpener {
  const settingsOf = (address: string): StoreSettings | undefined => {
    const wanted = normal(address);
    return connections().stores.find((store) => normal(store.address) === wanted);
  };
  const reachedBy = (address: string): Omit<StoreOptions, 'testStore'> => {
    const { listener } = connections();
    return { ...(settingsOf(address) ?? { credentials: credentialsOfEnvironment() }), listener };
  };
  return {
    open: (address, { testStore }) => openStore(parseStoreAddress(address), { ...reachedBy(address), testStore }),
    priorSources(named) {
      const archives = connections().stores.filter(({ purpose }) => purpose === 'archive');
      const addresses = new Set([...archives.map(({ address }) => address), ...named].map(normal));
      const sources = [...addresses].map((address) => openPriorSource(parseStoreAddress(address), reachedBy(address)));
      return sources.filter((source) => source !== undefined);
    },
    termsOf(address) {
      const { parallel = 3, kilobytesPerSecond = null } = settingsOf(address) ?? {};
      return { parallel, kilobytesPerSecond };
    },
  };
}

/** One form for all that name the same store. */
function normal(address: string): string {
  const store = parseStoreAddress(address);
  switch (store.kind) {
    case 'folder':
      return `folder:${resolve(store.path)}`;
    case 'dicomweb':
      return `dicomweb:${store.url}`;
    case 'dicom':
      return `dicom:${store.calledAet}@${store.host}:${store.port}`;
  }
}

function credentialsOfEnvironment(): StoreOptions['credentials'] {
  const { INCIDENCE_STORE_USER: user, INCIDENCE_STORE_PASSWORD: password, INCIDENCE_STORE_TOKEN: token } = process.env;
  if (token) return { kind: 'bearer', token };
  return user && password !== undefined ? { kind: 'basic', user, password } : undefined;
}
