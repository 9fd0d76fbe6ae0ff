/** Pixels as a canvas gives them: four bytes each, row by row. */
export type Pixels = { width: number; height: number; rgba: Uint8ClampedArray };

/** Rec. 709 luma of each pixel, 0 to 255, in integers: the eye's weights, and no colour needs more here. */
export function lumaOf({ width, height, rgba }: Pixels): Uint8Array {
  const luma = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < luma.length; at += 1, from += 4) {
    luma[at] = ((rgba[from] ?? 0) * 54 + (rgba[from + 1] ?? 0) * 183 + (rgba[from + 2] ?? 0) * 19) >> 8;
  }
  return luma;
}
