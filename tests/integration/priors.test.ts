import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { silentLog } from '../../electron/base/log.ts';
import { newUid } from '../../electron/base/uid.ts';
import type { Patient } from '../../electron/contract/patient.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { openDeliveries } from '../../electron/host/deliveries.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import { dicomWebPriors } from '../../electron/stores/dicomweb/priors.ts';
import { type Workplace, workplace } from '../rigs/cli.ts';
import { type Dcmqrscp, startDcmqrscp } from '../rigs/dcmqrscp.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeJpeg, photographFacts } from '../rigs/photographs.ts';
import {
  keyObjectNote,
  otherPhotograph,
  retrievedFor,
  someViews,
  stationFor,
  turnedPhotograph,
  visit,
} from '../rigs/prior-archive.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { somebody } from '../rigs/session-room.ts';
import { testKeys, testRecoveryRecipient } from '../rigs/vault-keys.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

/* Earlier pictures that only the hospital's archive has: sent there by one station, offered at another. */
const patience = { timeout: 30_000, interval: 20 };
const anna: Patient = { ...somebody, name: 'Müller^Zoë' };
/** The same number, given to two. */
const stranger: Patient = { ...anna, birthDate: '2013-03-04' };

let place: Workplace;
let camera: VirtualCamera;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  [place, camera] = await Promise.all([workplace(), startVirtualCamera({ plain: true, widthPx: 640, model: 'nikon' })]);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await camera.stop();
  await place.remove();
});

async function orthancHere(): Promise<Orthanc> {
  const orthanc = await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: await freePort() }] });
  closing.push(() => orthanc.close());
  return orthanc;
}

/** The store is named for the run, or, one picture at a time, as the department's archive. */
async function station(name: string, store: string, archive = false, port?: number): Promise<Assembly> {
  if (archive) await setArchive(join(place.folder, name, 'vault'), store, port);
  const assembly = await stationFor(place, name, { camera: camera.address, ...(archive ? {} : { store }) });
  closing.push(() => assembly.close());
  await assembly.openDevices();
  return assembly;
}

async function setArchive(vaultDir: string, address: string, port: number | undefined): Promise<void> {
  const held = { keys: testKeys(), recoveryRecipient: testRecoveryRecipient, log: silentLog };
  const deliveries = await openDeliveries({ vaultDir, ...held, version: '0' });
  const reached = { callingAet: 'INCIDENCE', parallel: 1, kilobytesPerSecond: null, testStore: false } as const;
  const archive = {
    id: 'archive',
    name: 'Archive',
    address,
    purpose: 'archive',
    proof: 'read-back',
    ...reached,
  } as const;
  const listener = { aet: 'INCIDENCE', host: '127.0.0.1', port: port ?? 11113 };
  await deliveries.connections.set({ stores: [archive], listener });
  await deliveries.close();
}

async function openFor(assembly: Assembly, patient: Patient = anna): Promise<string> {
  return await assembly.studio.openSession({ patient, protocol: 'gaze-9', steps: [...someViews] });
}

/** Until the archives have said all that they have to say. */
async function looked({ studio }: Assembly, state: 'done' | 'failed' = 'done'): Promise<void> {
  await vi.waitFor(() => expect(studio.snapshot().session?.priors?.state).toBe(state), patience);
}

/** Two visits by one station, which is then gone. */
async function twoVisits(store: string, archive = false, port?: number): Promise<Map<string, string>[]> {
  const sender = await station('sender', store, archive, port);
  const visits = [await visit(sender, anna), await visit(sender, anna)];
  await sender.close();
  return visits;
}

async function bytesOf({ studio }: Assembly, shot: string): Promise<Buffer> {
  const answer = await studio.handleRequest(new Request(`http://x/pictures/${shot}?width=400`));
  expect(answer?.status).toBe(200);
  return Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer());
}

async function picture(assembly: Assembly, shot: string): Promise<Metadata> {
  return await sharp(await bytesOf(assembly, shot)).metadata();
}

/** `set`: as the department's archive. DCMTK's own has trouble with pictures that come side by side. */
type Started = { store: string; archive: Orthanc | Dcmqrscp; set: boolean };

