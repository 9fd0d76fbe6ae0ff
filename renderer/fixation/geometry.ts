import type { Fixation } from '../../electron/contract/protocol.ts';
import type { FixationDisplay } from '../../electron/contract/room.ts';

/**
 * Where a direction of gaze lies on a flat screen that stands square to the line straight ahead. Each angle is taken in its own
 * plane, as on a tangent screen: an oblique direction lies at the corner of the rectangle of its two angles.
 */

/** A figure's whole width and height, as the patient sees it. Drawings of `resources/targets` are made for it. */
export const figureDeg = 3;
/** The fixation point in its middle, at most. */
export const pointDeg = 0.5;
/** How far from the edge an arrow stands, as a share of the screen's smaller side. */
const arrowMargin = 0.09;

export type ScreenSize = { widthPx: number; heightPx: number };
type Place = Pick<FixationDisplay, 'distanceMm' | 'widthMm' | 'rightMm' | 'upMm'>;

/** Pixels from the screen's upper left corner. */
export type Target =
  | { on: true; x: number; y: number; figurePx: number }
  /** Beyond the screen: an arrow near its edge, turned so many degrees clockwise from pointing right. */
  | { on: false; x: number; y: number; turnDeg: number };

/** `place` is for a screen that is filled from edge to edge. What the screen does not reach is not drawn on it. */
export function targetOn({ leftDeg, upDeg }: Fixation, place: Place, { widthPx, heightPx }: ScreenSize): Target {
  const pxPerMm = widthPx / place.widthMm;
  const [right, up] = [-tan(leftDeg), tan(upDeg)];
  // From the screen's middle, in pixels: to the right, which is the patient's right, and down.
  const x = (place.distanceMm * right - place.rightMm) * pxPerMm;
  const y = (place.upMm - place.distanceMm * up) * pxPerMm;
  // The line of sight is longer to the side: the figure grows with it, to be seen as large.
  const sightPx = place.distanceMm * Math.hypot(1, right, up) * pxPerMm;
  const pointPx = sightPx * tan(pointDeg / 2);
  const middle = { x: widthPx / 2, y: heightPx / 2 };
  if (Math.abs(x) + pointPx <= middle.x && Math.abs(y) + pointPx <= middle.y) {
    return { on: true, x: middle.x + x, y: middle.y + y, figurePx: 2 * sightPx * tan(figureDeg / 2) };
  }
  const margin = arrowMargin * Math.min(widthPx, heightPx);
  const share = Math.min((middle.x - margin) / Math.abs(x), (middle.y - margin) / Math.abs(y));
  return {
    on: false,
    x: middle.x + x * share,
    y: middle.y + y * share,
    turnDeg: (Math.atan2(y, x) * 180) / Math.PI,
  };
}

export type Reach = { leftDeg: number; rightDeg: number; upDeg: number; downDeg: number };

/** How far the screen reaches from straight ahead, the patient's left and right; negative where it does not begin before. */
export function reachOf(display: Place & Pick<FixationDisplay, 'heightMm'>): Reach {
  const { distanceMm, widthMm, heightMm, rightMm, upMm } = display;
  const degrees = (mm: number): number => (Math.atan(mm / distanceMm) * 180) / Math.PI;
  return {
    leftDeg: degrees(widthMm / 2 - rightMm),
    rightDeg: degrees(widthMm / 2 + rightMm),
    upDeg: degrees(heightMm / 2 + upMm),
    downDeg: degrees(heightMm / 2 - upMm),
  };
}

function tan(degrees: number): number {
  return Math.tan((degrees * Math.PI) / 180);
}
