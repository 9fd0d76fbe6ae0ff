import type { StoreAddress } from '../../contract/addresses.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Store } from '../store.ts';
import { dicomSender, type SenderOptions } from './sender.ts';

/** A hospital's archive that is spoken to by DIMSE: objects go by C-STORE. */
export function openDicom(target: Extract<StoreAddress, { kind: 'dicom' }>, options: SenderOptions): Store {
  const address = `dicom:${target.calledAet}@${target.host}:${target.port}`;
  return {
    address,
    kind: 'dicom',
    hospital: true,
    ...dicomSender(target, options),
    confirm: async () => {
      throw new CodedError('store-unproven', { store: address });
    },
    retrieveSeries: async () => {
      throw new CodedError('store-unproven', { store: address });
    },
  };
}
