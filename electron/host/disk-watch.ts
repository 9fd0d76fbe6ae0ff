import type { Clock } from '../base/clock.ts';
import { type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { createListeners } from '../base/listeners.ts';
import { seriesShots, shotBytes } from '../contract/disk.ts';
import type { DiskPort } from '../studio/ports.ts';

const seriesBytes = seriesShots * shotBytes;

/** Less than one whole series: one that is begun now might not find room for its end. */
export const fullBelowBytes = seriesBytes;
/** Less than a day's six series: somebody has to make room before tomorrow. */
export const lowBelowBytes = 6 * seriesBytes;

/** A series takes minutes, and fills less than what lies between `low` and `full`. */
const lookEveryMs = 20_000;

export type DiskWatch = DiskPort & { close(): void };

/** Looks after the room where the vault lies: now, and again every twenty seconds. Throws what the first look throws. */
export async function watchDisk(options: {
  folder: string;
  clock: Clock;
  unexpected(error: unknown, during: string): string;
  fs?: Pick<FileSystem, 'freeBytes'>;
}): Promise<DiskWatch> {
  const { folder, clock, unexpected, fs = nodeFileSystem } = options;
  const listeners = createListeners();
  let state = stateOf(await fs.freeBytes(folder));
  let closed = false;
  let cancel = clock.setTimeout(look, lookEveryMs);

  function look(): void {
    fs.freeBytes(folder)
      .then(notice, (error: unknown) => void unexpected(error, 'disk'))
      .finally(() => {
        if (!closed) cancel = clock.setTimeout(look, lookEveryMs);
      });
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
    onChange: (listener) => listeners.add(listener),
    close() {
      closed = true;
      cancel();
    },
  };
}

function stateOf(freeBytes: number): DiskPort['state'] {
  return {
    state: freeBytes < fullBelowBytes ? 'full' : freeBytes < lowBelowBytes ? 'low' : 'ok',
    freeBytes,
  };
}
