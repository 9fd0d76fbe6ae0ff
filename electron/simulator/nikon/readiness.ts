import type { BusyTime } from '../busy-time.ts';
import { response } from '../ptp/codes.ts';
import type { Drive } from './focus.ts';

/** How the last thing ended that the body answered before it was done. */
export type Readiness = {
  /** What was started goes on for so long and then ends so. */
  runs(drive: Drive): void;
  /** What was started has ended with `code`. */
  ended(code: number): void;
  /** Something new is started: how the last ended is of no more interest. */
  begin(): void;
  /** How the last ended: said once. */
  outcome(): number;
};

export function createReadiness(busyTime: BusyTime): Readiness {
  let outcome: number = response.ok;

  return {
    runs({ code, ms }) {
      busyTime.add(ms);
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
