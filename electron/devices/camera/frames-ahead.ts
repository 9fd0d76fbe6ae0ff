import type { Clock } from '../../base/clock.ts';

/** Takes one frame. What `wanted` says is asked again just before the body is. */
type Take = (wanted: () => boolean) => Promise<Uint8Array>;
type Ahead = { frame: Promise<Uint8Array>; wanted: boolean };

/** A frame that lay for longer than this is not given for a live one. */
const freshMs = 5;
/** However slow the last frame was: who stayed away for longer wants to see now, not what was. */
const longestMs = 50;

/**
 * Takes the next frame while the last one is on its way and is being drawn, for whoever comes back for it as soon as it can
 * be there. Who takes longer gets each frame taken when it is asked for: nobody sees an old one, and the body is not asked
 * in vain.
 */
export class FramesAhead {
  readonly #clock: Clock;
  #ahead: Ahead | undefined;
  #asking = 0;
  #handedAt = Number.NEGATIVE_INFINITY;
  #tookMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async next(take: Take): Promise<Uint8Array> {
    const isQuick = this.#clock.elapsed() - this.#handedAt <= Math.min(this.#tookMs, longestMs) + freshMs;
    const ahead = isQuick ? this.#ahead : undefined;
    if (!ahead) this.drop();
    this.#ahead = undefined;
    this.#asking += 1;
    try {
      const frame = await (ahead
        ? ahead.frame.catch(() => this.#timed(take, () => true))
        : this.#timed(take, () => true));
      this.#handedAt = this.#clock.elapsed();
      if (isQuick && this.#asking === 1) this.#begin(take);
      return frame;
    } finally {
      this.#asking -= 1;
    }
  }

  /** What is under way is not wanted any more: live view ends, or is to look different. */
  drop(): void {
    if (this.#ahead) this.#ahead.wanted = false;
    this.#ahead = undefined;
  }

  #begin(take: Take): void {
    const ahead: Ahead = { frame: this.#timed(take, () => ahead.wanted), wanted: true };
    // Nobody may ever ask for it; who does takes another where it failed, and hears why.
    ahead.frame.catch(() => undefined);
    this.#ahead = ahead;
  }

  async #timed(take: Take, wanted: () => boolean): Promise<Uint8Array> {
    const begun = this.#clock.elapsed();
    const frame = await take(wanted);
    this.#tookMs = this.#clock.elapsed() - begun;
    return frame;
  }
}
