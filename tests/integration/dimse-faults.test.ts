import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { acceptAssociations } from '../../electron/stores/dimse/accept.ts';
import type { AcceptOptions, Limits, Listener } from '../../electron/stores/dimse/association.ts';
import { openDicom } from '../../electron/stores/dimse/dicom-store.ts';
import { acceptable } from '../../electron/stores/dimse/sop-classes.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { startBlackHole } from '../rigs/black-hole.ts';
import { startFaultProxy } from '../rigs/fault-proxy.ts';
import { freePort, startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { acceptingJpeg, startStorescp } from '../rigs/storescp.ts';

const calm = new AbortController().signal;
const patient: Limits = { connectMs: 5000, associateMs: 10_000, idleMs: 10_000, answerMs: 10_000 };

const teardown: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});
function closing<T extends { close(): Promise<void> }>(peer: T): T {
  teardown.push(() => peer.close());
  return peer;
}

function open(address: string, limits: Partial<Limits> = {}, callingAet = 'INCIDENCE'): Store {
  const target = parseStoreAddress(address);
  if (target.kind !== 'dicom') throw new Error('no dicom: address');
  return closing(openDicom(target, { testStore: false, callingAet, limits: { ...patient, ...limits } }));
}

/** A peer of our own making that says what it is told to say, and keeps the connection open. */
async function scripted(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `dicom:PEER@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function archive(onRequest: AcceptOptions['onRequest']): Promise<Listener & { address: string }> {
  const contexts = acceptable(['verification', 'photograph', 'keyObjects', 'encapsulatedPdf']);
  const listener = closing(await acceptAssociations({ port: 0, aet: 'PEER', contexts, onRequest }));
  return { ...listener, address: `dicom:PEER@127.0.0.1:${listener.port}` };
}

const small = async (): Promise<DicomObject> => (await makeSeries(1))[0] as DicomObject;
const tiny = async (): Promise<DicomObject> =>
  (await makeSeries(1, { size: { width: 32, height: 24 } }))[0] as DicomObject;
const large = async (): Promise<DicomObject> =>
  (await makeSeries(1, { size: { width: 3000, height: 2000 } }))[0] as DicomObject;

describe('peers of DCMTK that refuse or break off', () => {
  it('refuses JPEG: nothing is sent, in no other form either', async () => {
    const peer = closing(await startStorescp());
    const store = open(peer.address);
    await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-format-refused' });
    await expect(store.send(await small(), calm)).rejects.toMatchObject({
      code: 'store-format-refused',
      params: { reason: 'VL Photographic Image Storage, JPEG Baseline (Process 1)' },
    });
    expect(await peer.files()).toEqual([]);
  });

  it('refuses everybody', async () => {
    const peer = closing(await startStorescp('--refuse'));
    await expect(open(peer.address).send(await small(), calm)).rejects.toMatchObject({
      code: 'store-refused',
      params: { reason: 'no reason given' },
    });
  });

  it.each(['--abort-after', '--abort-during'])('aborts: %s', async (when) => {
    const peer = closing(await startStorescp(...acceptingJpeg, when));
    await expect(open(peer.address).send(await small(), calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('is slow, and heard out', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg, '--sleep-during', '1'));
    await expect(open(peer.address).send(await tiny(), calm)).resolves.toBe('stored');
  });

  it('is slower than it may be', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg, '--sleep-during', '30'));
    await expect(open(peer.address, { answerMs: 500 }).send(await small(), calm)).rejects.toMatchObject({
      code: 'store-timeout',
    });
  });

  it('is killed in the middle of a picture: what it answered is stored, nothing else', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const store = open(peer.address);
    await expect(store.send(await small(), calm)).resolves.toBe('stored');
    const killed = store.send(await large(), calm, () => peer.kill());
    await expect(killed).rejects.toMatchObject({ code: 'store-unreachable' });
    await expect(store.send(await small(), calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('is frozen, in the middle of a picture and before the next', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const store = open(peer.address, { idleMs: 500, answerMs: 500, associateMs: 500 });
    await expect(store.send(await large(), calm, () => peer.freeze())).rejects.toMatchObject({ code: 'store-timeout' });
    await expect(store.send(await small(), calm)).rejects.toMatchObject({ code: 'store-timeout' });
  });

  it('is left at once when told so', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const store = open(peer.address);
    const stop = new AbortController();
    const sending = store.send(await large(), stop.signal, () => {
      peer.freeze();
      stop.abort();
    });
    await expect(sending).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('peers that are no good', () => {
  it('nobody listens', async () => {
    const store = open(`dicom:PEER@127.0.0.1:${await freePort()}`);
    await expect(store.check(calm)).rejects.toMatchObject({
      code: 'store-unreachable',
      params: { reason: 'ECONNREFUSED' },
    });
  });

  it('nobody answers a connection', async () => {
    const { port } = closing(await startBlackHole());
    const store = open(`dicom:PEER@127.0.0.1:${port}`, { connectMs: 300 });
    await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-timeout', params: { seconds: 0.3 } });
  });

  it('takes the connection and says nothing', async () => {
    const address = await scripted(() => {});
    await expect(open(address, { associateMs: 200 }).check(calm)).rejects.toMatchObject({
      code: 'store-timeout',
      params: { seconds: 0.2, store: address },
    });
  });

  it('closes at once', async () => {
    const address = await scripted((socket) => socket.end());
    await expect(open(address).check(calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('aborts and keeps the connection', async () => {
    const address = await scripted((socket) => socket.write(Buffer.of(7, 0, 0, 0, 0, 4, 0, 0, 2, 0)));
    await expect(open(address).check(calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('speaks something else', async () => {
    const address = await scripted((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(open(address).check(calm)).rejects.toMatchObject({
      code: 'store-refused',
      params: { reason: 'no DICOM' },
    });
  });

  it.each([
    [[1, 1, 3], 'store-unauthorised'],
    [[1, 1, 7], 'store-unauthorised'],
    [[1, 2, 2], 'store-refused'],
    [[2, 3, 1], 'store-busy'],
    [[2, 3, 2], 'store-busy'],
    [[2, 1, 1], 'store-busy'],
    [[1, 9, 9], 'store-refused'],
  ])('rejects with %j', async (words, code) => {
    const address = await scripted((socket) => socket.write(Buffer.of(3, 0, 0, 0, 0, 4, 0, ...words)));
    const expected = code === 'store-busy' ? { code, params: { seconds: expect.any(Number) } } : { code };
    await expect(open(address).check(calm)).rejects.toMatchObject(expected);
  });
});

describe('what a status means', () => {
  it.each([
    [0x0000, 'stored'],
    [0xb000, { warning: '0xB000 Coercion of Data Elements' }],
    [0xb006, { warning: '0xB006 Elements Discarded' }],
    [0xb007, { warning: '0xB007 Data Set does not match SOP Class' }],
    [0x0111, { warning: '0x0111 Duplicate SOP Instance' }],
    [0xa700, 'store-full'],
    [0xa702, 'store-full'],
    [0xa900, 'store-refused'],
    [0xc001, 'store-refused'],
    [0x0110, 'store-refused'],
    [0x0122, 'store-format-refused'],
    [0x0124, 'store-unauthorised'],
    [0xff00, 'store-refused'],
  ])('%i', async (status, expected) => {
    const peer = await archive(async () => ({ status }));
    const store = open(peer.address);
    const outcome = await store.send(await small(), calm).catch((error: { code: string }) => error.code);
    expect(outcome).toEqual(expected);
  });
});

describe('associations that are used again', () => {
  it('carries on when one that nobody used has broken', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const lines: Socket[] = [];
    const address = await scripted((socket) => {
      const onward = connect(peer.port, '127.0.0.1').on('error', () => undefined);
      lines.push(
        socket.on('close', () => onward.destroy()),
        onward.on('close', () => socket.destroy()),
      );
      socket.pipe(onward).pipe(socket);
    });
    const store = open(address);
    await expect(store.send(await small(), calm)).resolves.toBe('stored');
    const next = await large();
    for (const line of lines) line.destroy();
    await expect(store.send(next, calm)).resolves.toBe('stored');
    expect(lines).toHaveLength(4);
  });

  it('does not send again what has left whole, and may have arrived', async () => {
    const arrived: string[] = [];
    const peer = await archive(async ({ name, sopInstanceUid, dataSet }) => {
      for await (const _ of dataSet ?? []);
      if (name === 'C-STORE') arrived.push(sopInstanceUid);
      if (arrived.length === 2) line.set(null);
      return { status: 0 };
    });
    const line = closing(await startFaultProxy(peer.port));
    const store = open(`dicom:PEER@127.0.0.1:${line.port}`);
    await expect(store.send(await tiny(), calm)).resolves.toBe('stored');
    await expect(store.send(await large(), calm)).rejects.toMatchObject({ code: 'store-unreachable' });
    expect(arrived).toHaveLength(2);
    await expect(store.send(await tiny(), calm)).resolves.toBe('stored');
  });

  it('time that whoever counts the bytes takes is no silence', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const store = open(peer.address, { idleMs: 200, answerMs: 5000 });
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 300));
    const [several] = await makeSeries(1, { size: { width: 800, height: 600 } });
    await expect(store.send(several as DicomObject, calm, slow)).resolves.toBe('stored');
  });

  it('sends side by side to a peer that talks to one at a time, and by turns', async () => {
    const peer = closing(await startStorescp(...acceptingJpeg));
    const store = open(peer.address);
    const objects = await makeSeries(6);
    await Promise.all(objects.map((object) => expect(store.send(object, calm)).resolves.toBe('stored')));
    await store.close();
    await expect(store.send(objects[0] as DicomObject, calm)).resolves.toBe('stored');
  });
});

describe('an Orthanc that knows its callers, and is small', () => {
  it('says so', async () => {
    const orthanc = closing(await startOrthanc({ storageMb: 1, stations: [{ aet: 'INCIDENCE', port: 1 }] }));
    const { dicom } = orthanc;
    await expect(open(dicom.replace('ORTHANC', 'NOBODY')).check(calm)).rejects.toMatchObject({
      code: 'store-unauthorised',
    });
    await expect(open(dicom, {}, 'STRANGER').send(await small(), calm)).rejects.toMatchObject({
      code: expect.any(String),
    });
    await expect(open(dicom).send(await large(), calm)).rejects.toMatchObject({ code: 'store-full' });
    expect((await orthanc.files()).size).toBe(0);
  });
});
