import type { Clock } from '../base/clock.ts';

/** The time during which a body says that it is busy, apart from an exposure. */
export type BusyTime = {
  readonly goesOn: boolean;
  /** So much longer than now, or than it goes on already. */
  add(ms: number): void;
  end(): void;
};

export function createBusyTime(clock: Clock): BusyTime {
  let until = 0;
  return {
    get goesOn() {
      return clock.elapsed() < until;
    },
    add(ms) {
      until = Math.max(until, clock.elapsed()) + ms;
    },
    end() {
      until = 0;
    },
  };
}
