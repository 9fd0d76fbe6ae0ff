import type { StoreAddress } from '../contract/addresses.ts';
import { openStore } from '../stores/registry.ts';
import type { Store } from '../stores/store.ts';

/** The store behind an address, with the credentials that the environment holds: addresses never carry them. */
export function storeFor(address: StoreAddress, options: { testStore: boolean }): Store {
  const user = process.env.INCIDENCE_STORE_USER;
  const password = process.env.INCIDENCE_STORE_PASSWORD;
  const token = process.env.INCIDENCE_STORE_TOKEN;
  if (token) return openStore(address, { ...options, credentials: { kind: 'bearer', token } });
  if (!user || password === undefined) return openStore(address, options);
  return openStore(address, { ...options, credentials: { kind: 'basic', user, password } });
}
