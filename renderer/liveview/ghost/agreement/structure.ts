/** A picture in greys, row by row; `weight` says how much of each pixel there is, 0 outside of what was photographed. */
export type Grey = { width: number; height: number; luma: Float32Array; weight: Float32Array };

/**
 * What is drawn in a picture, whatever lit it: each pixel against its neighbourhood, in units of that neighbourhood's own
 * contrast. About -2 to 2, and 0 where there is nothing.
 */
export type Structure = { width: number; height: number; value: Float32Array; weight: Float32Array };

/** Takes noise off before anything is compared, in pixels. */
const smoothPx = 1;
/** How far a neighbourhood reaches, as a share of the long side: wider than an iris or a tooth, narrower than a shadow. */
const reach = 0.06;
/** Contrast, in levels of 255, under which there is nothing to go by: a cap on the lens, an unlit room. */
const leastContrast = 1.5;
/** A neighbourhood's contrast counts from this share of the whole picture's: even skin stays even, grain is not blown up. */
const floor = 0.5;

/** Null where the picture shows nothing that could be compared. */
export function structureOf({ width, height, luma, weight }: Grey): Structure | null {
  const blur = (source: Float32Array, radius: number): Float32Array =>
    maskedBlur(source, weight, width, height, radius);
  const smooth = blur(luma, smoothPx);
  const radius = Math.max(2, Math.round(reach * Math.max(width, height)));
  const around = blur(smooth, radius);
  const detail = smooth.map((level, at) => level - (around[at] ?? 0));
  const power = detail.map((level) => level * level);
  const contrast = Math.sqrt(meanOf(power, weight));
  if (!(contrast >= leastContrast)) return null;
  const local = blur(power, radius);
  const least = (floor * contrast) ** 2;
  const value = detail.map((level, at) => ((weight[at] ?? 0) * level) / Math.sqrt((local[at] ?? 0) + least));
  return { width, height, value, weight };
}

/** Half as many pixels each way, each the mean of four. */
export function halved({ width, height, value, weight }: Structure): Structure {
  const [wide, high] = [width >> 1, height >> 1];
  const half = (source: Float32Array): Float32Array => {
    const target = new Float32Array(wide * high);
    for (let y = 0; y < high; y += 1) {
      for (let x = 0; x < wide; x += 1) {
        const from = 2 * y * width + 2 * x;
        const above = (source[from] ?? 0) + (source[from + 1] ?? 0);
        const below = (source[from + width] ?? 0) + (source[from + width + 1] ?? 0);
        target[y * wide + x] = (above + below) / 4;
      }
    }
    return target;
  };
  return { width: wide, height: high, value: half(value), weight: half(weight) };
}

/** Turned clockwise around its middle; what comes from outside has no weight. */
export function turned(structure: Structure, clockwiseDeg: number): Structure {
  if (clockwiseDeg === 0) return structure;
  const { width, height, value, weight } = structure;
  const result = { width, height, value: new Float32Array(value.length), weight: new Float32Array(value.length) };
  const [cos, sin] = [Math.cos((clockwiseDeg * Math.PI) / 180), Math.sin((clockwiseDeg * Math.PI) / 180)];
  const [midX, midY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 1) {
      const fromX = midX + cos * (x - midX) + sin * (y - midY);
      const fromY = midY - sin * (x - midX) + cos * (y - midY);
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left > width - 2 || top > height - 2) continue;
      const [u, v] = [fromX - left, fromY - top];
      const from = top * width + left;
      result.value[to] = between(value, from, width, u, v);
      result.weight[to] = between(weight, from, width, u, v);
    }
  }
  return result;
}

function between(source: Float32Array, from: number, width: number, u: number, v: number): number {
  const above = (source[from] ?? 0) * (1 - u) + (source[from + 1] ?? 0) * u;
  const below = (source[from + width] ?? 0) * (1 - u) + (source[from + width + 1] ?? 0) * u;
  return above * (1 - v) + below * v;
}

function meanOf(values: Float32Array, weight: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    sum += (values[at] ?? 0) * (weight[at] ?? 0);
    count += weight[at] ?? 0;
  }
  return sum / count;
}

/** The mean of what there is within a square; 0 where nothing is. */
function maskedBlur(
  source: Float32Array,
  weight: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const there = source.map((level, at) => level * (weight[at] ?? 0));
  const sums = squares(there, width, height, radius);
  const counts = squares(weight, width, height, radius);
  return sums.map((sum, at) => ((counts[at] ?? 0) > 1e-3 ? sum / (counts[at] ?? 1) : 0));
}

/** Sums over squares: along rows, then down columns, each with a running sum. */
function squares(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const rows = new Float32Array(source.length);
  for (let y = 0; y < height; y += 1) runningSums(source, rows, y * width, 1, width, radius);
  const result = new Float32Array(source.length);
  for (let x = 0; x < width; x += 1) runningSums(rows, result, x, width, height, radius);
  return result;
}

function runningSums(
  source: Float32Array,
  target: Float32Array,
  start: number,
  stride: number,
  count: number,
  radius: number,
): void {
  let sum = 0;
  for (let at = 0; at < Math.min(radius, count); at += 1) sum += source[start + at * stride] ?? 0;
  for (let at = 0; at < count; at += 1) {
    if (at + radius < count) sum += source[start + (at + radius) * stride] ?? 0;
    if (at > radius) sum -= source[start + (at - radius - 1) * stride] ?? 0;
    target[start + at * stride] = sum;
  }
}
