/** So many frames stand at least before the memory of the oldest is used again: one is on its way, one is being looked at. */
const standing = 2;

/**
 * Knows when a live frame's memory may be used again. Who asks for a frame only when the last one has come has read all
 * before it; while several ask at once nothing is known, and nothing is given back.
 */
export class FrameMemory {
  readonly #handed: Uint8Array[] = [];
  #asking = 0;

  /** Resolves with what `take` makes. `recycle` gets a frame that nobody reads any more. */
  async next(take: () => Promise<Uint8Array>, recycle: (old: Uint8Array) => void): Promise<Uint8Array> {
    this.#asking += 1;
    const alone = this.#asking === 1;
    try {
      const frame = await take();
      if (alone && this.#asking === 1) {
        this.#handed.push(frame);
        const old = this.#handed.length > standing ? this.#handed.shift() : undefined;
        if (old) recycle(old);
      } else {
        this.#handed.length = 0;
      }
      return frame;
    } finally {
      this.#asking -= 1;
    }
  }
}
