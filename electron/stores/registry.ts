import type { StoreAddress } from '../contract/addresses.ts';
import type { Connections, StoreSettings } from '../contract/connections.ts';
import { type DicomWebOptions, openDicomWeb } from './dicomweb/dicomweb.ts';
import { openDicom } from './dimse/dicom-store.ts';
import { openFolder } from './folder.ts';
import type { Store } from './store.ts';

/** What the department has set for a store; each kind takes what concerns it, and does without what is not given. */
export type StoreOptions = DicomWebOptions &
  Partial<Pick<StoreSettings, 'tls' | 'parallel' | 'proof' | 'callingAet' | 'queryAddress'>> & {
    readonly listener?: Connections['listener'] | undefined;
  };

type Openers = {
  readonly [K in StoreAddress['kind']]: (address: Extract<StoreAddress, { kind: K }>, options: StoreOptions) => Store;
};

/** One line per kind of address. */
const stores: Openers = {
  folder: ({ path }) => openFolder(path),
  dicomweb: ({ url }, options) => openDicomWeb(url, options),
  dicom: (address, options) => openDicom(address, options),
};

/** The store that an address names; nothing is contacted yet. */
export function openStore<K extends StoreAddress['kind']>(
  address: Extract<StoreAddress, { kind: K }>,
  options: StoreOptions,
): Store {
  const open: Openers[K] = stores[address.kind as K];
  return open(address, options);
}
