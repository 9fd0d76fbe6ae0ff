import { expect, it } from 'vitest';
import { FrameMemory } from '../../electron/devices/camera/frame-memory.ts';

/** Frames that are their number, and the numbers of those that were given back. */
function numbered() {
  const memory = new FrameMemory();
  const given: number[] = [];
  const next = (number: number) =>
    memory.next(
      async () => new Uint8Array([number]),
      (old) => given.push(old[0] ?? 0),
    );
  return { next, given };
}

it('gives back a frame once two more have been handed over', async () => {
  const { next, given } = numbered();
  for (const number of [1, 2]) await next(number);
  expect(given).toEqual([]);
  for (const number of [3, 4]) await next(number);
  expect(given).toEqual([1, 2]);
});

it('gives back nothing of what was asked for by several at once', async () => {
  const { next, given } = numbered();
  await Promise.all([1, 2, 3, 4, 5].map(next));
  for (const number of [6, 7]) await next(number);
  expect(given.filter((number) => number < 5)).toEqual([]);
});
