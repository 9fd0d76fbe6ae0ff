import { clamp, mix, smoothstep } from '../shape.ts';
import { curve } from '../solid/curve.ts';

/**
 * Head and neck as distances from an upright axis, millimetres: x to the patient's left, y up from the pupils, z towards
 * the face. `around` is the angle from straight ahead, in radians.
 */
export const axisZ = -92;
const roundness = curve([
  [-110, 1.9],
  [-72, 1.86],
  [-44, 2],
  [-8, 2.25],
]);

const halfWidth = curve([
  [-126, 18],
  [-117, 25],
  [-108, 32],
  [-98, 39],
  [-86, 46.5],
  [-72, 53.5],
  [-56, 59.5],
  [-38, 64.5],
  [-20, 68.5],
  [0, 71],
  [20, 73.5],
  [42, 75],
  [66, 72.5],
]);
const front = curve([
  [-126, -16],
  [-117, -6],
  [-108, -1],
  [-98, 1.5],
  [-85, 2.5],
  [-70, 3.5],
  [-58, 3.5],
  [-48, 2.5],
  [-34, 0],
  [-20, -1.6],
  [0, -1],
  [18, 0],
  [45, -1.6],
  [66, -7],
]);
const back = curve([
  [-126, -150],
  [-60, -164],
  [-30, -174],
  [0, -184],
  [30, -188],
  [66, -180],
]);
const vault = { from: 60, height: 48 } as const;
export const crownMm = vault.from + vault.height;

const neckWidth = curve([
  [-240, 222],
  [-212, 190],
  [-196, 142],
  [-184, 96],
  [-172, 68],
  [-157, 54],
  [-140, 50],
  [-118, 49],
  [-90, 51],
  [-40, 54],
]);
const neckFront = curve([
  [-240, -14],
  [-200, -32],
  [-178, -52],
  [-165, -61],
  [-150, -59],
  [-135, -56],
  [-118, -56],
  [-90, -58],
]);
const neckBack = curve([
  [-240, -185],
  [-200, -176],
  [-170, -160],
  [-120, -150],
  [-60, -154],
]);

/** The lower border of the jaw, and behind it that of the skull, by degrees from straight ahead. */
const border = curve([
  [0, -111],
  [10, -110],
  [20, -106.5],
  [32, -102],
  [50, -95],
  [68, -84],
  [80, -66],
  [90, -46],
  [104, -30],
  [130, -34],
  [180, -40],
]);
const softness = curve([
  [0, 9],
  [30, 9],
  [50, 10],
  [75, 14],
  [96, 34],
  [130, 44],
  [180, 44],
]);

function radius(sin: number, cos: number, width: number, depth: number, round: number): number {
  return (Math.abs(sin / width) ** round + Math.abs(cos / depth) ** round) ** (-1 / round);
}

export function skullRadius(around: number, y: number): number {
  const sin = Math.sin(around);
  const cos = Math.cos(around);
  const level = Math.min(y, vault.from);
  const vaulted = y > vault.from ? Math.sqrt(Math.max(0, 1 - ((y - vault.from) / vault.height) ** 2.3)) : 1;
  const head =
    vaulted * radius(sin, cos, halfWidth(level), cos > 0 ? front(level) - axisZ : axisZ - back(level), roundness(y));
  if (y > 20) return head;
  const neck = radius(sin, cos, neckWidth(y), cos > 0 ? neckFront(y) - axisZ : axisZ - neckBack(y), 2.1);
  const degrees = (Math.abs(around) * 180) / Math.PI;
  const soft = softness(degrees);
  const edge = border(degrees);
  // From below the jaw's edge it rises steeply, and rounds into the side: a quarter of an ellipse. Behind there is no edge.
  const up = clamp((y - edge + soft) / (1.9 * soft), 0, 1);
  const smooth = smoothstep(0, 1, up);
  const on = mix(Math.sqrt(1 - (1 - up) ** 2), smooth, smoothstep(66, 92, degrees));
  return neck + Math.max(0, head - neck) * on + Math.min(0, head - neck) * smooth;
}

/** How far the front of the bare head stands towards the camera at x, y of a picture from in front. */
export function skullFront(x: number, y: number): number {
  const depth = front(y) - axisZ;
  const round = roundness(y);
  const inside = clamp(1 - (Math.abs(x) / halfWidth(y)) ** round, 0, 1);
  return axisZ + depth * inside ** (1 / round);
}
