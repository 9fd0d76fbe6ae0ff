import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { acceptAssociations } from '../../electron/stores/dimse/accept.ts';
import { associate } from '../../electron/stores/dimse/associate.ts';
import type { AcceptOptions, Association, IncomingRequest, Listener } from '../../electron/stores/dimse/association.ts';
import { dataSetOf } from '../../electron/stores/dimse/data-set-bytes.ts';
import { encodePdu, pduTypes } from '../../electron/stores/dimse/pdu.ts';
import { acceptable, offers, sopClasses } from '../../electron/stores/dimse/sop-classes.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { storeByScu } from '../rigs/storescu.ts';

const run = promisify(execFile);
const calm = new AbortController().signal;
const teardown: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});

async function listen(options: Partial<AcceptOptions> = {}): Promise<Listener> {
  const contexts = acceptable(['verification', 'photograph']);
  const onRequest = async () => ({ status: 0 });
  const listener = await acceptAssociations({ port: 0, aet: 'INCIDENCE', contexts, onRequest, ...options });
  teardown.push(() => listener.close());
  return listener;
}

async function call(port: number): Promise<Association> {
  const contexts = offers(['verification', 'photograph']);
  const association = await associate(
    { host: '127.0.0.1', port, calledAet: 'INCIDENCE', callingAet: 'ARCHIVE', contexts },
    new AbortController().signal,
  );
  teardown.push(() => association.abort());
  return association;
}

async function hashed(request: IncomingRequest): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of request.dataSet ?? []) hash.update(chunk);
  return hash.digest('hex');
}

/** A caller that says just these bytes; what it is answered until the line is closed. */
async function say(port: number, ...pieces: Uint8Array[]): Promise<Buffer> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  teardown.push(() => socket.destroy());
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return Buffer.concat(heard);
}

const size = { width: 1500, height: 1000 };

describe('our own listener', () => {
  it('answers DCMTK’s echo, and takes its pictures as they come, byte for byte', async () => {
    const objects = await makeSeries(3, { size });
    const arrived = new Map<string, string>();
    const { port } = await listen({
      onRequest: async (request) => {
        if (request.name === 'C-STORE') arrived.set(request.sopInstanceUid, await hashed(request));
        return { status: 0 };
      },
    });
    await run('echoscu', ['-aec', 'INCIDENCE', '127.0.0.1', String(port)]);
    await storeByScu(
      { aet: 'INCIDENCE', port },
      objects.map(({ chunks }) => Buffer.concat(chunks)),
    );
    const sent = objects.map(({ sopInstanceUid, chunks }) => {
      const bytes = Buffer.concat(dataSetOf(chunks));
      return [sopInstanceUid, createHash('sha256').update(bytes).digest('hex')] as const;
    });
    expect([...arrived].sort()).toEqual([...sent].sort());
  });

  it('says what it could not take, and goes on', async () => {
    const [object] = await makeSeries(1, { size });
    const { port } = await listen({
      onRequest: async ({ name }) => {
        if (name === 'C-STORE') throw new Error('no room');
        return { status: 0 };
      },
    });
    const association = await call(port);
    const { sopClassUid, sopInstanceUid, chunks } = object as DicomObject;
    const store = { name: 'C-STORE', sopClassUid, sopInstanceUid, dataSet: dataSetOf(chunks) } as const;
    for await (const { status } of association.request(store, calm)) expect(status).toBe(0x0110);
    const echo = { name: 'C-ECHO', sopClassUid: sopClasses.verification.uid } as const;
    for await (const { status } of association.request(echo, calm)) expect(status).toBe(0);
    await association.release();
    await expect(association.ended).resolves.toBeUndefined();
  });

  it('is called by its name, and no other', async () => {
    const { port } = await listen();
    await expect(run('echoscu', ['-aec', 'ELSE', '127.0.0.1', String(port)])).rejects.toMatchObject({
      stderr: expect.stringContaining('Called AE Title Not Recognized'),
    });
  });

  it('lets sixteen in and asks the next one to come later', async () => {
    const { port } = await listen();
    const all = await Promise.all(Array.from({ length: 16 }, () => call(port)));
    await expect(call(port)).rejects.toMatchObject({ code: 'store-busy' });
    await all[0]?.release();
    await expect
      .poll(() =>
        call(port).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('listens to this machine alone unless told otherwise', async () => {
    const { port } = await listen();
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const socket = connect(port, address);
      await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
    await expect(
      acceptAssociations({ port, aet: 'X', contexts: [], onRequest: async () => ({ status: 0 }) }),
    ).rejects.toMatchObject({
      code: 'listener-unavailable',
      params: { reason: 'EADDRINUSE', port },
    });
  });

  it('gives up a caller who says nothing, stops in the middle, or is silent once let in', async () => {
    const { port } = await listen({ limits: { associateMs: 200, idleMs: 200, answerMs: 200 } });
    await say(port);
    await say(port, Buffer.of(1, 0, 0, 0));
    const association = await call(port);
    await expect(association.ended).resolves.toMatchObject({ code: 'store-unreachable' });
  });

  it.each([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a length without end', Buffer.of(pduTypes.associateRequest, 0, 0xff, 0xff, 0xff, 0xff)],
    ['an association of nothing', encodePdu(pduTypes.associateRequest, Buffer.alloc(200))],
    ['data before an association', encodePdu(pduTypes.data, Buffer.alloc(100))],
  ])('ends with who says %s, and serves the next', async (_, bytes) => {
    const { port } = await listen();
    await say(port, bytes);
    await run('echoscu', ['-aec', 'INCIDENCE', '127.0.0.1', String(port)]);
  });
});

describe('an association', () => {
  it('is not begun, or ended at once, when told so', async () => {
    const { port } = await listen({ onRequest: () => new Promise(() => {}) });
    const options = {
      host: '127.0.0.1',
      port,
      calledAet: 'INCIDENCE',
      callingAet: 'ME',
      contexts: offers(['verification']),
    };
    await expect(associate(options, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    const association = await call(port);
    const stop = new AbortController();
    const asking = association
      .request({ name: 'C-ECHO', sopClassUid: sopClasses.verification.uid }, stop.signal)
      .next();
    setImmediate(() => stop.abort());
    await expect(asking).rejects.toMatchObject({ code: 'aborted' });
    await expect(association.ended).resolves.toMatchObject({ code: 'aborted' });
  });

  it('that was released is no answer to who still asks', async () => {
    const { port } = await listen();
    const association = await call(port);
    await association.release();
    const asking = association.request({ name: 'C-ECHO', sopClassUid: sopClasses.verification.uid }, calm).next();
    await expect(asking).rejects.toMatchObject({ code: 'store-unreachable', params: { reason: 'released' } });
  });

  it('one request after the other, whoever asks', async () => {
    let under = 0;
    let most = 0;
    const { port } = await listen({
      onRequest: async () => {
        under += 1;
        most = Math.max(most, under);
        await new Promise(setImmediate);
        under -= 1;
        return { status: 0 };
      },
    });
    const association = await call(port);
    const echo = { name: 'C-ECHO', sopClassUid: sopClasses.verification.uid } as const;
    const answers = await Promise.all(Array.from({ length: 5 }, () => association.request(echo, calm).next()));
    expect(answers.map(({ value }) => value?.status)).toEqual([0, 0, 0, 0, 0]);
    expect(most).toBe(1);
  });
});
