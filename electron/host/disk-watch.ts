import type { Clock } from '../base/clock.ts';
import { type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { createListeners } from '../base/listeners.ts';
import { neededFor, reserveBytes, seriesShots, shotBytes } from '../contract/disk.ts';
import type { DiskPort } from '../studio/ports.ts';

/** Less than a day's six series: somebody has to make room before tomorrow. */
export const lowBelowBytes = 6 * seriesShots * shotBytes + reserveBytes;

/** A series takes minutes, and fills less than what lies between `low` and `full`. */
const lookEveryMs = 20_000;

export type DiskWatch = DiskPort & { close(): void };

/**
 * Looks after the room where the vault lies: now, every twenty seconds, and when asked. It is full where not even a session of
 * `fewestViews` could begin. Throws what the first look throws.
 */
export async function watchDisk(options: {
  folder: string;
  fewestViews: number;
  clock: Clock;
  unexpected(error: unknown, during: string): string;
  fs?: Pick<FileSystem, 'freeBytes'>;
}): Promise<DiskWatch> {
  const { folder, fewestViews, clock, unexpected, fs = nodeFileSystem } = options;
  const fullBelowBytes = neededFor(fewestViews);
  const listeners = createListeners();
  let state = stateOf(await fs.freeBytes(folder));
  let closed = false;
  let cancel = clock.setTimeout(lookAgain, lookEveryMs);

  async function look(): Promise<DiskPort['state']> {
    try {
      notice(await fs.freeBytes(folder));
    } catch (error) {
      unexpected(error, 'disk');
    }
    return state;
  }

  function lookAgain(): void {
    void look().finally(() => {
      if (!closed) cancel = clock.setTimeout(lookAgain, lookEveryMs);
    });
  }

  function stateOf(freeBytes: number): DiskPort['state'] {
    return {
      state: freeBytes < fullBelowBytes ? 'full' : freeBytes < lowBelowBytes ? 'low' : 'ok',
      freeBytes,
    };
  }

  /** Told only when it matters: each picture changes the figure. */
  function notice(freeBytes: number): void {
    const before = state.state;
    state = stateOf(freeBytes);
    if (!closed && state.state !== before) listeners.tell();
  }

  return {
    get state() {
      return state;
    },
    look,
    onChange: (listener) => listeners.add(listener),
    close() {
      closed = true;
      cancel();
    },
  };
}
