import { expect, it } from 'vitest';
import { type Connections, connections } from '../../electron/contract/connections.ts';
import { openFolder } from '../../electron/stores/folder.ts';
import type { Store } from '../../electron/stores/store.ts';
import { Archives } from '../../electron/studio/archives.ts';

const embedded = openFolder('/srv/embedded');

/** A hospital's store that nobody will ask anything. */
const hospital = (address: string): Store => ({ ...openFolder('/nowhere'), address, kind: 'dicomweb', hospital: true });
const open = (address: string): Store =>
  address.startsWith('folder:') ? openFolder(address.slice(7)) : hospital(address);

const settings = (id: string, changes: object = {}) => ({
  ...{
    id,
    name: id,
    address: `dicomweb:http://${id}/dicom-web`,
    purpose: 'archive',
    proof: 'read-back',
    testStore: false,
  },
  ...changes,
});

function archives(stores: object[], { given = [] as string[], testStore = false } = {}): Archives {
  const current: Connections = connections.parse({ stores });
  return new Archives({
    connections: { current },
    stores: { given: given.map(open), testStore, embedded: given.length > 0 ? null : embedded, open },
  });
}

const addresses = (of: Archives, simulated: boolean) => of.targets(simulated).map(({ store }) => store.address);

it('sends a series to every archive of the department, to what was named for this run, and to nothing twice', () => {
  const two = [settings('pacs'), settings('vna'), settings('teaching', { purpose: 'copy' })];
  expect(addresses(archives(two), false)).toEqual(['dicomweb:http://pacs/dicom-web', 'dicomweb:http://vna/dicom-web']);
  expect(addresses(archives(two, { given: ['folder:/srv/more', 'dicomweb:http://vna/dicom-web'] }), false)).toEqual([
    ...['dicomweb:http://pacs/dicom-web', 'dicomweb:http://vna/dicom-web', 'folder:/srv/more'],
  ]);
});

it('keeps simulated pictures from the hospital, and real ones from the station’s own disk', () => {
  expect(addresses(archives([]), true)).toEqual(['folder:/srv/embedded']);
  expect(addresses(archives([]), false)).toEqual([]);
  expect(addresses(archives([settings('pacs')]), true)).toEqual(['folder:/srv/embedded']);
  expect(addresses(archives([settings('pacs'), settings('test', { testStore: true })]), true)).toEqual([
    'dicomweb:http://test/dicom-web',
  ]);
  const named = archives([], { given: ['dicomweb:http://pacs'] });
  expect(() => named.targets(true)).toThrow(expect.objectContaining({ code: 'store-needs-test-flag' }));
  expect(named.inUse(true).map(({ address }) => address)).toEqual(['dicomweb:http://pacs']);
  expect(addresses(archives([], { given: ['dicomweb:http://pacs'], testStore: true }), true)).toHaveLength(1);
});

it('copies only to what is for copies', () => {
  const two = archives([settings('pacs'), settings('teaching', { purpose: 'copy', testStore: true })]);
  expect(two.copyTo('teaching')).toMatchObject({
    testStore: true,
    store: { address: 'dicomweb:http://teaching/dicom-web' },
  });
  expect(() => two.copyTo('pacs')).toThrow(expect.objectContaining({ code: 'store-unknown' }));
  expect(two.store('pacs').address).toBe('dicomweb:http://pacs/dicom-web');
});