const archives: [string, () => Promise<Started>][] = [
  [
    'DICOMweb, Orthanc',
    async () => {
      const archive = await orthancHere();
      return { store: archive.address, archive, set: false };
    },
  ],
  [
    'DIMSE, Orthanc',
    async () => {
      const archive = await orthancHere();
      return { store: archive.dicom, archive, set: false };
    },
  ],
  [
    'DIMSE, dcmqrscp',
    async () => {
      const archive = await startDcmqrscp();
      closing.push(() => archive.close());
      return { store: archive.address, archive, set: true };
    },
  ],
];

describe.each(archives)('earlier visits in an archive: %s', (_name, startArchive) => {
  it('are offered view by view, newest first, at a station that never saw them; and while the archive is away', async () => {
    const { store, archive, set } = await startArchive();
    await twoVisits(store, set);
    const other = await station('other', store, set);
    const session = await openFor(other);
    await looked(other);
    for (const step of someViews) {
      const priors = retrievedFor(other, step);
      expect(priors).toHaveLength(2);
      expect(priors).toMatchObject([{ fieldWidthMm: 144 }, { fieldWidthMm: 144 }]);
      const [newer = 0, older = 0] = priors.map(({ takenAt }) => Date.parse(takenAt));
      expect(newer).toBeGreaterThan(older);
      expect(await picture(other, priors[0]?.shot ?? '')).toMatchObject({ width: 400, height: 268 });
    }
    const shots = someViews.flatMap((step) => retrievedFor(other, step).map(({ shot }) => shot));
    expect(new Set(shots).size).toBe(4);
    await other.studio.pauseSession();
    // Off the screen it is nobody's any more.
    expect((await other.studio.handleRequest(new Request(`http://x/pictures/${shots[0]}`)))?.status).toBe(404);

    await archive.kill();
    await other.studio.resumeSession(session);
    await looked(other, 'failed');
    expect(other.studio.snapshot().session?.priors?.error?.code).toBe('prior-unavailable');
    expect(someViews.flatMap((step) => retrievedFor(other, step).map(({ shot }) => shot))).toEqual(shots);
    await picture(other, shots[0] ?? '');
    await other.close();
    const trail = await readSealed(join(place.folder, 'other', 'vault'), (await trailFiles('other'))[0] ?? '');
    expect(trail.map((text) => JSON.parse(text)).filter(({ event }) => event === 'prior-retrieved')).toMatchObject([
      { outcome: 'success', count: 4, session, store },
    ]);
  });
});

async function trailFiles(name: string): Promise<string[]> {
  return (await readdir(join(place.folder, name, 'vault', 'audit'))).map((file) => `audit/${file}`);
}

it('offers nobody else’s: another child with the same number', async () => {
  const { address } = await orthancHere();
  await twoVisits(address);
  const other = await station('other', address);
  await openFor(other, stranger);
  await looked(other);
  expect(someViews.flatMap((step) => retrievedFor(other, step))).toEqual([]);
});

it('offers nothing that was rejected; what is rejected later disappears from the cache', async () => {
  const orthanc = await orthancHere();
  const facts = { patient: anna, simulated: false, studyUid: newUid(), seriesUid: newUid() };
  const good = await otherPhotograph(1, facts);
  const bad = await otherPhotograph(2, { ...facts, seriesUid: newUid() });
  for (const object of [good, bad]) await orthanc.put(Buffer.concat(object.chunks));
  await orthanc.put(keyObjectNote('113038', anna, [bad]));
  // A note that only recommends takes nothing back.
  await orthanc.put(keyObjectNote('113000', anna, [good]));
  for (const store of [orthanc.address, orthanc.dicom]) {
    const name = store.slice(0, 8).replace(':', '');
    const other = await station(name, store);
    const session = await openFor(other);
    await looked(other);
    expect(retrievedFor(other, 'right').map(({ session: series }) => series)).toEqual([good.seriesUid]);
    if (store === orthanc.dicom) {
      await orthanc.put(keyObjectNote('113001', anna, [good]));
      await other.studio.pauseSession();
      await other.studio.resumeSession(session);
      await looked(other);
      expect(retrievedFor(other, 'right')).toEqual([]);
      expect((await other.vault.status()).priors).toMatchObject({ pictures: 0 });
    }
  }
});

