import { parseStoreAddress, type StoreAddress } from '../../contract/addresses.ts';
import type { Connections, StoreSettings } from '../../contract/connections.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Credentials } from '../dicomweb/dicomweb.ts';
import type { Store } from '../store.ts';
import type { AssociateOptions, Limits } from './association.ts';
import { openProofs } from './proofs.ts';
import { dicomSender } from './sender.ts';

export type DicomOptions = Partial<
  Pick<StoreSettings, 'tls' | 'parallel' | 'proof' | 'callingAet' | 'queryAddress'>
> & {
  /** Whether this is a store for tests: only then does it take simulated pictures. */
  readonly testStore: boolean;
  /** A user with a password is told to the archive as the user's identity. */
  readonly credentials?: Credentials | undefined;
  readonly listener?: Connections['listener'] | undefined;
  readonly limits?: Partial<Limits> | undefined;
};

type DicomAddress = Extract<StoreAddress, { kind: 'dicom' }>;
type DicomPeer = Omit<AssociateOptions, 'contexts' | 'onRequest'>;

const defaultCallingAet = 'INCIDENCE';
const defaultParallel = 3;

/** A hospital's archive that is spoken to by DIMSE: objects go by C-STORE, and it proves them as it is set to. */
export function openDicom(target: DicomAddress, options: DicomOptions): Store {
  const { testStore, proof, listener, parallel = defaultParallel } = options;
  const archive = peerAt(target, options);
  const query = queryPeer(target, options);
  const sender = dicomSender(archive, { testStore, parallel });
  const proofs = openProofs({ archive, query, proof, listener });
  return {
    address: `dicom:${target.calledAet}@${target.host}:${target.port}`,
    kind: 'dicom',
    hospital: true,
    ...proofs,
    ...sender,
    check: async (signal) => [...(await sender.check(signal)), ...(await proofs.check(signal))],
    async close() {
      await Promise.all([sender.close(), proofs.close()]);
    },
  };
}

/** Where it is asked and read back from: at its own address, unless another one is set for that. */
export function queryPeer(target: DicomAddress, options: Omit<DicomOptions, 'testStore'>): DicomPeer {
  const { queryAddress } = options;
  return peerAt(queryAddress === undefined ? target : dicomAddress(queryAddress), options);
}

function peerAt({ calledAet, host, port }: DicomAddress, options: Omit<DicomOptions, 'testStore'>): DicomPeer {
  const { callingAet = defaultCallingAet, tls, limits, credentials } = options;
  return {
    host,
    port,
    calledAet,
    callingAet,
    tls,
    limits,
    identity: credentials?.kind === 'basic' ? credentials : undefined,
  };
}

function dicomAddress(text: string): DicomAddress {
  const address = parseStoreAddress(text);
  if (address.kind !== 'dicom')
    throw new CodedError('address-invalid', { address: text, expected: 'dicom:AET@HOST:PORT' });
  return address;
}
