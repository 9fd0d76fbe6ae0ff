import type { Clock } from '../../base/clock.ts';
import { response } from '../ptp/codes.ts';
import type { Drive } from './focus.ts';

/** Whether the body can do something now, and how the last thing ended that it answered before it was done. */
export type Readiness = {
  /** Without an exposure, which its maker looks at. */
  readonly busy: boolean;
  busyFor(ms: number): void;
  endBusy(): void;
  /** What was started goes on for so long and then ends so. */
  runs(drive: Drive): void;
  /** What was started has ended with `code`. */
  ended(code: number): void;
  /** Something new is started: how the last ended is of no more interest. */
  begin(): void;
  /** How the last ended: said once. */
  outcome(): number;
};

export function createReadiness(clock: Clock): Readiness {
  let busyUntil = 0;
  let outcome: number = response.ok;
  const busyFor = (ms: number): void => {
    busyUntil = Math.max(busyUntil, clock.elapsed()) + ms;
  };

  return {
    get busy() {
      return clock.elapsed() < busyUntil;
    },
    busyFor,
    endBusy() {
      busyUntil = 0;
    },
    runs({ code, ms }) {
      busyFor(ms);
      outcome = code;
    },
    ended(code) {
      outcome = code;
    },
    begin() {
      outcome = response.ok;
    },
    outcome() {
      const code = outcome;
      outcome = response.ok;
      return code;
    },
  };
}
