import type { StoreAddress } from '../contract/addresses.ts';
import { dicomWebPriors } from './dicomweb/priors.ts';
import { dicomPriors } from './dimse/priors.ts';
import type { PriorSource } from './priors.ts';
import type { StoreOptions } from './registry.ts';

type Openers = {
  readonly [K in StoreAddress['kind']]: (
    address: Extract<StoreAddress, { kind: K }>,
    options: Omit<StoreOptions, 'testStore'>,
  ) => PriorSource | undefined;
};

/** One line per kind of address. A folder has what the vault had: nobody is asked there. */
const sources: Openers = {
  folder: () => undefined,
  dicomweb: ({ url }, options) => dicomWebPriors(url, options),
  dicom: (address, options) => dicomPriors(address, options),
};

/** Where earlier pictures come from at an address; nothing is contacted yet. */
export function openPriorSource<K extends StoreAddress['kind']>(
  address: Extract<StoreAddress, { kind: K }>,
  options: Omit<StoreOptions, 'testStore'>,
): PriorSource | undefined {
  const open: Openers[K] = sources[address.kind as K];
  return open(address, options);
}
