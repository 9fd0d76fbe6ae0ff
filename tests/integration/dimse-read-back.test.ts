import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProofs } from '../../electron/stores/dimse/proofs.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { type Dcmqrscp, startDcmqrscp } from '../rigs/dcmqrscp.ts';
import { archiveAt, listenerAt, otherPicture, station, wholeFile } from '../rigs/dimse-proofs.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { storeByScu } from '../rigs/storescu.ts';

const calm = new AbortController().signal;
const byUid = (a: { sopInstanceUid: string }, b: { sopInstanceUid: string }) =>
  a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
const pictureOf = ({ sopInstanceUid, sha256, bytes }: DicomObject) => ({ sopInstanceUid, sha256, bytes });

describe('read back from a real Orthanc over DIMSE', () => {
  let orthanc: Orthanc;
  let listenerPort: number;
  beforeAll(async () => {
    listenerPort = await freePort();
    orthanc = await startOrthanc({ stations: [{ aet: station, port: listenerPort }] });
  });
  afterAll(() => orthanc?.close());
  const open = () => openProofs({ archive: archiveAt(orthanc.dicom), listener: listenerAt(listenerPort) });

  it('says by what it can prove something', async () => {
    await expect(open().check(calm)).resolves.toEqual([
      'Storage Commitment Push Model',
      'Study Root Query/Retrieve Information Model – FIND',
      'Study Root Query/Retrieve Information Model – GET',
      'Study Root Query/Retrieve Information Model – MOVE',
    ]);
  });

  it('proves a series byte for byte and lists it with its hashes', async () => {
    const objects = await makeSeries(4);
    for (const object of objects) await orthanc.put(wholeFile(object));
    const proofs = open();
    const confirmed = await Promise.all(objects.map((object) => proofs.confirm(object, calm)));
    const peer = orthanc.dicom.slice('dicom:'.length);
    expect(confirmed).toEqual(objects.map(() => ({ how: 'read-back', peer })));
    const [first] = objects as [DicomObject];
    for (const study of [first.studyUid, undefined]) {
      const found = await proofs.retrieveSeries(study, first.seriesUid, calm);
      expect(found.sort(byUid)).toEqual(objects.map(pictureOf).sort(byUid));
    }
    await proofs.close();
  });

  it('tells what is missing, what is another picture and what is another patient’s, and confirms the rest', async () => {
    const [there, missing, changed, strangers] = (await makeSeries(4)) as [
      DicomObject,
      DicomObject,
      DicomObject,
      DicomObject,
    ];
    await orthanc.put(wholeFile(there));
    await orthanc.put(wholeFile(await otherPicture(changed)));
    await orthanc.put(wholeFile(strangers));
    const proofs = open();
    const outcomes = await Promise.allSettled([
      proofs.confirm(there, calm),
      proofs.confirm(missing, calm),
      proofs.confirm(changed, calm),
      proofs.confirm({ ...strangers, patientId: 'P-0002' }, calm),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'store-incomplete', params: { instance: missing.sopInstanceUid } } },
      { status: 'rejected', reason: { code: 'store-different', params: { instance: changed.sopInstanceUid } } },
      { status: 'rejected', reason: { code: 'store-different', params: { instance: strangers.sopInstanceUid } } },
    ]);
  });
});

describe.each([
  { way: 'C-GET', args: [], listens: false },
  { way: 'C-MOVE', args: ['--disable-get'], listens: true },
])('read back from dcmqrscp by $way', ({ args, listens }) => {
  let archive: Dcmqrscp;
  let listenerPort: number;
  beforeAll(async () => {
    listenerPort = await freePort();
    archive = await startDcmqrscp({ args, ...(listens ? { station: { aet: station, port: listenerPort } } : {}) });
  });
  afterAll(() => archive?.close());
  const open = () =>
    openProofs({
      archive: archiveAt(archive.address),
      listener: listens ? listenerAt(listenerPort) : undefined,
    });

  it('proves a series byte for byte, and finds the picture that was changed there', async () => {
    const objects = await makeSeries(3);
    await storeByScu(archive, objects.map(wholeFile));
    const proofs = open();
    for (const proof of await Promise.all(objects.map((object) => proofs.confirm(object, calm)))) {
      expect(proof.how).toBe('read-back');
    }
    const [first, second] = objects as [DicomObject, DicomObject];
    const found = await proofs.retrieveSeries(first.studyUid, first.seriesUid, calm);
    expect(found.sort(byUid)).toEqual(objects.map(pictureOf).sort(byUid));

    const other = wholeFile(await otherPicture(second));
    for (const [path, bytes] of await archive.files()) {
      if (bytes.includes(second.sopInstanceUid)) await archive.replace(path, other);
    }
    const after = await Promise.allSettled([proofs.confirm(first, calm), proofs.confirm(second, calm)]);
    expect(after).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'store-different' } }]);
    await proofs.close();
  });

  it('does not find what was never there', async () => {
    const [object] = (await makeSeries(1)) as [DicomObject];
    await expect(open().confirm(object, calm)).rejects.toMatchObject({ code: 'store-incomplete' });
    await expect(open().retrieveSeries(object.studyUid, object.seriesUid, calm)).resolves.toEqual([]);
  });

  it('does not confirm what its index knows and its disk has lost', async () => {
    const [object] = (await makeSeries(1)) as [DicomObject];
    await storeByScu(archive, [wholeFile(object)]);
    for (const [path, bytes] of await archive.files()) {
      if (bytes.includes(object.sopInstanceUid)) await archive.remove(path);
    }
    await expect(open().confirm(object, calm)).rejects.toMatchObject({ code: 'store-unproven' });
  });

  it('waits for nobody who is frozen, and goes on with who was restarted', async () => {
    const [object] = (await makeSeries(1)) as [DicomObject];
    await storeByScu(archive, [wholeFile(object)]);
    archive.freeze();
    const limits = { associateMs: 300, answerMs: 300, idleMs: 300 };
    const impatient = openProofs({ archive: archiveAt(archive.address, limits) });
    await expect(impatient.confirm(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
    archive.thaw();
    await archive.kill();
    await expect(open().confirm(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
    await archive.restart();
    await expect(open().confirm(object, calm)).resolves.toMatchObject({ how: 'read-back' });
  });
});

describe('an archive that gives nothing back', () => {
  it('is told as such: neither C-GET nor a destination that it knows', async () => {
    const archive = await startDcmqrscp({ args: ['--disable-get'] });
    try {
      const [object] = (await makeSeries(1)) as [DicomObject];
      await storeByScu(archive, [wholeFile(object)]);
      const address = archiveAt(archive.address);
      await expect(openProofs({ archive: address }).confirm(object, calm)).rejects.toMatchObject({
        code: 'store-unproven',
        params: { reason: 'neither C-GET nor C-MOVE' },
      });
      const withListener = openProofs({ archive: address, listener: listenerAt(await freePort()) });
      await expect(withListener.confirm(object, calm)).rejects.toMatchObject({
        code: 'store-unproven',
        params: { reason: 'Move destination unknown' },
      });
    } finally {
      await archive.close();
    }
  });
});
