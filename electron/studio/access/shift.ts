import type { Clock } from '../../base/clock.ts';
import type { Identity } from './sign-in.ts';

const mostWrongPins = 3;
const hourMs = 3_600_000;

/** The time since somebody gave the password: within it, a few digits suffice to go on. */
export class Shift {
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #beganMs: number;
  #who: Identity;
  #wrongPins = 0;

  constructor(who: Identity, clock: Clock) {
    this.#who = who;
    this.#clock = clock;
    this.#beganAt = clock.now();
    this.#beganMs = clock.elapsed();
  }

  get who(): Identity {
    return this.#who;
  }

  /** The same person under another name or role. */
  rename(who: Identity): void {
    this.#who = who;
  }

  /** Whether a PIN may be tried. A computer that slept counts by the wall clock, one whose clock was turned back by the other. */
  takesPin(hours: number): boolean {
    const goneMs = Math.max(this.#clock.now() - this.#beganAt, this.#clock.elapsed() - this.#beganMs);
    return this.#wrongPins < mostWrongPins && goneMs < hours * hourMs;
  }

  /** Until when a PIN suffices (date and time); undefined where it does not now. */
  pinUntil(hours: number): string | undefined {
    return this.takesPin(hours) ? new Date(this.#beganAt + hours * hourMs).toISOString() : undefined;
  }

  noteWrongPin(): void {
    this.#wrongPins += 1;
  }

  noteRightPin(): void {
    this.#wrongPins = 0;
  }
}
