import type { Clock } from '../../base/clock.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';
import { type Body, entryOf } from './body.ts';
import { isBusy, pause, whileBusy } from './faults.ts';
import { isLive, showViewing } from './live-viewing.ts';
import { isWholeJpeg } from './picture-bytes.ts';
import { liveViewKeys } from './settings/settings-map.ts';

/** Live view needs a moment to start, and a body that focuses sends nothing meanwhile. */
const budgetMs = 2500;
const firstPauseMs = 10;
const longestPauseMs = 160;
const endBudgetMs = 3000;

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

/** One try at a frame; may be empty. Starts live view if need be, and tells the body first how it is to look. */
export async function previewOf(body: Body): Promise<Uint8Array> {
  if (body.viewing.due) {
    const began = (await isLive(body)) || isWholeJpeg(await body.native.preview());
    if (!began) return new Uint8Array();
    body.viewing.ended = false;
    await showViewing(body);
  }
  const jpeg = await body.native.preview();
  if (isWholeJpeg(jpeg)) body.viewing.ended = false;
  return jpeg;
}

/** Starts live view where it does not run: the first frame is what starts it on every body. */
export async function ensureLiveView(body: Body): Promise<void> {
  if (await isLive(body)) return;
  const preview = async (): Promise<Uint8Array> => {
    try {
      return await previewOf(body);
    } catch (error) {
      if (isBusy(error)) return new Uint8Array();
      throw error;
    }
  };
  await nextFrame(body.clock, preview);
}

/** Ends live view and lets the mirror down. Nothing happens where the body has no live view. */
export async function endLiveView(body: Body): Promise<void> {
  viewingForgotten(body);
  body.viewing.ended = true;
  for (const key of liveViewKeys) {
    if (await entryOf(body, key)) {
      await whileBusy(body.clock, endBudgetMs, () => body.native.setConfig(key, 0));
      return;
    }
  }
}

/** Bodies forget how live view is to look when it ends, and many when they take a picture: it is told again. */
export function viewingForgotten({ viewing }: Pick<Body, 'viewing'>): void {
  viewing.due = viewing.wanted !== undefined;
}
