import { clipping } from './levels.ts';
import type { Pixels } from './pixels.ts';

/**
 * The marks' colour: far from skin, iris and guide, and as bright as the eye sees best. Each mark has a dark shadow
 * below and to the right, so that it stands out from bright skin and dark lashes alike.
 */
export const peakingColour = [198, 255, 0, 255] as const;
export const shadowColour = [0, 0, 0, 190] as const;
/** Stripes without a hue, so that nothing is said by colour: black ones rising for burnt, white ones falling for black. */
export const overColour = [0, 0, 0, 255] as const;
export const underColour = [255, 255, 255, 255] as const;
/** A stripe and the gap after it, in pixels of the overlay. */
const stripePx = 4;

export type Marks = { sharp?: Uint8Array | undefined; clipped?: Uint8Array | undefined };

/**
 * What lies over the frame, transparent where nothing is marked: `marks` have `width` × `height` pixels, the overlay
 * `scale` times as many each way, so that marks of a strongly magnified part keep their fineness.
 */
export function paintOverlay({ sharp, clipped }: Marks, width: number, height: number, scale: number): Pixels {
  const wide = width * scale;
  const high = height * scale;
  const rgba = new Uint8ClampedArray(wide * high * 4);
  const words = new Uint32Array(rgba.buffer);
  const [over, under, shadow, peaking] = [overColour, underColour, shadowColour, peakingColour].map(asWord);
  for (let y = 0; y < high; y += 1) {
    const row = Math.floor(y / scale) * width;
    for (let x = 0; x < wide; x += 1) {
      const at = row + Math.floor(x / scale);
      const to = y * wide + x;
      if (clipped) {
        const kind = clipped[at];
        if (kind === clipping.over && isStriped(x + y)) words[to] = over ?? 0;
        else if (kind === clipping.under && isStriped(x - y)) words[to] = under ?? 0;
      }
      if (!sharp) continue;
      if (sharp[at] === 1) words[to] = peaking ?? 0;
      else if (at > width && (sharp[at - 1] === 1 || sharp[at - width] === 1)) words[to] = shadow ?? 0;
    }
  }
  return { width: wide, height: high, rgba };
}

/** `along` grows across the stripes; it may be negative. */
function isStriped(along: number): boolean {
  return (along & (2 * stripePx - 1)) < stripePx;
}

/** Four bytes as the machine's own 32-bit word: one write a pixel instead of four. */
function asWord(colour: readonly number[]): number {
  return new Uint32Array(Uint8Array.from(colour).buffer)[0] ?? 0;
}
