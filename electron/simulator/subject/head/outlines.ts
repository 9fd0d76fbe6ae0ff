import { curve } from '../solid/curve.ts';

const hairs = curve([
  [0, 73],
  [18, 75],
  [34, 71],
  [46, 56],
  [54, 36],
  [62, 22],
  [69, -4],
  [74, -14],
  [80, -4],
  [85, 14],
  [98, 17],
  [108, -2],
  [116, -26],
  [132, -50],
  [155, -66],
  [180, -70],
]);

const collar = curve([
  [0, -184],
  [40, -176],
  [90, -163],
  [140, -152],
  [180, -149],
]);

/** Above which height hair grows, by the angle from straight ahead in radians. */
export function hairline(around: number): number {
  return hairs((Math.abs(around) * 180) / Math.PI);
}

/** Below which height there is a shirt. */
export function collarHeight(around: number): number {
  return collar((Math.abs(around) * 180) / Math.PI);
}