it.each(['dicomweb', 'dicom'])('shows a picture as it was seen, whichever copy there is of it: %s', async (kind) => {
  const orthanc = await orthancHere();
  const { original, upright } = await turnedPhotograph({ patient: anna });
  await orthanc.put(Buffer.concat(original.chunks));
  const other = await station('other', kind === 'dicom' ? orthanc.dicom : orthanc.address);
  const session = await openFor(other);
  const shown: string[] = [];
  for (const copy of [original, upright]) {
    if (copy === upright) {
      await orthanc.put(Buffer.concat(upright.chunks));
      await other.studio.pauseSession();
      await other.studio.resumeSession(session);
    }
    await looked(other);
    const [prior, ...more] = retrievedFor(other, 'right');
    expect(more).toEqual([]);
    expect(prior?.fieldWidthMm).toBe(144);
    shown.push(prior?.shot ?? '');
    const { data, info } = await sharp(await bytesOf(other, prior?.shot ?? ''))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([288, 192]);
    const at = (x: number) => [...data.subarray((96 * info.width + x) * 3, (96 * info.width + x) * 3 + 3)];
    expect(at(40)).toEqual([expect.closeTo(204, -1), expect.closeTo(0, -1), expect.closeTo(0, -1)]);
    expect(at(248)).toEqual([expect.closeTo(0, -1), expect.closeTo(0, -1), expect.closeTo(204, -1)]);
  }
  expect(shown[0]).not.toBe(shown[1]);
});

it('has what it asks for moved to it where an archive does not hand it over', async () => {
  const port = await freePort();
  const archive = await startDcmqrscp({ station: { aet: 'INCIDENCE', port }, args: ['--disable-get'] });
  closing.push(() => archive.close());
  await twoVisits(archive.address, true, port);
  const other = await station('other', archive.address, true, port);
  await openFor(other);
  await looked(other);
  expect(someViews.map((step) => retrievedFor(other, step).length)).toEqual([2, 2]);
});

it('finds the pictures among a hundred and twenty series of others with the same number, page by page', async () => {
  const { address, put } = await orthancHere();
  const wanted = await otherPhotograph(1, { patient: anna });
  for (let seed = 2; seed < 122; seed++) {
    const object = await otherPhotograph(seed, { patient: stranger });
    await put(Buffer.concat(object.chunks));
  }
  await put(Buffer.concat(wanted.chunks));
  const other = await station('other', address);
  await openFor(other);
  await looked(other);
  expect(retrievedFor(other, 'right').map(({ session }) => session)).toEqual([wanted.seriesUid]);
});

it('photographs without waiting for an archive that does not answer, and says so', async () => {
  const orthanc = await orthancHere();
  const other = await station('other', orthanc.address);
  await orthanc.kill();
  await openFor(other);
  await other.studio.runner.take();
  await other.studio.runner.accept();
  expect(other.studio.runner.state.shots[0]?.state).toBe('accepted');
  await looked(other, 'failed');
  expect(retrievedFor(other, 'right')).toEqual([]);
});

it('brings back nothing that the vault has itself, and nothing simulated', async () => {
  const orthanc = await orthancHere();
  const simulated = await otherPhotograph(1, { patient: anna, simulated: true });
  await orthanc.put(Buffer.concat(simulated.chunks));
  await twoVisits(orthanc.address);
  // The station that took them shows its own.
  const sender = await station('sender', orthanc.address);
  await openFor(sender);
  await looked(sender);
  expect(someViews.flatMap((step) => retrievedFor(sender, step))).toEqual([]);
});

it('takes no more over the line than a screen needs, in the picture’s own shape', async () => {
  const orthanc = await orthancHere();
  const picture = await makeJpeg(1, { width: 1201, height: 801 });
  const object = photograph(photographFacts(picture), picture);
  await orthanc.put(Buffer.concat(object.chunks));
  const source = dicomWebPriors(orthanc.address.slice('dicomweb:'.length), {});
  const { signal } = new AbortController();
  const [prior] = await source.find({ patientId: 'P-0001', birthDate: '2019-02-28' }, signal);
  if (!prior) throw new Error('not found');
  const wish = { longSidePx: 300, mostBytes: 10_000_000 };
  const small = await source.fetch(prior, { ...wish, upright: true }, signal);
  expect(await sharp(small.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 });
  const whole = await source.fetch(prior, { ...wish, upright: false }, signal);
  expect(sha256Of(whole.jpeg.subarray(0, picture.length))).toBe(sha256Of(picture));
  expect(whole.facts).toEqual(small.facts);
  await expect(source.fetch(prior, { ...wish, upright: false, mostBytes: 1000 }, signal)).rejects.toMatchObject({
    code: 'file-invalid',
  });
});
