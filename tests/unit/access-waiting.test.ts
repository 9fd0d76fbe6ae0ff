import { expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import type { CodedError } from '../../electron/contract/errors.ts';
import { IdleLock } from '../../electron/studio/access/idle-lock.ts';
import { Shift } from '../../electron/studio/access/shift.ts';
import { Throttle } from '../../electron/studio/access/throttle.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The seconds that are left, or null. */
function wait(throttle: Throttle, name: string): unknown {
  try {
    throttle.demand(name);
    return null;
  } catch (error) {
    return (error as CodedError).params.seconds;
  }
}

it('guesses are slowed from the fifth on, each longer, to five minutes; others are not, and a right one ends it', () => {
  const clock = fakeClock();
  const throttle = new Throttle(clock);
  const waits = Array.from({ length: 13 }, () => {
    throttle.fail('anna');
    const seconds = wait(throttle, 'anna');
    clock.advance(Number(seconds ?? 0) * 1000);
    expect(wait(throttle, 'anna')).toBeNull();
    return seconds;
  });
  expect(waits).toEqual([null, null, null, null, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
  throttle.fail('anna');
  expect(wait(throttle, 'anna')).toBe(300);
  expect(wait(throttle, 'paul')).toBeNull();
  throttle.forgive('anna');
  expect(wait(throttle, 'anna')).toBeNull();
  throttle.fail('anna');
  expect(wait(throttle, 'anna')).toBeNull();
});

it('a PIN suffices within the shift, by whichever clock has gone further, until three were wrong in a row', () => {
  const clock = fakeClock();
  const who = { id: 'anna', name: 'A', role: 'dentist' } as const;
  const shift = new Shift(who, clock);
  clock.advance(8 * hour - 1);
  expect(shift.takesPin(8)).toBe(true);
  expect(shift.pinUntil(8)).toBe('2026-01-01T08:00:00.000Z');
  clock.advance(1);
  expect(shift.takesPin(8)).toBe(false);
  expect(shift.pinUntil(8)).toBeUndefined();
  const slept = { now: 0 };
  const laptop = new Shift(who, { ...clock, elapsed: () => 0, now: () => slept.now });
  slept.now = 9 * hour;
  expect(laptop.takesPin(8)).toBe(false);
  slept.now = -9 * hour;
  expect(laptop.takesPin(8)).toBe(true);
  const other = new Shift(who, clock);
  for (const right of [false, false, true, false, false, false]) {
    expect(other.takesPin(8)).toBe(true);
    if (right) other.noteRightPin();
    else other.noteWrongPin();
  }
  expect(other.takesPin(8)).toBe(false);
});

function idle() {
  const clock = fakeClock();
  const room = { resting: true, locked: 0, idleMs: 5 * minute, sleptMs: 0 };
  const lock = new IdleLock({
    clock: { ...clock, now: () => clock.now() + room.sleptMs },
    idleMs: () => room.idleMs,
    isResting: () => room.resting,
    lock: () => {
      room.locked += 1;
    },
  });
  return { clock, room, lock };
}

it('a station is locked once nobody has done anything for so long', () => {
  const { clock, room, lock } = idle();
  lock.touch();
  clock.advance(4 * minute);
  lock.touch();
  clock.advance(5 * minute - 1);
  expect(room.locked).toBe(0);
  clock.advance(1);
  expect(room.locked).toBe(1);
  clock.advance(hour);
  lock.noteRest();
  expect(room.locked).toBe(1);
  expect(clock.pending).toBe(0);
});

it('is not locked while a picture is being made, but with its review; unless somebody was there meanwhile', () => {
  const { clock, room, lock } = idle();
  lock.touch();
  room.resting = false;
  clock.advance(6 * minute);
  lock.noteRest();
  expect(room.locked).toBe(0);
  room.resting = true;
  lock.noteRest();
  expect(room.locked).toBe(1);
  lock.touch();
  room.resting = false;
  clock.advance(6 * minute);
  lock.touch();
  room.resting = true;
  lock.noteRest();
  expect(room.locked).toBe(1);
  lock.stop();
  expect(clock.pending).toBe(0);
});

it('is locked when its computer wakes up, though its timer has slept too', () => {
  const { room, lock } = idle();
  lock.touch();
  room.sleptMs = 4 * minute;
  lock.noteWake();
  expect(room.locked).toBe(0);
  room.sleptMs = hour;
  lock.noteWake();
  expect(room.locked).toBe(1);
  lock.noteWake();
  expect(room.locked).toBe(1);
});
