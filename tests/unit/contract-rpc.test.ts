import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CodedError } from '../../electron/contract/errors.ts';
import { answer, client, type Handlers } from '../../electron/contract/rpc.ts';
import { wirePair } from '../rigs/wire-pair.ts';

const contract = {
  calls: {
    double: { input: z.object({ value: z.number() }), output: z.object({ value: z.number() }) },
    wait: { input: z.object({}), output: z.object({}) },
    fail: { input: z.object({ how: z.enum(['coded', 'surprise']) }), output: z.object({}) },
  },
  events: { told: z.object({ text: z.string() }) },
} as const;

function connected(overrides: Partial<Handlers<typeof contract>> = {}) {
  const [near, far, close] = wirePair();
  const unexpected: unknown[] = [];
  const aborted: string[] = [];
  const server = answer(
    far,
    contract,
    {
      double: ({ value }) => ({ value: value * 2 }),
      wait: (_input, signal) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.push('wait'))) as Promise<
          Record<string, never>
        >,
      fail: ({ how }) => {
        if (how === 'coded') throw new CodedError('camera-busy', { ms: 3 });
        throw new Error('Mme DUPRÉ');
      },
      ...overrides,
    },
    (error) => {
      unexpected.push(error);
      return 'REF1';
    },
  );
  return { calls: client(near, contract), server, close, unexpected, aborted, near };
}

describe('a call', () => {
  test('is answered', async () => {
    await expect(connected().calls.call('double', { value: 21 })).resolves.toEqual({ value: 42 });
  });

  test('with a wrong input is refused by the receiver, with its place', async () => {
    const { calls } = connected();
    const wrong = calls.call('double', { value: 'x' as unknown as number });
    await expect(wrong).rejects.toMatchObject({ code: 'bad-input', params: { call: 'double' } });
  });

  test('with a wrong output is refused by the caller', async () => {
    const { calls } = connected({ double: () => ({ value: 'x' as unknown as number }) });
    await expect(calls.call('double', { value: 1 })).rejects.toMatchObject({ code: 'bad-input' });
  });

  test('that nobody knows says so, also for names that every object has', async () => {
    const { calls } = connected();
    await expect(calls.call('toString' as 'double', { value: 1 })).rejects.toMatchObject({ code: 'unknown-call' });
  });

  test('keeps a coded error and its params', async () => {
    const failing = connected().calls.call('fail', { how: 'coded' });
    await expect(failing).rejects.toMatchObject({ code: 'camera-busy', params: { ms: 3 } });
  });

  test('hides everything else behind a reference', async () => {
    const { calls, unexpected } = connected();
    const failing = calls.call('fail', { how: 'surprise' });
    await expect(failing).rejects.toMatchObject({ code: 'internal', reference: 'REF1', message: 'internal' });
    expect(unexpected).toHaveLength(1);
  });

  test('can be aborted, and the handler is told', async () => {
    const { calls, aborted } = connected();
    const controller = new AbortController();
    const waiting = calls.call('wait', {}, { signal: controller.signal });
    await Promise.resolve();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => aborted).toEqual(['wait']);
  });
});

describe('closing the wire', () => {
  test('rejects what is pending and what comes after, and aborts what runs', async () => {
    const { calls, close, aborted } = connected();
    const waiting = calls.call('wait', {});
    await new Promise((resolve) => setImmediate(resolve));
    close();
    await expect(waiting).rejects.toMatchObject({ code: 'wire-closed' });
    await expect(calls.call('double', { value: 1 })).rejects.toMatchObject({ code: 'wire-closed' });
    expect(aborted).toEqual(['wait']);
  });
});

test('events are validated and told until the listener leaves', async () => {
  const { calls, server } = connected();
  const told: string[] = [];
  const leave = calls.on('told', ({ text }) => told.push(text));
  server.emit('told', { text: 'one' });
  server.emit('told', { text: 5 as unknown as string });
  await new Promise((resolve) => setImmediate(resolve));
  leave();
  server.emit('told', { text: 'three' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['one']);
});
