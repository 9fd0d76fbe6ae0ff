import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodedError } from '../../electron/contract/errors.ts';
import { openDicomWeb } from '../../electron/stores/dicomweb/dicomweb.ts';
import type { DicomObject, Store } from '../../electron/stores/store.ts';
import { freePort } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';

const calm = new AbortController().signal;
const limits = { connectMs: 1000, idleMs: 300, answerMs: 300 };
const open = (port: number, patience = limits): Store =>
  openDicomWeb(`http://127.0.0.1:${port}/dicom-web`, { testStore: false, limits: patience });

const teardown: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of teardown.splice(0)) await end();
});

/** Listens until the test is over, then drops whoever is still connected. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

const peer = (onSocket: (socket: Socket) => void) => listen(createServer(onSocket));
const archive = (onRequest: RequestListener) => listen(createHttpServer(onRequest));

async function bigObject(size = { width: 3000, height: 2000 }): Promise<DicomObject> {
  const [object] = await makeSeries(1, { size });
  return object as DicomObject;
}
async function smallObject(): Promise<DicomObject> {
  const [object] = await makeSeries(1);
  return object as DicomObject;
}

/** Reads all of the request, then answers. */
function answering(status: number, body: string): RequestListener {
  return (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(body));
  };
}

describe('peers that fail', () => {
  it('nobody listens', async () => {
    const store = open(await freePort());
    const code = { code: 'store-unreachable', params: { reason: 'ECONNREFUSED' } };
    await expect(store.check(calm)).rejects.toMatchObject(code);
    await expect(store.send(await smallObject(), calm)).rejects.toMatchObject(code);
  });

  it('accepts and stays silent, reading everything', async () => {
    const store = open(await peer((socket) => socket.resume()));
    const object = await bigObject();
    await expect(store.check(calm)).rejects.toMatchObject({ code: 'store-timeout' });
    await expect(store.send(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
    await expect(store.confirm(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
  });

  it('accepts and reads nothing', async () => {
    const store = open(await peer((socket) => socket.pause()));
    await expect(store.send(await bigObject(), calm)).rejects.toMatchObject({ code: 'store-timeout' });
  });

  it('hangs up, at once or in the middle of the upload', async () => {
    const object = await bigObject();
    const atOnce = open(await peer((socket) => socket.destroy()));
    await expect(atOnce.send(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
    const later = open(await peer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    await expect(later.send(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('is slow but alive: nothing is cut off while bytes flow', async () => {
    const object = await bigObject({ width: 4200, height: 2900 });
    // The kernel buffers megabytes: the last of them leave long after the last write, hence the patience for the answer.
    const patience = { connectMs: 1000, idleMs: 1500, answerMs: 20_000 };
    const slow: RequestListener = (request, response) => {
      request.on('data', () => {
        request.pause();
        setTimeout(() => request.resume(), 25);
      });
      request.on('end', () => stowAnswer(response, 200, [object.sopInstanceUid]));
    };
    const started = Date.now();
    await expect(open(await archive(slow), patience).send(object, calm)).resolves.toBe('stored');
    expect(Date.now() - started).toBeGreaterThan(patience.idleMs);
  });

  it('stops in the middle of its answer, silent or gone', async () => {
    const object = await smallObject();
    const part = 'multipart/related; type="application/dicom"; boundary=b';
    const begin = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': part, 'content-length': 100_000 });
      response.write(`--b\r\n\r\n${'\0'.repeat(128)}DICM`);
    };
    const silent = open(await archive((_, response) => begin(response)));
    await expect(silent.confirm(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
    const headOnly = open(
      await archive((_, response) => response.writeHead(200, { 'content-type': part }).flushHeaders()),
    );
    await expect(headOnly.confirm(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
    const gone = open(
      await archive((_, response) => {
        begin(response);
        setImmediate(() => response.destroy());
      }),
    );
    await expect(gone.confirm(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('refuses by status before it has read the picture', async () => {
    const object = await bigObject();
    const early: RequestListener = (_, response) => response.writeHead(413, { connection: 'close' }).end('too large');
    await expect(open(await archive(early)).send(object, calm)).rejects.toMatchObject({
      code: 'store-refused',
      params: { status: 413 },
    });
  });

  it.each([
    [401, 'store-unauthorised'],
    [404, 'store-refused'],
    [503, 'store-unreachable'],
    [507, 'store-full'],
    [301, 'store-refused'],
  ])('answers %i: %s', async (status, code) => {
    const store = open(await archive(answering(status, '')));
    await expect(store.send(await smallObject(), calm)).rejects.toMatchObject({ code, params: { status } });
    await expect(store.check(calm)).rejects.toMatchObject({ code, params: { status } });
  });

  it('reports success and says nothing of the picture', async () => {
    for (const body of ['', '{}', '{"00081199":{"vr":"SQ","Value":[]}}']) {
      const store = open(await archive(answering(200, body)));
      await expect(store.send(await smallObject(), calm)).rejects.toMatchObject({ code: 'store-incomplete' });
    }
  });

  it('answers with a page for people: the store has refused, whatever its status says', async () => {
    const page: RequestListener = (request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'));
    };
    const store = open(await archive(page));
    const object = await smallObject();
    for (const asked of [store.send(object, calm), store.confirm(object, calm), store.check(calm)]) {
      await expect(asked).rejects.toMatchObject({ code: 'store-refused', params: { reason: /page/ } });
    }
  });

  it('asks to be left alone for a while, in seconds or until a date', async () => {
    for (const retryAfter of ['7', new Date(Date.now() + 7000).toUTCString()]) {
      const busy: RequestListener = (request, response) => {
        request.resume();
        request.on('end', () => response.writeHead(503, { 'retry-after': retryAfter }).end());
      };
      const store = open(await archive(busy));
      const object = await smallObject();
      for (const asked of [store.send(object, calm), store.confirm(object, calm)]) {
        const error = await asked.catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'store-busy' });
        expect(Number((error as CodedError).params.seconds)).toBeGreaterThan(5);
        expect(Number((error as CodedError).params.seconds)).toBeLessThanOrEqual(7);
      }
    }
  });

  it('is asked over connections that stay open, and over a new one where such a one has ended meanwhile', async () => {
    let connections = 0;
    const server = createHttpServer({ keepAliveTimeout: 60_000 }, answering(200, '[]'));
    const sockets: Socket[] = [];
    server.on('connection', (socket: Socket) => {
      connections += 1;
      sockets.push(socket);
    });
    const store = open(await listen(server));
    await store.check(calm);
    await store.check(calm);
    expect(connections).toBe(1);
    // As a server ends what was idle for too long, in the moment in which it is used again.
    sockets[0]?.pause();
    server.once('request', (request) => request.socket.resetAndDestroy());
    sockets[0]?.resume();
    await expect(store.check(calm)).resolves.toEqual(['QIDO-RS']);
    expect(connections).toBe(2);
    await store.close();
  });

  it('is cut off in an answer of no known length: nothing is known of the picture, and nothing is different', async () => {
    const object = await smallObject();
    const cut = await archive((_, response) => {
      const type = 'multipart/related; type="application/dicom"; boundary=b';
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { 'content-type': type, connection: 'close' });
      response.end(`--b\r\n\r\n${'\0'.repeat(128)}DICM`);
    });
    await expect(open(cut).confirm(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('hears of each piece that leaves, and gets no more while it is held back, however long that takes', async () => {
    const object = await bigObject();
    const total = object.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const port = await archive((request, response) => {
      request.resume();
      request.on('end', () => stowAnswer(response, 200, [object.sopInstanceUid]));
    });
    let gone = 0;
    let heldMs = 0;
    const left = async (bytes: number): Promise<void> => {
      gone += bytes;
      if (heldMs > 0) return;
      const begun = Date.now();
      await new Promise((resolve) => setTimeout(resolve, limits.idleMs * 2));
      heldMs = Date.now() - begun;
    };
    await expect(open(port).send(object, calm, left)).resolves.toBe('stored');
    expect(heldMs).toBeGreaterThan(limits.idleMs);
    expect(gone).toBeGreaterThanOrEqual(total);
  });

  it('gives back something that is no DICOM file', async () => {
    const store = open(await archive(answering(200, 'x'.repeat(1000))));
    await expect(store.confirm(await smallObject(), calm)).rejects.toMatchObject({ code: 'store-different' });
  });

  it('asks for no compression, sends the credentials and the exact length', async () => {
    const object = await smallObject();
    const seen: Record<string, string | undefined> = {};
    const port = await archive((request, response) => {
      let received = 0;
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on('end', () => {
        const { authorization, 'accept-encoding': encoding, 'content-length': length } = request.headers;
        Object.assign(seen, { authorization, encoding, exact: String(Number(length) === received) });
        stowAnswer(response, 200, [object.sopInstanceUid]);
      });
    });
    const credentials = { kind: 'bearer', token: 'abc.def' } as const;
    const store = openDicomWeb(`http://127.0.0.1:${port}`, { testStore: false, limits, credentials });
    await store.send(object, calm);
    expect(seen).toEqual({ authorization: 'Bearer abc.def', encoding: 'identity', exact: 'true' });
  });

  it('aborts a read under way', async () => {
    const stop = new AbortController();
    const store = open(await archive(() => stop.abort()));
    await expect(store.confirm(await smallObject(), stop.signal)).rejects.toMatchObject({ code: 'aborted' });
  });
});

function stowAnswer(response: ServerResponse, status: number, stored: string[]): void {
  const items = stored.map((uid) => ({ '00081155': { vr: 'UI', Value: [uid] } }));
  response.writeHead(status, { 'content-type': 'application/dicom+json' });
  response.end(JSON.stringify({ '00081199': { vr: 'SQ', Value: items } }));
}
