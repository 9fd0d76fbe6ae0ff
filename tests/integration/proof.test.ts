import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { loadData } from '../../electron/host/data.ts';
import { readDicom } from '../../electron/stores/dicom/read.ts';
import { proveObject } from '../../electron/stores/proof.ts';
import { openStore } from '../../electron/stores/registry.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { plan } from '../../electron/studio/plan.ts';
import { listenerAt, station, wholeFile } from '../rigs/dimse-proofs.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeJpeg, makeSeries } from '../rigs/photographs.ts';
import { documentOf, keyObjectsOf } from '../rigs/plain-objects.ts';
import { closedSeries } from '../rigs/series-of-objects.ts';

const calm = new AbortController().signal;
const run = promisify(execFile);

/** A photograph, Key Objects that name it, and documents of odd and even length, by what they are. */
async function makeObjects() {
  const [photograph] = (await makeSeries(1)) as [DicomObject];
  const { studyUid } = photograph;
  return {
    photograph,
    'Key Objects': keyObjectsOf([photograph]),
    'odd document': documentOf(studyUid, 2001),
    'even document': documentOf(studyUid, 2000),
  };
}
const kinds = ['photograph', 'Key Objects', 'odd document', 'even document'] as const;

describe.each(['folder', 'dicomweb', 'dicom'] as const)('what is proven by a store of kind %s', (kind) => {
  let orthanc: Orthanc;
  let store: Store;
  let folder: string;
  let objects: Awaited<ReturnType<typeof makeObjects>>;
  beforeAll(async () => {
    const port = await freePort();
    folder = await mkdtemp(join(tmpdir(), 'incidence-proof-'));
    objects = await makeObjects();
    orthanc = await startOrthanc({ stations: [{ aet: station, port }] });
    const address = { folder: `folder:${folder}`, dicomweb: orthanc.address, dicom: orthanc.dicom }[kind];
    store = openStore(parseStoreAddress(address), { testStore: false, listener: listenerAt(port) });
  });
  afterAll(async () => {
    await store?.close();
    await orthanc?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(kinds)('%s: sent, proven and listed with the same hash', async (name) => {
    const object = objects[name];
    await store.send(object, calm);
    await expect(store.confirm(object, calm)).resolves.toMatchObject({ how: 'read-back' });
    const { studyUid, seriesUid, sopInstanceUid, sha256, bytes } = object;
    await expect(store.retrieveSeries(studyUid, seriesUid, calm)).resolves.toEqual([{ sopInstanceUid, sha256, bytes }]);
  });

  it.each(kinds)('%s: another hash, another class and another patient are different', async (name) => {
    const object = objects[name];
    const others: Partial<DicomObject>[] = [
      { sha256: '0'.repeat(64) },
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.7' },
      { patientId: 'P-0002' },
    ];
    for (const other of others) {
      await expect(store.confirm({ ...object, ...other }, calm)).rejects.toMatchObject({ code: 'store-different' });
    }
  });
});

describe('a closed series as the studio builds it, pictures from a mirror, report and consent among it', () => {
  it.each(['dicom', 'dicomweb'] as const)(
    'is delivered to Orthanc by %s and proven, object by object',
    async (kind) => {
      const { protocols } = await loadData(findRoot(import.meta.dirname));
      const protocol = protocols.get('ortho-15');
      if (!protocol) throw new Error('no ortho-15');
      const picture = await makeJpeg(1, { width: 96, height: 64 });
      const series = await closedSeries(protocol, plan(protocol), () => picture);
      const port = await freePort();
      const orthanc = await startOrthanc({ stations: [{ aet: station, port }] });
      const address = { dicomweb: orthanc.address, dicom: orthanc.dicom }[kind];
      const store = openStore(parseStoreAddress(address), { testStore: true });
      try {
        const objects = await Promise.all(series.job.instances.map((instance) => series.build(instance)));
        for (const object of objects) await store.send(object, calm);
        await Promise.all(objects.map((object) => store.confirm(object, calm)));
        const kinds = new Set(series.job.instances.map((instance) => instance.kind ?? 'photograph'));
        expect([...kinds].sort()).toEqual(['derived', 'document', 'key-objects', 'photograph', 'report']);
        expect((await orthanc.files()).size).toBe(objects.length);
      } finally {
        await store.close();
        await orthanc.close();
      }
    },
  );
});

describe('what an archive may do to an object, by DCMTK', () => {
  const rewritten = async (object: DicomObject, program: string, args: readonly string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'incidence-proof-'));
    try {
      const path = join(folder, 'object.dcm');
      await writeFile(path, wholeFile(object));
      const files = program === 'dcmodify' ? [path] : [path, path];
      await run(program, [...args, ...files]);
      const bytes = await readFile(path);
      expect(bytes.equals(wholeFile(object))).toBe(false);
      return readDicom([bytes], object.bytes);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it.each<[string, string, string[], readonly (typeof kinds)[number][]]>([
    ['undefined lengths', 'dcmconv', ['-e'], ['Key Objects']],
    ['Implicit VR', 'dcmconv', ['+ti'], ['Key Objects', 'odd document', 'even document']],
    ['another character set', 'dcmconv', ['--convert-to-latin1'], ['Key Objects', 'odd document']],
    ['group lengths', 'dcmconv', ['+g'], kinds],
    ['another spelling of the name', 'dcmodify', ['-nb', '-m', 'PatientName=MULLER^ZOE'], kinds],
    ['attributes of its own', 'dcmodify', ['-nb', '-i', 'InstitutionName=CHU', '-i', 'StudyDescription=x'], kinds],
  ])('%s: still the same object', async (_, program, args, which) => {
    const objects = await makeObjects();
    for (const kind of which) {
      const object = objects[kind];
      expect(() => proveObject(object, { payload: undefined, dataSet: new Map() })).toThrow();
      proveObject(object, await rewritten(object, program, args));
    }
  });

  it.each<[string, string[], (typeof kinds)[number]]>([
    ['a number of another patient', ['-m', 'PatientID=P-0002'], 'photograph'],
    ['no number at all', ['-e', 'PatientID'], 'Key Objects'],
    ['another title', ['-m', 'ConceptNameCodeSequence[0].CodeValue=113001'], 'Key Objects'],
    ['another text', ['-m', 'ContentSequence[0].TextValue=x'], 'Key Objects'],
    ['an instance less', ['-e', 'ContentSequence[1]'], 'Key Objects'],
    ['another study', ['-m', 'StudyInstanceUID=1.2.3'], 'odd document'],
    ['a document that is shorter', ['-m', 'EncapsulatedDocument=00\\01'], 'odd document'],
  ])('%s: different', async (_, args, kind) => {
    const object = (await makeObjects())[kind];
    const found = await rewritten(object, 'dcmodify', ['-nb', '-imt', ...args]);
    expect(() => proveObject(object, found)).toThrow(expect.objectContaining({ code: 'store-different' }));
  });
});
