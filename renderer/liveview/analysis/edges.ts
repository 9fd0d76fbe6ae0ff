/** Weaker steps than this, of 255, are noise or skin, whatever their slope. */
export const leastContrast = 26;
/**
 * How much of a step must lie within two pixels, of what lies within four, for it to count as sharp: 1 for an ideal
 * step, 0.72 for a blur of about one pixel (sigma), 0.5 for one without an end. A ratio, so that a soft edge of strong
 * contrast, a dark brow say, does not pass for a sharp one.
 */
export const leastSteepness = 0.74;

/**
 * Marks pixels on sharp edges with 1. `luma` is row by row; a margin of two pixels stays unmarked. A mark without a
 * neighbour is a grain of noise, not an edge, and is taken back.
 */
export function sharpEdges(luma: Uint8Array, width: number, height: number): Uint8Array {
  const marks = new Uint8Array(width * height);
  for (let y = 2; y < height - 2; y += 1) {
    for (let at = y * width + 2, end = (y + 1) * width - 2; at < end; at += 1) {
      if (isSharp(luma, at, 1) || isSharp(luma, at, width)) marks[at] = 1;
    }
  }
  return withoutLoneOnes(marks, width);
}

function withoutLoneOnes(marks: Uint8Array, width: number): Uint8Array {
  return marks.map((mark, at) => (mark === 1 && neighbours(marks, at, width) > 0 ? 1 : 0));
}

function neighbours(marks: Uint8Array, at: number, width: number): number {
  let count = 0;
  for (const row of [at - width, at, at + width]) {
    for (let to = row - 1; to <= row + 1; to += 1) if (to !== at) count += marks[to] ?? 0;
  }
  return count;
}

/** `stride` leads to the next pixel along the row or down the column. */
function isSharp(luma: Uint8Array, at: number, stride: number): boolean {
  const near = Math.abs((luma[at + stride] ?? 0) - (luma[at - stride] ?? 0));
  if (near < leastContrast) return false;
  const far = Math.abs((luma[at + 2 * stride] ?? 0) - (luma[at - 2 * stride] ?? 0));
  return near >= leastSteepness * far;
}
