import { describe, expect, it } from 'vitest';
import {
  atRest,
  bounceMs,
  doublePressMs,
  longPressMs,
  onPedal,
  type PedalEvent,
  type PedalState,
} from '../../renderer/app/pedal.ts';

/** The gestures that a sequence of `kind atMs` tells, with the time at which each is told. */
function told(...events: [PedalEvent['kind'], number][]): string[] {
  const gestures: string[] = [];
  let state: PedalState = atRest;
  for (const [kind, atMs] of events) {
    const [next, gesture] = onPedal(state, { kind, atMs });
    state = next;
    if (gesture) gestures.push(`${gesture} ${atMs}`);
  }
  return gestures;
}

describe('one pedal', () => {
  it('photographs as it comes up', () => {
    expect(told(['down', 0], ['up', 90])).toEqual(['press 90']);
    expect(told(['down', 0], ['up', longPressMs - 1])).toEqual([`press ${longPressMs - 1}`]);
  });

  it('takes the last one again when held, at once and never more than that', () => {
    expect(told(['down', 0], ['held', longPressMs], ['up', 2000])).toEqual([`long ${longPressMs}`]);
  });

  it('undoes as it goes down a second time, and its release means nothing', () => {
    const again = 100 + doublePressMs;
    expect(told(['down', 0], ['up', 100], ['down', again], ['held', again + longPressMs], ['up', 3000])).toEqual([
      'press 100',
      `double ${again}`,
    ]);
  });

  it('photographs twice when the second press comes later, and after a double press', () => {
    const later = 101 + doublePressMs;
    expect(told(['down', 0], ['up', 100], ['down', later], ['up', later + 80])).toEqual([
      'press 100',
      `press ${later + 80}`,
    ]);
    expect(told(['down', 0], ['up', 50], ['down', 150], ['up', 200], ['down', 300], ['up', 380])).toEqual([
      'press 50',
      'double 150',
      'press 380',
    ]);
  });

  it('does not make a double press of a long one and a short one', () => {
    expect(told(['down', 0], ['held', 500], ['up', 600], ['down', 700], ['up', 780])).toEqual([
      'long 500',
      'press 780',
    ]);
  });

  it('takes a bouncing contact for one press', () => {
    const bounce = 60 + bounceMs - 1;
    expect(told(['down', 0], ['up', 60], ['down', bounce], ['up', bounce + 5])).toEqual(['press 60']);
  });

  it('forgets a press whose end is not seen', () => {
    expect(told(['down', 0], ['lost', 100], ['held', 500], ['up', 600])).toEqual([]);
  });
});
