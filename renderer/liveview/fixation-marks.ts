import type { Fixation } from '../../electron/contract/protocol.ts';
import type { Point } from './frame-view.ts';

/** How far something that stands `depthMm` before its turning point is seen to move as the patient looks there. */
export function turnedBy(fixation: Fixation | undefined, depthMm: number): Point {
  if (!fixation) return { x: 0, y: 0 };
  const left = radians(fixation.leftDeg);
  const up = radians(fixation.upDeg);
  return { x: depthMm * Math.sin(left) * Math.cos(up), y: 0 - depthMm * Math.sin(up) };
}

/**
 * An arrow around the middle towards where the patient looks, as the examiner sees it; `sizeMm` is the shorter side of
 * the field. Straight ahead there is none.
 */
export function arrowPath({ leftDeg, upDeg }: Fixation, sizeMm: number): string | null {
  const far = Math.hypot(leftDeg, upDeg);
  if (far === 0) return null;
  const [x, y] = [leftDeg / far, 0 - upDeg / far];
  const length = sizeMm * 0.13;
  const barb = sizeMm * 0.1;
  const tip = { x: x * length, y: y * length };
  const side = (turn: 1 | -1): string =>
    `${round(tip.x - barb * (x + turn * y))} ${round(tip.y - barb * (y - turn * x))}`;
  return `M${round(-tip.x)} ${round(-tip.y)}L${round(tip.x)} ${round(tip.y)}M${side(1)}L${round(tip.x)} ${round(tip.y)}L${side(-1)}`;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function round(mm: number): number {
  return Math.round(mm * 100) / 100 + 0;
}
