import { fork } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChildExit, SupervisedChild } from '../../electron/base/supervised-child.ts';
import { forkSpawn, supervise } from '../../electron/base/supervised-child.ts';
import type { ChildState, SupervisionLimits } from '../../electron/base/supervision.ts';
import { type Client, client } from '../../electron/contract/rpc.ts';
import { bundleChild } from '../rigs/bundle-child.ts';
import { unrulyContract } from '../rigs/children/unruly-contract.ts';

type Unruly = Client<typeof unrulyContract>;
type Watched = {
  child: SupervisedChild;
  states: ChildState[];
  exits: ChildExit[];
  clients: Unruly[];
  latest(): Unruly;
  until(what: string, condition: () => boolean): Promise<void>;
};

const quick: Partial<SupervisionLimits> = {
  beatMs: 50,
  warnMs: 150,
  unresponsiveMs: 300,
  killMs: 600,
  busyWarnMs: 150,
  busyUnresponsiveMs: 300,
  busyKillMs: 600,
  restartStepMs: 10,
  stopMs: 1000,
};

let bundled: { entry: string; remove(): Promise<void> };
const running: SupervisedChild[] = [];

beforeAll(async () => {
  bundled = await bundleChild('unruly');
});
afterEach(async () => {
  for (const child of running.splice(0)) await child.stop();
});
afterAll(() => bundled.remove());

