import { CodedError } from '../contract/errors.ts';
import type { Phase } from '../contract/session-view.ts';

/**
 * One thing at a time in one session: commands, which are never queued, and pictures that exist already, which wait for their
 * turn. One press of the pedal may wait for those.
 */
export class Turns {
  readonly #onChange: () => void;
  #working: Phase | null = null;
  #commanded = false;
  /** Pictures that wait for their turn to be taken in, and with the one whose turn it is. */
  #waiting = 0;
  #takingIn = 0;
  #pressed = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What is under way; null at rest. */
  get phase(): Phase | null {
    return this.#working ?? (this.#waiting > 0 ? 'saving' : null);
  }

  get isWorking(): boolean {
    return this.#working !== null;
  }

  /** Whether what runs or waits is only pictures that exist already. */
  get isTakingIn(): boolean {
    return this.#takingIn > 0 && !this.#commanded;
  }

  enter(phase: Phase): void {
    this.#working = phase;
    this.#onChange();
  }

  leave(): void {
    this.#working = null;
    this.#onChange();
  }

  /** Resolves once nothing is under way, whatever it came to. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#work]);
  }

  /** Runs now; the caller has made sure that nothing else does. */
  async run(work: () => Promise<void>): Promise<void> {
    const running = work();
    this.#work = running;
    await running;
  }

  /** As `run`, for what somebody asked for. */
  async command(work: () => Promise<void>): Promise<void> {
    this.#commanded = true;
    await this.run(() =>
      work().finally(() => {
        this.#commanded = false;
      }),
    );
  }

  /** Runs when everything before it is done. */
  async takeIn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    this.#takingIn += 1;
    const running = Promise.allSettled([this.#work]).then(async () => {
      this.#waiting -= 1;
      return await work();
    });
    this.#work = running;
    try {
      return await running;
    } finally {
      this.#takingIn -= 1;
    }
  }

  /** Lets a press wait until all pictures are taken in. Throws `not-now` for a second one meanwhile. */
  async press(): Promise<void> {
    if (this.#pressed) throw new CodedError('not-now', { command: 'take', phase: this.phase ?? 'ready' });
    this.#pressed = true;
    try {
      while (this.#takingIn > 0) await this.idle();
    } finally {
      this.#pressed = false;
    }
  }
}
