import { describe, expect, it } from 'vitest';
import { secondsOff, setBodyClock } from '../../electron/devices/camera/clock.ts';
import type { ConfigEntry } from '../../native/addon.ts';
import { fakeBody } from '../rigs/fake-body.ts';
import { choice, gphotoFault } from '../rigs/fake-native-camera.ts';

const nowMs = 1_800_000_000_000;
const nowS = nowMs / 1000;
const date = (value: number, readOnly = false): ConfigEntry => ({
  key: 'datetime',
  label: '',
  readOnly,
  type: 'date',
  value,
});

/** `told` makes of what is written what is read; undefined refuses. */
async function clockOf(startsAt: number, told: (value: number) => number | undefined = (value) => value) {
  const { body, native } = await fakeBody();
  native.entries.set('datetime', date(startsAt));
  body.keys.add('datetime');
  const written: number[] = [];
  native.setConfig = async (_, value) => {
    written.push(Number(value));
    const stands = told(Number(value));
    if (stands === undefined) throw gphotoFault(-1, 'PTP Access Denied');
    native.entries.set('datetime', date(stands));
  };
  await setBodyClock({ ...body, clock: { ...body.clock, now: () => nowMs } });
  return { written, off: secondsOff(native.entries.get('datetime'), nowMs) };
}

describe('a body’s clock', () => {
  it.each([0, 2, -2])('is left alone when it is %d s off', async (off) => {
    expect((await clockOf(nowS + off)).written).toEqual([]);
  });

  it.each([3, -3, -400_000_000, 3600])('is set when it is %d s off', async (off) => {
    expect(await clockOf(nowS + off)).toEqual({ written: [nowS], off: 0 });
  });

  it('is corrected where the library misses daylight saving on the way there', async () => {
    expect(await clockOf(nowS - 60, (value) => value - 3600)).toEqual({ written: [nowS, nowS + 3600], off: 0 });
  });

  it('is left as it is by a body that refuses, or that has none', async () => {
    expect((await clockOf(nowS - 60, () => undefined)).off).toBe(-60);
    expect(secondsOff(undefined, nowMs)).toBeUndefined();
    expect(secondsOff(choice('datetime', '', []), nowMs)).toBeUndefined();
    expect(secondsOff(date(-1), nowMs)).toBeUndefined();
  });
});
