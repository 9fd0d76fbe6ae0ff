import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUid } from '../../electron/base/uid.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import type { Credentials } from '../../electron/stores/dicomweb/dicomweb.ts';
import { openStore } from '../../electron/stores/registry.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeJpeg, makeSeries, photographFacts } from '../rigs/photographs.ts';

const open = (orthanc: Orthanc, options: { credentials?: Credentials; testStore?: boolean } = {}): Store =>
  openStore(parseStoreAddress(orthanc.address), { testStore: false, ...options });
const calm = new AbortController().signal;

describe('DICOMweb against a real Orthanc', () => {
  let orthanc: Orthanc;
  let store: Store;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    store = open(orthanc);
  });
  afterAll(() => orthanc?.close());

  it('says that the store is there', async () => {
    await expect(store.check(calm)).resolves.toEqual(['QIDO-RS']);
  });

  it('stores and confirms nine objects, kept by the archive byte for byte', async () => {
    const objects = await makeSeries(9);
    for (const object of objects) {
      await expect(store.send(object, calm)).resolves.toBe('stored');
      await expect(store.confirm(object, calm)).resolves.toMatchObject({ how: 'read-back' });
    }
    const files = await orthanc.files();
    for (const object of objects) {
      expect(files.get(object.sopInstanceUid)?.equals(Buffer.concat(object.chunks))).toBe(true);
    }
    const first = objects[0] as DicomObject;
    const expected = objects.map(({ sopInstanceUid, sha256, bytes }) => ({ sopInstanceUid, sha256, bytes }));
    const byUid = (a: { sopInstanceUid: string }, b: { sopInstanceUid: string }) =>
      a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
    for (const studyUid of [first.studyUid, undefined]) {
      const found = await store.retrieveSeries(studyUid, first.seriesUid, calm);
      expect(found.sort(byUid)).toEqual(expected.sort(byUid));
    }
  });

  it('does not confirm what the store does not have', async () => {
    const [object] = await makeSeries(1);
    await expect(store.confirm(object as DicomObject, calm)).rejects.toMatchObject({ code: 'store-incomplete' });
    await expect(store.retrieveSeries(undefined, newUid(), calm)).resolves.toEqual([]);
  });

  it('notices another picture under the same UID, although the store answers that it stored it', async () => {
    const [object] = await makeSeries(1);
    const first = object as DicomObject;
    await store.send(first, calm);
    const picture = await makeJpeg(99);
    const { studyUid, seriesUid, sopInstanceUid } = first;
    const changed = photograph(photographFacts(picture, { studyUid, seriesUid, sopInstanceUid }), picture);
    await expect(store.send(changed, calm)).resolves.toBe('stored');
    await expect(store.confirm(changed, calm)).rejects.toMatchObject({ code: 'store-different' });
    await expect(store.confirm(first, calm)).resolves.toMatchObject({ how: 'read-back' });
  });

  it('keeps simulated pictures out unless the store is one for tests', async () => {
    const [object] = await makeSeries(1, { facts: { simulated: true } });
    const simulated = object as DicomObject;
    await expect(store.send(simulated, calm)).rejects.toMatchObject({ code: 'store-needs-test-flag' });
    await expect(store.confirm(simulated, calm)).rejects.toMatchObject({ code: 'store-incomplete' });
    await expect(open(orthanc, { testStore: true }).send(simulated, calm)).resolves.toBe('stored');
  });

  it('ends an upload at once when told so', async () => {
    const [object] = await makeSeries(1);
    const stop = new AbortController();
    orthanc.freeze();
    try {
      const sending = store.send(object as DicomObject, stop.signal);
      setImmediate(() => stop.abort());
      await expect(sending).rejects.toMatchObject({ code: 'aborted' });
    } finally {
      orthanc.thaw();
    }
  });

  it('refuses UIDs that are none', async () => {
    await expect(store.retrieveSeries(undefined, '1.2/../3', calm)).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('an Orthanc with a password', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc({ user: { name: 'studio', password: 'p:ss wörd' } });
  });
  afterAll(() => orthanc?.close());

  it('takes pictures with the right one and refuses everybody else', async () => {
    const [object] = await makeSeries(1);
    const picture = object as DicomObject;
    const right = open(orthanc, { credentials: { kind: 'basic', user: 'studio', password: 'p:ss wörd' } });
    await expect(right.send(picture, calm)).resolves.toBe('stored');
    await expect(right.confirm(picture, calm)).resolves.toMatchObject({ how: 'read-back' });
    const wrong: (Credentials | undefined)[] = [
      undefined,
      { kind: 'basic', user: 'studio', password: 'other' },
      { kind: 'bearer', token: 'abc' },
    ];
    for (const credentials of wrong) {
      const store = open(orthanc, credentials ? { credentials } : {});
      await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
      await expect(store.send(picture, calm)).rejects.toMatchObject({ code: 'store-unauthorised' });
    }
  });
});

describe('an Orthanc that is too small', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc({ storageMb: 2 });
  });
  afterAll(() => orthanc?.close());

  it('is not believed: what it dropped is never confirmed', async () => {
    const objects = await makeSeries(5, { size: { width: 1000, height: 800 } });
    const total = objects.reduce((sum, object) => sum + object.bytes, 0);
    expect(total).toBeGreaterThan(2.5 * 1024 * 1024);
    const store = open(orthanc);
    const states: string[] = [];
    for (const object of objects) {
      const state = await store.send(object, calm).then(
        () => store.confirm(object, calm).then(({ how }) => how),
        (error: { code: string }) => error.code,
      );
      states.push(state);
    }
    const kept = (await orthanc.files()).size;
    expect(states.filter((state) => state === 'read-back')).toHaveLength(kept);
    expect(kept).toBeLessThan(5);
    expect(states.filter((state) => state !== 'read-back')).toEqual(Array(5 - kept).fill('store-incomplete'));
  });
});
