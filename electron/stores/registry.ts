import { parseStoreAddress } from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import { type DicomWebOptions, openDicomWeb } from './dicomweb/dicomweb.ts';
import { openFolder } from './folder.ts';
import type { Store } from './store.ts';

export type StoreOptions = DicomWebOptions;

/**
 * The store that an address names; nothing is contacted yet. Throws `address-invalid` for what is no store's address and,
 * naming those that can be opened, for `dicom:`, which is not built yet.
 */
export function openStore(address: string, options: StoreOptions): Store {
  const parsed = parseStoreAddress(address);
  switch (parsed.kind) {
    case 'folder':
      return openFolder(address, parsed.path);
    case 'dicomweb':
      return openDicomWeb(address, parsed.url, options);
    case 'dicom':
      throw new CodedError('address-invalid', { address, expected: 'folder:PATH, dicomweb:URL' });
  }
}