function start(limits: Partial<SupervisionLimits> = {}, entry = bundled.entry): Watched {
  const states: ChildState[] = [];
  const exits: ChildExit[] = [];
  const clients: Unruly[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of waiting) check();
  };
  const child = supervise({
    spawn: forkSpawn,
    entry,
    env: { UNRULY_GIVEN: 'ours' },
    limits: { ...quick, ...limits },
    onStart: (wire) => clients.push(client(wire, unrulyContract)),
    onState: (state) => {
      states.push(state);
      queueMicrotask(look);
    },
    onExit: (exit) => exits.push(exit),
  });
  running.push(child);
  return {
    child,
    states,
    exits,
    clients,
    latest() {
      const last = clients.at(-1);
      if (!last) throw new Error('nothing was started');
      return last;
    },
    until: (what, condition) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => reject(new Error(`never: ${what}; saw ${states.join(' ')}`)), 20_000);
        const check = (): void => {
          if (!condition()) return;
          clearTimeout(deadline);
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a supervised process', () => {
  it('carries bytes as bytes, with a private environment', async () => {
    process.env.UNRULY_LEAKED = 'not for children';
    const { latest } = start();
    const bytes = new Uint8Array(1 << 20).fill(7);
    const echoed = await latest().call('echo', { bytes });
    delete process.env.UNRULY_LEAKED;
    expect(Buffer.compare(echoed.bytes, bytes)).toBe(0);
    expect(echoed).toMatchObject({ given: 'ours', leaked: '' });
  });

  it('is killed and replaced when its event loop hangs', async () => {
    const watched = start();
    await watched.until('running', () => watched.child.state === 'running');
    const before = watched.child.pid;
    await expect(watched.latest().call('hang', {})).rejects.toMatchObject({ code: 'wire-closed' });
    await watched.until('running again', () => watched.clients.length === 2 && watched.child.state === 'running');
    expect(watched.states).toEqual(['starting', 'running', 'warn', 'unresponsive', 'killing', 'starting', 'running']);
    expect(watched.exits).toEqual([{ code: null, signal: 'SIGKILL' }]);
    const { pid } = await watched.latest().call('echo', { bytes: new Uint8Array() });
    expect(pid).not.toBe(before);
    expect(before !== undefined && isAlive(before)).toBe(false);
  });

  it('is killed when one native call takes too long although it answers', async () => {
    const watched = start();
    const lost = watched.latest().call('beBusy', {});
    await expect(lost).rejects.toMatchObject({ code: 'wire-closed' });
    expect(watched.states.slice(0, 5)).toEqual(['starting', 'running', 'warn', 'unresponsive', 'killing']);
  });

  it('is replaced only when its wire has closed, however much of it was still to be read', async () => {
    const order: string[] = [];
    const lives: Unruly[] = [];
    const child = supervise({
      ...{ spawn: forkSpawn, entry: bundled.entry, limits: { ...quick, restartStepMs: 0, maxRestarts: 50 } },
      onStart(wire) {
        order.push('start');
        wire.onClose(() => order.push('close'));
        lives.push(client(wire, unrulyContract));
      },
    });
    running.push(child);
    const rounds = 5;
    for (let life = 1; life <= rounds; life += 1) {
      await vi.waitUntil(() => lives.length === life && child.state === 'running', { timeout: 20_000 });
      const bytes = new Uint8Array(4 << 20);
      await lives.at(-1)?.call('echo', { bytes });
      const lost = Promise.allSettled(Array.from({ length: 4 }, () => lives.at(-1)?.call('echo', { bytes })));
      await lives.at(-1)?.call('echo', { bytes: bytes.subarray(0, 1) });
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      await lost;
    }
    await vi.waitUntil(() => lives.length === rounds + 1, { timeout: 20_000 });
    expect(order.slice(0, 2 * rounds)).toEqual(Array.from({ length: rounds }, () => ['start', 'close']).flat());
  });

  it('is replaced only when its wire has closed, however long somebody else holds it open', async () => {
    const order: string[] = [];
    const lives: Unruly[] = [];
    const child = supervise({
      ...{ spawn: forkSpawn, entry: bundled.entry, limits: quick },
      onStart(wire) {
        order.push('start');
        wire.onClose(() => order.push('close'));
        lives.push(client(wire, unrulyContract));
      },
    });
    running.push(child);
    await expect(lives[0]?.call('leaveHeir', {})).rejects.toMatchObject({ code: 'wire-closed' });
    await vi.waitUntil(() => lives.length === 2, { timeout: 20_000 });
    expect(order).toEqual(['start', 'close', 'start']);
  });

  it('is given up on after five restarts, and starts again when asked', async () => {
    const watched = start();
    for (let life = 1; life <= 6; life += 1) {
      await watched.until(`life ${life}`, () => watched.clients.length === life && watched.child.state === 'running');
      const how = life % 2 === 0 ? 'crash' : 'exit';
      await expect(watched.latest().call(how, {})).rejects.toMatchObject({ code: 'wire-closed' });
    }
    await watched.until('gave up', () => watched.child.state === 'gave-up');
    expect(watched.clients).toHaveLength(6);
    expect(watched.exits.map(({ code, signal }) => signal ?? code)).toEqual([3, 'SIGSEGV', 3, 'SIGSEGV', 3, 'SIGSEGV']);
    watched.child.restart();
    await watched.until('running', () => watched.child.state === 'running');
    await watched.latest().call('echo', { bytes: new Uint8Array() });
  });

  it('gives up on an entry that cannot be loaded', async () => {
    const watched = start({}, `${bundled.entry}.missing.mjs`);
    await watched.until('gave up', () => watched.child.state === 'gave-up');
    expect(watched.clients).toHaveLength(6);
  });

  it('ends when it is stopped, also while it hangs', async () => {
    const { child, latest } = start({ killMs: 60_000 });
    const { pid } = await latest().call('echo', { bytes: new Uint8Array() });
    const lost = latest().call('hang', {});
    lost.catch(() => undefined);
    await child.stop();
    expect(child.state).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
    await expect(lost).rejects.toMatchObject({ code: 'wire-closed' });
  });

  it('leaves by itself when its wire is closed', async () => {
    const { child, exits } = start();
    await child.stop();
    expect(exits).toEqual([{ code: 0, signal: null }]);
  });

  it('does not outlive a parent that was killed', async () => {
    const parent = await bundleChild('supervising-parent');
    try {
      const process = fork(parent.entry, [bundled.entry], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        execArgv: [],
      });
      const pid = await new Promise<number>((resolve, reject) => {
        process.stdout?.once('data', (data) => resolve(Number(data)));
        process.once('exit', () => reject(new Error('the parent ended early')));
      });
      expect(isAlive(pid)).toBe(true);
      process.kill('SIGKILL');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 20 });
    } finally {
      await parent.remove();
    }
  });
});
