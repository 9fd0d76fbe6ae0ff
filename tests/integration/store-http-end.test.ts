import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { httpExchange } from '../../electron/stores/dicomweb/http.ts';

afterEach(() => void vi.restoreAllMocks());

/** Told apart from all other timers of the process. */
const limits = { connectMs: 50_001, idleMs: 50_002, answerMs: 50_003 };
const ours = new Set<unknown>(Object.values(limits));

it('an upload that breaks in the middle leaves no deadline behind, which would keep the program from ending', async () => {
  const server = createServer((request) => {
    request.once('data', () => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const set = vi.spyOn(globalThis, 'setTimeout');
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  const exchange = httpExchange(limits);
  const ask = {
    method: 'POST',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    headers: {},
    body: [new Uint8Array(20_000_000)],
    left: async () => {},
  } as const;
  const upload = exchange(ask, new AbortController().signal, async () => undefined);
  await expect(upload).rejects.toMatchObject({ code: 'store-unreachable' });
  exchange.close();
  server.close();
  await once(server, 'close');
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  const started = set.mock.results.filter((_, index) => ours.has(set.mock.calls[index]?.[1])).map(({ value }) => value);
  const ended = new Set(cleared.mock.calls.map(([timer]) => timer));
  expect(started.length).toBeGreaterThan(1);
  expect(started.filter((timer) => !ended.has(timer))).toEqual([]);
});
