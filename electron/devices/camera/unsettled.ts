import type { Clock } from '../../base/clock.ts';
import type { ShotFile } from '../../contract/devices.ts';
import { partsOf } from './sources.ts';

/** A pair of the largest bodies has half of it. */
const mostBytes = 128 << 20;
/** Whoever could not take a picture in does not settle it: the ones behind it do not wait for ever. */
const patienceMs = 10_000;

/**
 * What was offered and is not settled yet, which whoever takes it in holds in memory: of a card full of pictures only so
 * much is handed over at a time.
 */
export class Unsettled {
  readonly #clock: Clock;
  readonly #bytes = new Map<string, number>();
  #closed = false;
  #onRoom = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(files: readonly ShotFile[]): void {
    for (const { source, data } of files) this.#bytes.set(partsOf(source)[0] ?? source, data.byteLength);
  }

  settled(source: string): void {
    this.#bytes.delete(source);
    if (this.#hasRoom) this.#onRoom();
  }

  /** Resolves when more may be offered: settled, given up waiting for, or closed. For one caller at a time. */
  async room(): Promise<void> {
    if (this.#hasRoom) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.setTimeout(resolve, patienceMs);
      this.#onRoom = () => {
        cancel();
        resolve();
      };
    });
    this.#onRoom = () => {};
    if (!this.#hasRoom) this.#bytes.clear();
  }

  close(): void {
    this.#closed = true;
    this.#onRoom();
  }

  get #hasRoom(): boolean {
    if (this.#closed) return true;
    let sum = 0;
    for (const bytes of this.#bytes.values()) sum += bytes;
    return sum < mostBytes;
  }
}
