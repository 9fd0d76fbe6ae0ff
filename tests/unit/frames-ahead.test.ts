import { expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { FramesAhead } from '../../electron/devices/camera/frames-ahead.ts';

/** A body that takes `tookMs` for each frame; frames are numbered as they are taken. */
function body(tookMs: number) {
  const clock = fakeClock();
  const frames = new FramesAhead(clock);
  let taken = 0;
  let refused = 0;
  let gate = Promise.resolve();
  const next = async (): Promise<number> => {
    const frame = await frames.next(async (wanted) => {
      await gate;
      if (!wanted()) {
        refused += 1;
        throw new Error('nobody wants it');
      }
      clock.advance(tookMs);
      taken += 1;
      return new Uint8Array([taken]);
    });
    return frame[0] ?? 0;
  };
  /** Keeps the body from taking frames until the returned function is called. */
  const hold = (): (() => void) => {
    let open = (): void => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  };
  return { clock, frames, next, hold, taken: () => taken, refused: () => refused };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

it('takes the next frame meanwhile for who comes back at once, in order and each once', async () => {
  const { next, taken } = body(20);
  const seen: number[] = [];
  for (let frame = 0; frame < 5; frame += 1) seen.push(await next());
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  await settle();
  expect(taken()).toBe(6);
});

it('takes no frame ahead for who takes longer than the body', async () => {
  const { next, taken, clock } = body(5);
  for (let frame = 1; frame <= 5; frame += 1) {
    await next();
    await settle();
    clock.advance(33);
    expect(taken()).toBe(frame);
  }
});

it('gives no frame that has lain for long', async () => {
  const { next, clock } = body(5);
  await next();
  expect(await next()).toBe(2);
  await settle();
  clock.advance(40);
  expect(await next()).toBe(4);
});

it('does not ask the body for what is not wanted any more', async () => {
  const { next, frames, hold, taken, refused } = body(20);
  await next();
  const second = next();
  await settle();
  const release = hold();
  expect(await second).toBe(2);
  expect(await next()).toBe(3);
  frames.drop();
  release();
  await settle();
  expect([taken(), refused()]).toEqual([3, 1]);
  expect(await next()).toBe(4);
});
