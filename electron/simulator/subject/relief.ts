import { eyeCentreX, fieldWidthMm } from './anatomy.ts';
import { pace } from './pace.ts';
import { bell, clamp, mix, smoothstep } from './shape.ts';

/** Where the light comes from: a small flash just above the lens, or the room's ceiling. */
export type Lighting = 'flash' | 'room';

/** Light on the face's large forms, per channel, and its broad gloss, on a coarse raster: four numbers per knot. */
export type Relief = {
  columns: number;
  rows: number;
  leftMm: number;
  topMm: number;
  stepMm: number;
  data: Float32Array;
};

const step = 0.4;
const halfWidth = fieldWidthMm / 2 + 4;
const halfHeight = fieldWidthMm / 3 + 4;

const sources = {
  flash: {
    direction: unit(0, 0.105, 1),
    power: 1.08,
    ambient: 0.03,
    wrap: [0.3, 0.16, 0.1],
    hollow: 0.066,
    gloss: 0.11,
  },
  room: {
    direction: unit(-0.3, 0.85, 0.62),
    power: 0.95,
    ambient: 0.3,
    wrap: [0.5, 0.42, 0.38],
    hollow: 0.09,
    gloss: 0.03,
  },
} as const;

/** Computes the light on the resting face with closed lids; what moves is shaded where it is drawn. */
export async function lightOnFace(lighting: Lighting): Promise<Relief> {
  const pause = pace();
  const columns = Math.ceil((2 * halfWidth) / step) + 1;
  const rows = Math.ceil((2 * halfHeight) / step) + 1;
  const heights = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      heights[row * columns + column] = faceHeight(column * step - halfWidth, halfHeight - row * step);
    }
    await pause();
  }
  const around = blur(blur(heights, columns, rows, 14), columns, rows, 14);
  const source = sources[lighting];
  const half = unit(source.direction.x, source.direction.y, source.direction.z + 1);
  const data = new Float32Array(columns * rows * 4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      const west = heights[i - (column > 0 ? 1 : 0)] as number;
      const east = heights[i + (column < columns - 1 ? 1 : 0)] as number;
      const north = heights[i - (row > 0 ? columns : 0)] as number;
      const south = heights[i + (row < rows - 1 ? columns : 0)] as number;
      const normal = unit((west - east) / (2 * step), (south - north) / (2 * step), 1);
      const facing = dot(normal, source.direction);
      const depth = (around[i] as number) - (heights[i] as number);
      const open = clamp(1 - source.hollow * depth, 0.35, 1.12);
      const x = column * step - halfWidth;
      const y = halfHeight - row * step;
      const reach = 1 - 0.16 * ((x / 72) ** 2 + (y / 72) ** 2);
      for (let channel = 0; channel < 3; channel++) {
        const wrap = source.wrap[channel] as number;
        const lit = Math.max(0, (facing + wrap) / (1 + wrap));
        data[i * 4 + channel] = reach * open * (source.ambient + source.power * lit ** 1.8);
      }
      data[i * 4 + 3] = reach * open * source.gloss * Math.max(0, dot(normal, half)) ** 22;
    }
    await pause();
  }
  return { columns, rows, leftMm: -halfWidth, topMm: halfHeight, stepMm: step, data };
}

/** Reads the relief between its knots into `out`: red, green, blue, gloss. */
export function readRelief(relief: Relief, x: number, y: number, out: Float32Array): void {
  const u = clamp((x - relief.leftMm) / relief.stepMm, 0, relief.columns - 1.001);
  const v = clamp((relief.topMm - y) / relief.stepMm, 0, relief.rows - 1.001);
  const column = u | 0;
  const row = v | 0;
  const fu = u - column;
  const fv = v - row;
  const { data } = relief;
  const a = (row * relief.columns + column) * 4;
  const b = a + relief.columns * 4;
  for (let k = 0; k < 4; k++) {
    const top = (data[a + k] as number) * (1 - fu) + (data[a + 4 + k] as number) * fu;
    const bottom = (data[b + k] as number) * (1 - fu) + (data[b + 4 + k] as number) * fu;
    out[k] = top * (1 - fv) + bottom * fv;
  }
}

/** How far the face stands out towards the camera, in millimetres. */
function faceHeight(x: number, y: number): number {
  const n = Math.abs(x);
  const head = -(x * x) / 150 - (x * x * x * x) / 4.2e6 - ((y - 18) * (y - 18)) / 520;
  return softMax(head + formsAroundEyes(n, y) + creases(n, y) + nose(n, y), lidsOverEye(x, y), 2.6);
}

