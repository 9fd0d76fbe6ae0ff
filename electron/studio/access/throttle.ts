import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';

/** Whoever mistypes a password is not kept waiting; whoever guesses is. */
const freeAttempts = 5;
const firstWaitS = 5;
const longestWaitS = 300;

type Failures = { count: number; untilMs: number };

/** Slows down who tries passwords: after five that were wrong each one more doubles the wait, until a right one comes. */
export class Throttle {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** Throws `sign-in-slowed` with the seconds that are left. */
  demand(name: string): void {
    const leftMs = (this.#failures.get(name)?.untilMs ?? 0) - this.#clock.elapsed();
    if (leftMs > 0) throw new CodedError('sign-in-slowed', { seconds: Math.ceil(leftMs / 1000) });
  }

  /** One more was wrong. */
  fail(name: string): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    const beyond = count - freeAttempts;
    const waitS = beyond < 0 ? 0 : Math.min(longestWaitS, firstWaitS * 2 ** beyond);
    this.#failures.set(name, { count, untilMs: waitS === 0 ? 0 : this.#clock.elapsed() + waitS * 1000 });
  }

  /** These have shown who they are. */
  forgive(...names: string[]): void {
    for (const name of names) this.#failures.delete(name);
  }
}
