import type { NativeCamera, NativeEvent } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import { isBusy, isRefusal, pause } from './faults.ts';

export type CameraPath = { folder: string; name: string };

/** PTP's way of saying that a size does not fit its 32 bits, or is not known yet. */
const unsaidBytes = 0xffff_ffff;
/** Short waits beat long ones: the library looks less and less often while it waits. */
const sliceMs = 10;

/**
 * A body's events, and the files that they announced in this connection. A file may be announced twice, or long after it
 * was taken; each is handed out once.
 */
export class BodyEvents {
  readonly #native: NativeCamera;
  readonly #clock: Clock;
  readonly #known = new Map<string, number>();
  readonly #held: NativeEvent[] = [];

  constructor(native: NativeCamera, clock: Clock) {
    this.#native = native;
    this.#clock = clock;
  }

  /** Waits for one event, at most `timeoutMs`; a body that is too busy to tell has none. */
  async next(timeoutMs = sliceMs): Promise<NativeEvent> {
    const held = this.#held.shift();
    if (held) return held;
    try {
      return await this.#native.waitForEvent(timeoutMs);
    } catch (error) {
      if (!isBusy(error)) throw error;
      await pause(this.#clock, timeoutMs);
      return { type: 'timeout' };
    }
  }

  /** Asks the body for one event and keeps it for `next`: nothing else is sure to reach the body. */
  async probe(): Promise<void> {
    const event = await this.#native.waitForEvent(1);
    if (event.type !== 'timeout') this.#held.push(event);
  }

  /**
   * Takes events until none has come for `quietMs`, or `budgetMs` is over: some bodies never fall silent. Files among
   * them are from before: they are known from now on.
   */
  async drain(quietMs: number, budgetMs: number): Promise<void> {
    const until = this.#clock.elapsed() + budgetMs;
    let quietSince = this.#clock.elapsed();
    while (this.#clock.elapsed() < until) {
      const event = await this.next(Math.min(sliceMs, quietMs));
      if (event.type !== 'timeout') quietSince = this.#clock.elapsed();
      else if (this.#clock.elapsed() - quietSince >= quietMs) return;
      if (event.type === 'file-added') await this.admit(event);
    }
  }

  /** True the first time that a file is seen. A known name with another size is another file: counters wrap. */
  async admit(path: CameraPath): Promise<boolean> {
    const key = keyOf(path);
    const known = this.#known.get(key);
    const bytes = await this.sizeOf(path);
    if (known !== undefined && (known === bytes || bytes === 0)) return false;
    this.#known.set(key, bytes);
    return true;
  }

  isKnown(path: CameraPath): boolean {
    return this.#known.has(keyOf(path));
  }

  /** What the body says the file's size is; 0 where it does not say. */
  async sizeOf(path: CameraPath): Promise<number> {
    try {
      const { bytes } = await this.#native.fileInfo(path.folder, path.name);
      return bytes > 0 && bytes < unsaidBytes ? bytes : 0;
    } catch (error) {
      if (isRefusal(error)) return 0;
      throw error;
    }
  }
}

function keyOf({ folder, name }: CameraPath): string {
  return `${folder}/${name}`;
}
