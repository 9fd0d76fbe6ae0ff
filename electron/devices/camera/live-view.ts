import type { Clock } from '../../base/clock.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';
import { pause } from './faults.ts';
import { isWholeJpeg } from './picture-bytes.ts';

/** Live view needs a moment to start, and a body that focuses sends nothing meanwhile. */
const budgetMs = 2500;
const firstPauseMs = 10;
const longestPauseMs = 160;

/**
 * The next frame. `preview` takes its turn at the body each time, so whatever is more urgent goes between two tries.
 * Throws `camera-busy` when no picture came in time, `aborted` when nobody wants it any more.
 */
export async function nextFrame(clock: Clock, preview: () => Promise<Uint8Array>, signal?: Abort): Promise<Uint8Array> {
  const until = clock.elapsed() + budgetMs;
  let detail = 'empty preview';
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    if (signal?.aborted) throw new CodedError('aborted', { call: 'frame' });
    try {
      const jpeg = await preview();
      if (isWholeJpeg(jpeg)) return jpeg;
    } catch (error) {
      if (!hasCode(error, 'camera-busy')) throw error;
      detail = 'busy';
    }
    if (clock.elapsed() + pauseMs > until) throw new CodedError('camera-busy', { detail });
    await pause(clock, pauseMs);
  }
}
