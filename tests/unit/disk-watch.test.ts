import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { neededFor } from '../../electron/contract/disk.ts';
import { lowBelowBytes, watchDisk } from '../../electron/host/disk-watch.ts';

const fewestViews = 9;
const fullBelowBytes = neededFor(fewestViews);

async function watched(freeBytes: number) {
  const disk = { freeBytes, failure: null as Error | null };
  const clock = fakeClock();
  const unforeseen: unknown[] = [];
  const watch = await watchDisk({
    folder: '/vault',
    fewestViews,
    clock,
    unexpected: (error) => {
      unforeseen.push(error);
      return 'X';
    },
    fs: {
      freeBytes: async () => {
        if (disk.failure) throw disk.failure;
        return disk.freeBytes;
      },
    },
  });
  onTestFinished(() => watch.close());
  let told = 0;
  watch.onChange(() => {
    told += 1;
  });
  /** Lets the next look happen and come back. */
  const look = async (): Promise<void> => {
    clock.advance(60_000);
    await expect.poll(() => clock.pending).toBe(1);
  };
  return { disk, clock, watch, look, unforeseen, told: () => told };
}

describe('the room on the disk', () => {
  it.each([
    [lowBelowBytes, 'ok'],
    [lowBelowBytes - 1, 'low'],
    [fullBelowBytes, 'low'],
    [fullBelowBytes - 1, 'full'],
    [0, 'full'],
  ])('of %i bytes is %s', async (freeBytes, state) => {
    const { watch } = await watched(freeBytes);
    expect(watch.state).toEqual({ state, freeBytes });
  });

  it('is told when it gets scarce and when there is room again, and only then', async () => {
    const { disk, watch, look, told } = await watched(lowBelowBytes + 1);
    disk.freeBytes = lowBelowBytes;
    await look();
    expect([told(), watch.state]).toEqual([0, { state: 'ok', freeBytes: lowBelowBytes }]);
    disk.freeBytes = lowBelowBytes - 1;
    await look();
    expect([told(), watch.state.state]).toEqual([1, 'low']);
    disk.freeBytes = 2 * lowBelowBytes;
    await look();
    expect([told(), watch.state.state]).toEqual([2, 'ok']);
  });

  it('is looked at when somebody asks, and stays as it was where nobody can say', async () => {
    const { disk, watch, told, clock } = await watched(lowBelowBytes);
    disk.freeBytes = 5;
    expect(await watch.look()).toEqual({ state: 'full', freeBytes: 5 });
    expect([told(), clock.pending]).toEqual([1, 1]);
    disk.failure = new Error('gone');
    expect(await watch.look()).toEqual({ state: 'full', freeBytes: 5 });
  });

  it('stays as it was last seen where nobody can say, which is written down', async () => {
    const { disk, watch, look, unforeseen } = await watched(1);
    disk.failure = new Error('gone');
    await look();
    expect([watch.state.state, unforeseen]).toEqual(['full', [disk.failure]]);
    disk.failure = null;
    disk.freeBytes = lowBelowBytes;
    await look();
    expect(watch.state.state).toBe('ok');
  });

  it('is looked at no more once closed', async () => {
    const { watch, clock } = await watched(1);
    watch.close();
    expect(clock.pending).toBe(0);
  });
});
