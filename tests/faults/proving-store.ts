import type { FileSystem } from '../../electron/base/file-system.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { openFolder } from '../../electron/stores/folder.ts';
import { different, incomplete } from '../../electron/stores/proof.ts';
import type { ObjectIdentity, Proof, Store } from '../../electron/stores/store.ts';

const storeAddress = 'folder:/store';

/** A hospital's store in memory: it outlives every studio, and proves what it has. `copy` is another with the same pictures. */
export type ProvingStore = Store & { copy(): ProvingStore };

export function provingStore(pictures: readonly ObjectIdentity[] = []): ProvingStore {
  const kept = new Map(pictures.map((picture) => [picture.sopInstanceUid, picture]));
  const confirm = (picture: ObjectIdentity): Proof => {
    const found = kept.get(picture.sopInstanceUid);
    if (!found) throw incomplete(picture);
    if (found.sha256 !== picture.sha256 || found.seriesUid !== picture.seriesUid) throw different(picture);
    return { how: 'read-back', peer: storeAddress };
  };
  return {
    address: storeAddress,
    kind: 'folder',
    hospital: false,
    check: async () => [],
    async send({ studyUid, seriesUid, sopInstanceUid, sopClassUid, sha256, bytes }) {
      kept.set(sopInstanceUid, { studyUid, seriesUid, sopInstanceUid, sopClassUid, sha256, bytes });
      return 'stored';
    },
    confirm: async (picture) => confirm(picture),
    retrieveSeries: async (_study, seriesUid) =>
      [...kept.values()].filter((picture) => picture.seriesUid === seriesUid),
    close: async () => undefined,
    copy: () => provingStore([...kept.values()]),
  };
}

/** A folder as the same store wherever it has been copied to: jobs know a store by its address. */
export function folderAnywhere(path: string, fs?: FileSystem): Store {
  return { ...openFolder(path, fs), address: storeAddress };
}

/** The same store while its network is down. */
export function unreachable(store: Store): Store {
  const silent = async (): Promise<never> => {
    throw new CodedError('store-unreachable', { store: store.address, reason: 'ECONNREFUSED' });
  };
  return { ...store, check: silent, send: silent, confirm: silent, retrieveSeries: silent };
}
