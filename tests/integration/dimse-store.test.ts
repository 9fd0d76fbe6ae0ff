import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newUid } from '../../electron/base/uid.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { explicitLittleEndian, implicitLittleEndian, plainFile } from '../../electron/stores/dicom/part10.ts';
import { sopClasses } from '../../electron/stores/dimse/sop-classes.ts';
import { openStore, type StoreOptions } from '../../electron/stores/registry.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { startDcmqrscp } from '../rigs/dcmqrscp.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { pydicom, withDicomFile } from '../rigs/dicom-tools.ts';
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

describe('peers that take less, or more', () => {
  it('takes a document without VRs where it wants nothing else, and still no picture in another form', async () => {
    const peer = await startStorescp('+xi', '+B');
    try {
      const store = open(peer.address);
      await expect(store.send(document(), calm)).resolves.toBe('stored');
      await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-format-refused' });
      const [file = Buffer.alloc(0), ...others] = await peer.files();
      expect(others).toEqual([]);
      const read = await withDicomFile([file], (path) => pydicom(path, ['PatientName', 'file_meta.TransferSyntaxUID']));
      expect(read).toEqual({ PatientName: 'Müller^Zoë', 'file_meta.TransferSyntaxUID': implicitLittleEndian });
    } finally {
      await peer.close();
    }
  });

  it('dcmqrscp keeps three pictures, sent one by one', async () => {
    const archive = await startDcmqrscp();
    try {
      const objects = await makeSeries(3);
      // DCMTK 3.6.7 forks for each association, and two that write at once may write the same file: both answer success.
      const store = open(archive.address, { parallel: 1 });
      await Promise.all(objects.map((object) => expect(store.send(object, calm)).resolves.toBe('stored')));
      const kept = [...(await archive.files()).values()].map((file) => pictureIn(file));
      for (const { chunks } of objects) expect(kept.some((picture) => picture.equals(chunks[1] as Buffer))).toBe(true);
      expect(kept).toHaveLength(3);
    } finally {
      await archive.close();
    }
  });
});

/** A document of nothing but what it takes to be stored. */
function document(): DicomObject {
  const { uid: sopClassUid } = sopClasses.encapsulatedPdf;
  const [studyUid, seriesUid, sopInstanceUid] = [newUid(), newUid(), newUid()];
  const file = { sopClassUid, sopInstanceUid, transferSyntaxUid: explicitLittleEndian };
  const chunks = plainFile(file, {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    StudyInstanceUID: studyUid,
    SeriesInstanceUID: seriesUid,
    PatientName: 'Müller^Zoë',
    ConceptNameCodeSequence: [{ CodeValue: '59284-0', CodingSchemeDesignator: 'LN', CodeMeaning: 'Consent' }],
  });
  return { ...file, studyUid, seriesUid, sha256: '', bytes: 0, simulated: false, chunks };
}

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