/** What brow, socket and cheek add to the head's own roundness, `n` from the midline. */
export function formsAroundEyes(n: number, y: number): number {
  const brow = 4.2 * bell(y - 19 - 3 * smoothstep(10, 40, n), 7.5) * smoothstep(2, 14, n) * smoothstep(66, 44, n);
  const forehead = 1.6 * bell(y - 42, 14) * bell(n - 24, 18);
  const socket = -6.8 * bell(n - 30, 14.5) * bell(y - 3, 11) - 3.2 * bell(n - 17.5, 5) * bell(y - 5, 9);
  const fat = 1.5 * bell(n - 38, 12) * bell(y - 12.5, 4.2);
  const trough = -1.15 * bell(y + 9.5 + 0.34 * (n - 18), 2.6) * smoothstep(13, 19, n) * smoothstep(42, 27, n);
  const bag = 0.75 * bell(y + 8.4 + 0.012 * (n - 31) ** 2 * -1, 2.6) * smoothstep(18, 25, n) * smoothstep(45, 37, n);
  const cheek = 6.5 * bell(n - 43, 24) * bell(y + 40, 19);
  const temple = -3 * bell(n - 66, 12) * bell(y - 12, 22);
  return brow + forehead + socket + fat + trough + bag + cheek + temple;
}

/** What a face writes into itself: faint lines on the forehead, between the brows and beside the eyes. */
function creases(n: number, y: number): number {
  const across = y - 0.004 * n * n;
  const forehead = -0.1 * (bell(across - 33.5, 0.9) + 0.8 * bell(across - 41, 1.1)) * smoothstep(52, 20, n);
  const between = -0.16 * bell(n - 6.2 - 0.1 * (y - 20), 1.1) * bell(y - 20, 5);
  const fan = (slope: number, start: number): number => bell(y + start + slope * (n - 50), 0.7);
  const beside = -0.12 * (fan(0.15, 1.5) + fan(0.5, 4) + fan(-0.22, -2)) * bell(n - 52, 4.5);
  return forehead + between + beside;
}

function nose(n: number, y: number): number {
  const rise = y > 6 ? mix(4.4, 1.2, smoothstep(6, 27, y)) : mix(4.4, 15.5, clamp((6 - y) / 54, 0, 1) ** 1.1);
  const width = y > 5 ? mix(9.2, 17, smoothstep(5, 27, y)) : mix(9.2, 13.5, smoothstep(5, -48, y));
  const ridge = rise * Math.exp(-((n / width) ** 2.3));
  const flank = 1.6 * bell(n - 13, 6) * smoothstep(4, -20, y);
  const wings = 4.5 * bell(n - 15.5, 4.2) * bell(y + 49, 6.5);
  return ridge + flank + wings;
}

/** The closed lids drape the eye like a dome, longer than high. */
export function lidsOverEye(x: number, y: number): number {
  const side = x < 0 ? -1 : 1;
  const dx = (x - eyeCentreX(side)) / 11.8;
  const dy = (y + 0.6) / (y > -0.6 ? 9.2 : 8.6);
  const outwards = Math.abs(x) - 31;
  const middle = -5.7 - 0.05 * outwards - 0.013 * Math.max(0, outwards) ** 2;
  const away = 0.5 * (dx * dx + dy * dy);
  return middle - 9.5 * (1 - Math.exp(-away)) - away * away * (0.7 + 0.4 * away);
}

export function softMax(a: number, b: number, reach: number): number {
  const h = clamp(0.5 + (0.5 * (a - b)) / reach, 0, 1);
  return mix(b, a, h) + reach * h * (1 - h);
}

/** A running mean over 2·`radius`+1 knots, both ways. */
export function blur(from: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const across = runningMean(from, rows, columns, columns, 1, radius);
  return runningMean(across, columns, rows, 1, columns, radius);
}

function runningMean(
  from: Float32Array,
  lines: number,
  length: number,
  lineStride: number,
  stride: number,
  radius: number,
): Float32Array {
  const to = new Float32Array(from.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStride;
    const read = (i: number): number => from[start + clamp(i, 0, length - 1) * stride] as number;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += read(i);
    for (let i = 0; i < length; i++) {
      to[start + i * stride] = sum / (2 * radius + 1);
      sum += read(i + radius + 1) - read(i - radius);
    }
  }
  return to;
}

type Vector = { x: number; y: number; z: number };

function unit(x: number, y: number, z: number): Vector {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}

function dot(a: Vector, b: Vector): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
