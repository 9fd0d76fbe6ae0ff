import type { Clock } from '../../base/clock.ts';
import type { Fetch } from './shot.ts';
import { fetchFile } from './shot-files.ts';

/** Shorter downloads need no bar. */
const everyMs = 500;

/** Fetches a file and tells, while it takes its time, how many of its bytes have come. */
export function fetchTelling(clock: Clock, onProgress: (progress: { bytes: number; of: number }) => void): Fetch {
  return async (body, file) => {
    if (file.fetched) return fetchFile(body, file);
    const { bytes: of } = await body.events.factsOf(file);
    let cancel = (): void => {};
    const tick = (): void => {
      cancel = clock.setTimeout(() => {
        const bytes = body.native.progress();
        if (of > 0 && bytes > 0) onProgress({ bytes: Math.min(bytes, of), of });
        tick();
      }, everyMs);
    };
    tick();
    try {
      return await fetchFile(body, file);
    } finally {
      cancel();
    }
  };
}
