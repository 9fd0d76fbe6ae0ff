import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { streamWire } from '../../electron/base/stream-wire.ts';
import type { Wire } from '../../electron/contract/rpc.ts';

/** Two ends of one stream that delivers at most `chunk` bytes at a time. */
function pair(chunk: number): [Duplex, Duplex] {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        for (let at = 0; at < bytes.length; at += chunk) other().push(bytes.subarray(at, at + chunk));
        done();
      },
      destroy(error, done) {
        if (!other().destroyed) other().destroy();
        done(error);
      },
    });
  const left: Duplex = end(() => right);
  const right: Duplex = end(() => left);
  return [left, right];
}

const wireOver = (stream: Duplex): Wire =>
  streamWire({
    stream,
    // The bytes are only lent: what is kept must have been copied.
    listen: (listener) =>
      stream.on('data', (chunk: Uint8Array) => {
        const lent = Uint8Array.from(chunk);
        listener(lent);
        lent.fill(0xff);
      }),
  });

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251);

it.each([1, 7, 1000, 1_000_000])('brings messages whole and in order, %i bytes at a time', async (chunk) => {
  const [left, right] = pair(chunk);
  const sent = [
    { kind: 'call', id: 1, name: 'é', input: {} },
    { kind: 'ok', id: 2, output: { jpeg: bytes(3000), more: [bytes(1), new Uint8Array(), { deep: bytes(20) }] } },
    'text',
    { kind: 'ok', id: 3, output: { files: [{ data: bytes(500).subarray(100, 300), undefined: undefined }] } },
  ];
  const from = wireOver(left);
  const received: unknown[] = [];
  wireOver(right).onMessage((message) => received.push(message));
  for (const message of sent) from.send(message);
  await expect.poll(() => received.length).toBe(sent.length);
  expect(received).toEqual(sent);
});

it('closes at both ends; what is sent afterwards is dropped', async () => {
  const [left, right] = pair(100);
  const ends = [wireOver(left), wireOver(right)];
  let closed = 0;
  for (const end of ends) end.onClose(() => (closed += 1));
  ends[0]?.close();
  await expect.poll(() => closed).toBe(2);
  for (const end of ends) end.send({ late: bytes(10) });
  expect(left.writableLength + right.writableLength).toBe(0);
});

it('refuses views on memory that the other end could not tell from bytes', () => {
  const [left] = pair(100);
  expect(() => wireOver(left).send({ numbers: new Float64Array(2) })).toThrow(TypeError);
});
