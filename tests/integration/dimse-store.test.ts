import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { openStore, type StoreOptions } from '../../electron/stores/registry.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { acceptingJpeg, type Storescp, startStorescp } from '../rigs/storescp.ts';

const calm = new AbortController().signal;
const opened: Store[] = [];
const open = (address: string, options: Partial<StoreOptions> = {}): Store => {
  const store = openStore(parseStoreAddress(address), { testStore: false, ...options });
  opened.push(store);
  return store;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

describe('C-STORE to a real storescp', () => {
  let peer: Storescp;
  beforeAll(async () => {
    peer = await startStorescp(...acceptingJpeg);
  });
  afterAll(() => peer?.close());

  it('says what it takes', async () => {
    await expect(open(peer.address).check(calm)).resolves.toEqual([
      'VL Photographic Image Storage, JPEG Baseline (Process 1)',
      'Key Object Selection Document Storage, Explicit VR Little Endian',
      'Encapsulated PDF Storage, Explicit VR Little Endian',
    ]);
  });

  it('stores nine pictures byte for byte, and tells how many bytes have left', async () => {
    const objects = await makeSeries(9, { size: { width: 1000, height: 667 } });
    const store = open(peer.address);
    let left = 0;
    const count = (bytes: number) => {
      left += bytes;
    };
    await Promise.all(objects.map((object) => expect(store.send(object, calm, count)).resolves.toBe('stored')));
    const stored = (await peer.files()).map((file) => pictureIn(file));
    for (const object of objects) {
      expect(stored.some((picture) => picture.equals(object.chunks[1] ?? new Uint8Array()))).toBe(true);
    }
    expect(stored).toHaveLength(9);
    const bytes = objects.flatMap(({ chunks }) => chunks).reduce((sum, chunk) => sum + chunk.length, 0);
    expect(left).toBeGreaterThan(bytes - 9 * 1024);
    expect(left).toBeLessThan(bytes);
  });
});

describe('C-STORE to a real Orthanc', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: 1 }] });
  });
  afterAll(() => orthanc?.close());

  it('stores nine pictures, each with the camera’s own bytes', async () => {
    const objects = await makeSeries(9);
    const store = open(orthanc.dicom);
    await Promise.all(objects.map((object) => store.send(object, calm)));
    const files = await orthanc.files();
    for (const object of objects) {
      expect(pictureIn(files.get(object.sopInstanceUid) ?? Buffer.alloc(0)).equals(object.chunks[1] as Buffer)).toBe(
        true,
      );
    }
  });

  it('keeps simulated pictures out unless the store is one for tests', async () => {
    const [object] = await makeSeries(1, { facts: { simulated: true } });
    const simulated = object as DicomObject;
    await expect(open(orthanc.dicom).send(simulated, calm)).rejects.toMatchObject({
      code: 'store-needs-test-flag',
    });
    expect((await orthanc.files()).has(simulated.sopInstanceUid)).toBe(false);
    await expect(open(orthanc.dicom, { testStore: true }).send(simulated, calm)).resolves.toBe('stored');
  });
});
