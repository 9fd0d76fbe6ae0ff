import type { Pixels } from './pixels.ts';

/** From here on a channel is burnt: JPEG wobbles by a few levels below 255. */
export const overFrom = 250;
/** Down to here all channels are black to the last detail. */
export const underTo = 6;
export const bins = 64;

export const clipping = { none: 0, over: 1, under: 2 } as const;

/** How bright a picture is: shares of all pixels from 0 to 1, and what is clipped where. */
export type Levels = {
  /** Share of pixels in each of `bins` equal steps of luma, dark to bright. */
  histogram: Float32Array;
  over: number;
  under: number;
  /** One of `clipping` for each pixel. */
  clipped: Uint8Array;
};

/** One burnt channel is enough for `over`: on skin red goes first. `under` asks for all three. */
export function levelsOf({ rgba }: Pixels, luma: Uint8Array): Levels {
  const count = luma.length;
  const histogram = new Float32Array(bins);
  const clipped = new Uint8Array(count);
  let over = 0;
  let under = 0;
  for (let at = 0, from = 0; at < count; at += 1, from += 4) {
    const bin = ((luma[at] ?? 0) * bins) >> 8;
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    const brightest = Math.max(rgba[from] ?? 0, rgba[from + 1] ?? 0, rgba[from + 2] ?? 0);
    if (brightest >= overFrom) {
      clipped[at] = clipping.over;
      over += 1;
    } else if (brightest <= underTo) {
      clipped[at] = clipping.under;
      under += 1;
    }
  }
  const share = count === 0 ? 0 : 1 / count;
  for (let bin = 0; bin < bins; bin += 1) histogram[bin] = (histogram[bin] ?? 0) * share;
  return { histogram, over: over * share, under: under * share, clipped };
}
