import type { Clock } from '../../base/clock.ts';
import type { Abort } from '../../contract/rpc.ts';
import { FrameMemory } from './frame-memory.ts';
import { FramesAhead } from './frames-ahead.ts';
import { nextFrame } from './live-view.ts';
import { ownBytes } from './picture-bytes.ts';

export type LiveFramesOptions = {
  clock: Clock;
  /** One try at a frame, in its turn at the body. Throws `aborted` when it is not `wanted` any more. */
  preview(wanted: () => boolean): Promise<Uint8Array>;
  /** Nobody reads this frame any more. */
  recycle(old: Uint8Array): void;
};

/** Frame after frame: each taken ahead for who is quick, counted, and its memory used again. */
export class LiveFrames {
  readonly #options: LiveFramesOptions;
  readonly #ahead: FramesAhead;
  readonly #memory = new FrameMemory();
  #count = 0;

  constructor(options: LiveFramesOptions) {
    this.#options = options;
    this.#ahead = new FramesAhead(options.clock);
  }

  /**
   * Throws as `nextFrame`. The bytes stand until two more frames have been handed over, to somebody who asks for each when
   * the one before has come: then their memory is used again.
   */
  async next(signal?: Abort): Promise<{ jpeg: Uint8Array<ArrayBuffer>; sequence: number }> {
    const { clock, preview, recycle } = this.#options;
    const take = (): Promise<Uint8Array> =>
      this.#ahead.next((wanted) => nextFrame(clock, () => preview(wanted), signal));
    const jpeg = await this.#memory.next(take, recycle);
    return { jpeg: ownBytes(jpeg), sequence: this.#count++ };
  }

  /** What was taken ahead is not wanted any more: live view ends, or is to look different. */
  drop(): void {
    this.#ahead.drop();
  }
}
