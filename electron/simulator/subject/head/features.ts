import { alongLid, type Gaze, lidsFor, lowerMargin, type Side, upperMargin } from '../anatomy.ts';
import { formsAroundEyes, lidsOverEye, softMax } from '../relief.ts';
import { bell, clamp, mix, smoothstep } from '../shape.ts';
import { type Lips, mouthForm } from './lips.ts';
import { skullFront } from './skull.ts';

/** How far the face stands out at x, y of a picture from in front, over the bare head; the lids are closed. */
export function faceForm(lips: Lips, x: number, y: number): number {
  const n = Math.abs(x);
  const bare = skullFront(x, y);
  const above = smoothstep(-62, -40, y);
  const cheeks = lips.smiling * (3.2 * bell(n - 40, 12) * bell(y + 33, 12));
  const forms = formsAroundEyes(n, y) * above * smoothstep(96, 70, y) + nose(n, y) + mouthForm(lips, n, y) + cheeks;
  const surface = bare + forms;
  const near = smoothstep(26, 18, Math.abs(n - 31)) * smoothstep(24, 15, Math.abs(y));
  return near === 0 ? surface - bare : mix(surface, softMax(surface, lidsOverEye(x, y), 2.6), near) - bare;
}

const tipY = -39.5;
const baseY = -49;

function nose(n: number, y: number): number {
  if (n > 34 || y > 30 || y < -62) return 0;
  const rise = y > 4 ? mix(4.6, 0, smoothstep(4, 30, y)) : mix(4.6, 20, clamp((4 - y) / (4 - tipY), 0, 1) ** 1.08);
  const width = y > 5 ? mix(8.4, 16, smoothstep(5, 27, y)) : mix(8.4, 11, smoothstep(5, tipY, y));
  const rim = baseY + 1.7 * bell(n - 7.2, 4.2) - 0.6 * bell(n, 3);
  const base = smoothstep(rim - 3.6, rim + 4, y);
  const ridge = rise * Math.exp(-((n / width) ** 2.2)) * base;
  const flank = 1.8 * bell(n - 13, 6) * smoothstep(4, -20, y) * smoothstep(-52, -44, y);
  const tip = 3.6 * Math.exp(-(Math.hypot(n / 7.2, (y - tipY) / 5.6) ** 2.4));
  const wing = 6.6 * Math.exp(-(Math.hypot((n - 12.2) / 5.2, (y + 43.2) / 6.4) ** 2.4));
  const groove =
    -1.5 * bell(Math.hypot((n - 12.6) / 5.4, (y + 43.4) / 6.6) - 1.24, 0.2) * smoothstep(9, 14, n + 0.3 * (y + 43.4));
  const column = 2.2 * bell(n, 2.6) * smoothstep(-57, -52, y) * smoothstep(-45, -49, y);
  return ridge + flank + tip + wing + groove + column;
}

/** How far the nose's tip hangs below where it grows. */
export function droop(n: number, y: number): number {
  return 2.8 * bell(n, 6.2) * bell(y + 44.5, 4.6);
}

/** Nostrils are shadow: how dark one is at a place of the face. */
export function nostril(n: number, y: number): number {
  const u = (n - 7.2) / 3.9;
  const v = (y - baseY + 0.2 - 0.12 * (n - 7.2)) / 1.5;
  return smoothstep(1.25, 0.75, Math.hypot(u, v));
}

/** How far a point is from the opening between the lids: negative inside. */
export function fromLids(gaze: Gaze, x: number, y: number): number {
  const side: Side = x < 0 ? -1 : 1;
  const n = Math.abs(x) - 31;
  const t = alongLid(n);
  if (t < -0.05 || t > 1.05) return 0.5 + 28 * Math.max(-t, t - 1);
  const lids = lidsFor(gaze, side);
  const upper = upperMargin(lids, n);
  const lower = lowerMargin(lids, n);
  return Math.max(y - upper, lower - y, upper - lower > 0.02 ? -10 : 1);
}
