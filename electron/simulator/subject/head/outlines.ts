import { curve } from '../solid/curve.ts';

const hairs = curve([
  [0, 69],
  [16, 73],
  [30, 70],
  [44, 56],
  [54, 36],
  [62, 24],
  [68, 10],
  [73, 2],
  [79, 4],
  [86, 20],
  [103, 23],
  [113, 2],
  [121, -24],
  [136, -50],
  [155, -66],
  [180, -70],
]);

const collar = curve([
  [0, -173],
  [40, -166],
  [90, -153],
  [140, -142],
  [180, -139],
]);

/** Above which height hair grows, by the angle from straight ahead in radians. */
export function hairline(around: number): number {
  return hairs((Math.abs(around) * 180) / Math.PI) + 3 * Math.sin(around * 2.1 + 0.5) * Math.cos(around * 0.7);
}

/** Below which height there is a shirt. */
export function collarHeight(around: number): number {
  return collar((Math.abs(around) * 180) / Math.PI);
}
