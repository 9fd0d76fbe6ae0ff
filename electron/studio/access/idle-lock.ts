import type { Clock } from '../../base/clock.ts';

export type IdleLockDeps = {
  clock: Clock;
  /** How long nobody does anything before it locks. */
  idleMs(): number;
  /** Whether no picture is being made. */
  isResting(): boolean;
  lock(): void;
};

/** Locks a station that nobody works at, never between the press and the review. */
export class IdleLock {
  readonly #deps: IdleLockDeps;
  #cancel: (() => void) | null = null;
  #touchedAt = 0;
  #due = false;

  constructor(deps: IdleLockDeps) {
    this.#deps = deps;
  }

  /** Somebody is there: the time begins anew. */
  touch(): void {
    this.stop();
    const { clock, idleMs } = this.#deps;
    this.#touchedAt = clock.now();
    this.#cancel = clock.setTimeout(() => this.#fallDue(), idleMs());
  }

  /** A picture may have come to its review: what has waited for that happens now. */
  noteRest(): void {
    if (this.#due) this.#fallDue();
  }

  /** A computer that slept has counted no time, but time has gone by. */
  noteWake(): void {
    if (this.#cancel && this.#deps.clock.now() - this.#touchedAt > this.#deps.idleMs()) this.#fallDue();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#due = false;
  }

  #fallDue(): void {
    this.#due = !this.#deps.isResting();
    if (this.#due) return;
    this.stop();
    this.#deps.lock();
  }
}
