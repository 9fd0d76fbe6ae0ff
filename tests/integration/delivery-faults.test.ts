import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import type { StoreOptions } from '../../electron/stores/registry.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeAuthority, makeCertificate } from '../rigs/certificates.ts';
import { pictureIn } from '../rigs/dicom-picture.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../rigs/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { runningOutbox } from '../rigs/running-outbox.ts';
import { startTlsRelay } from '../rigs/tls-relay.ts';

/** Long enough for a loaded machine. */
const patient = { connectMs: 10_000, associateMs: 10_000, idleMs: 20_000, answerMs: 20_000 };
/** For peers that will never answer. */
const hasty = { connectMs: 2000, associateMs: 500, idleMs: 500, answerMs: 500 };

type Line = { orthanc: Orthanc; proxy: FaultProxy; address: string; options: Omit<StoreOptions, 'testStore'> };
type Opened = { line: Line; close(): Promise<void> };

/** A real Orthanc behind a line on which things go wrong; between them TLS, where one is asked for. */
async function openLine(kind: 'http' | 'https' | 'https-client' | 'dicom'): Promise<Opened> {
  const orthanc = await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: 104 }] });
  const folder = await mkdtemp(join(tmpdir(), 'incidence-line-'));
  const pem = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const target = Number(/:(\d+)(\/|$)/.exec(kind === 'dicom' ? orthanc.dicom : orthanc.address)?.[1]);
  const ends: (() => Promise<void>)[] = [() => orthanc.close(), () => rm(folder, { recursive: true })];
  const options: { tls?: StoreOptions['tls'] } = {};
  let port = target;
  if (kind === 'https' || kind === 'https-client') {
    const authority = await makeAuthority(folder, 'hospital');
    const server = await makeCertificate(folder, 'server', 'hospital');
    options.tls = { ca: await pem('hospital.pem') };
    if (kind === 'https-client') {
      await makeCertificate(folder, 'station', 'hospital');
      Object.assign(options.tls, { certificate: await pem('station.pem'), key: await pem('station.key') });
    }
    const relay = await startTlsRelay(target, { ...server, ...(kind === 'https-client' ? { authority } : {}) });
    ends.push(() => relay.close());
    port = relay.port;
  }
  const proxy = await startFaultProxy(port);
  ends.push(() => proxy.close());
  const scheme = kind === 'http' ? 'http' : 'https';
  const address =
    kind === 'dicom'
      ? `dicom:ORTHANC@127.0.0.1:${proxy.port}`
      : `dicomweb:${scheme}://127.0.0.1:${proxy.port}/dicom-web`;
  return {
    line: { orthanc, proxy, address, options },
    async close() {
      for (const end of ends.reverse()) await end();
    },
  };
}

type Row = { name: string; fault: Fault; ends: ErrorCode | 'confirmed'; limits?: typeof patient };

const slow: Row[] = [
  { name: 'every piece comes late', fault: { delayMs: 15 }, ends: 'confirmed' },
  { name: 'the line is narrow', fault: { kilobytesPerSecond: 2000 }, ends: 'confirmed' },
];
const broken: Row[] = [
  { name: 'the line breaks in a picture, each time', fault: cut('toPeer', 60_000), ends: 'store-unreachable' },
  {
    name: 'the line breaks in a picture, once',
    fault: { ...cut('toPeer', 60_000), connections: 1 },
    ends: 'confirmed',
  },
  { name: 'the line breaks in an answer, each time', fault: cut('fromPeer', 180), ends: 'store-unreachable' },
  { name: 'the line breaks in an answer, once', fault: { ...cut('fromPeer', 180), connections: 1 }, ends: 'confirmed' },
  {
    name: 'the other side ends in the middle of its answer',
    fault: { halfCloseAfter: 180 },
    ends: 'store-unreachable',
  },
];
const silent: Row[] = [
  { name: 'nothing arrives', fault: { swallow: 'toPeer' }, ends: 'store-timeout', limits: hasty },
  { name: 'no answer comes back', fault: { swallow: 'fromPeer' }, ends: 'store-timeout', limits: hasty },
];

function cut(direction: 'toPeer' | 'fromPeer', bytes: number): Fault {
  return { cutAfter: { direction, bytes } };
}

/** What the archive has of them is what was sent, byte for byte: the whole file where it keeps that, the picture in any case. */
async function expectIdentical(line: Line, objects: readonly DicomObject[], uids: readonly string[]): Promise<void> {
  const files = await line.orthanc.files();
  for (const { sopInstanceUid, chunks } of objects.filter((object) => uids.includes(object.sopInstanceUid))) {
    const kept = files.get(sopInstanceUid);
    const sent = Buffer.concat(chunks);
    expect(kept && pictureIn(kept).equals(pictureIn(sent))).toBe(true);
    if (line.address.startsWith('dicomweb:')) expect(kept?.equals(sent)).toBe(true);
  }
}

function confirmedIn({ instances }: OutboxJob): string[] {
  return instances.filter(({ state }) => state === 'confirmed').map(({ sopInstanceUid }) => sopInstanceUid);
}

describe.each([
  { kind: 'http' as const, rows: [...slow, ...broken, ...silent] },
  { kind: 'https' as const, rows: [slow[1] as Row, ...broken, ...silent] },
  { kind: 'https-client' as const, rows: [broken[0] as Row, silent[1] as Row] },
  { kind: 'dicom' as const, rows: [...slow, ...broken, ...silent] },
])('deliveries over $kind', ({ kind, rows }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openLine(kind);
  });
  afterAll(() => opened?.close());

  it.each(rows)('$name: $ends, and nothing is lost, doubled or changed', async ({ fault, ends, limits = patient }) => {
    const { line } = opened;
    const { orthanc, proxy, address } = line;
    const objects = await makeSeries(3, { size: { width: 600, height: 400 } });
    const store = { ...line.options, limits: limits as typeof patient, parallel: 2 };
    const outbox = runningOutbox(objects, () => store);
    try {
      await outbox.start();
      proxy.set(fault);
      await outbox.enqueue(makeJob(objects, { store: address }));
      expect(await outbox.wait(60)).toBe(true);
      expect(proxy.met).toBeGreaterThan(0);
      const after = outbox.jobs()[0] as OutboxJob;
      if (ends === 'confirmed') expect(after).toMatchObject({ state: 'confirmed' });
      else expect(after).toMatchObject({ state: 'parked', lastError: { code: ends } });
      await expectIdentical(line, objects, confirmedIn(after));

      proxy.set(null);
      store.limits = patient;
      await outbox.retry();
      expect(await outbox.wait(60)).toBe(true);
      const end = outbox.jobs()[0] as OutboxJob;
      expect(end).toMatchObject({ state: 'confirmed', receipt: { sha256: /^[0-9a-f]{64}$/ } });
      expect(confirmedIn(end)).toHaveLength(objects.length);
      await expectIdentical(line, objects, confirmedIn(end));
      // No UID is there twice.
      expect(await orthanc.rest('/statistics')).toMatchObject({ CountInstances: (await orthanc.files()).size });
    } finally {
      await outbox.close();
    }
  });
});

it('sends nothing to a store that demands a certificate of the station, where that has none', async () => {
  const { line, close } = await openLine('https-client');
  const [object] = await makeSeries(1);
  const objects = [object as DicomObject];
  const { tls } = line.options;
  const outbox = runningOutbox(objects, () => ({ tls: { ca: tls?.ca }, limits: patient }), { maxAttempts: 1 });
  try {
    await outbox.start();
    await outbox.enqueue(makeJob(objects, { store: line.address }));
    expect(await outbox.wait(60)).toBe(true);
    expect(outbox.jobs()[0]).toMatchObject({ state: 'parked', lastError: { code: /store-(untrusted|unreachable)/ } });
    expect((await line.orthanc.files()).size).toBe(0);
  } finally {
    await outbox.close();
    await close();
  }
});
