import type { Look } from '../subject-port.ts';
import { clamp, mix } from './shape.ts';

/**
 * The sitter's measures in millimetres at the focal plane. x grows to the right of the picture (the patient's left), y
 * grows upwards, 0 is midway between the pupils. The camera is far enough for the projection to be parallel.
 */
export const fieldWidthMm = 144;
export const pupilDistanceMm = 62;
export const cornealDiameterMm = 11.7;

const eyeballRadius = 12;
const limbusRadius = cornealDiameterMm / 2;
const corneaRadius = 7.8;
const limbusDepth = Math.sqrt(eyeballRadius ** 2 - limbusRadius ** 2);
const corneaApex = limbusDepth + corneaRadius - Math.sqrt(corneaRadius ** 2 - limbusRadius ** 2);

/**
 * Distances from the eyeball's centre along its axis. The pupil is where it appears through the cornea. A reflex moves
 * as the cornea's centre of curvature does: against the limbus that is 1 mm for 11°, the Hirschberg figure.
 */
export const eye = {
  radius: eyeballRadius,
  limbusRadius,
  limbus: limbusDepth,
  pupil: corneaApex - 3.05,
  pupilRadius: 2.15,
  reflex: corneaApex - corneaRadius,
  reflexRadius: 0.42,
  /** The flash stands 6° above the lens: its mirror image lies that much higher. */
  reflexRise: (corneaRadius / 2) * Math.sin((6 * Math.PI) / 180),
} as const;

/** Which eye: -1 stands left in the picture (the patient's right eye), 1 right. */
export type Side = -1 | 1;

/** The direction of gaze as numbers that drawing uses. Horizontal first, then vertical (Fick). */
export type Gaze = {
  leftDeg: number;
  upDeg: number;
  sinLeft: number;
  cosLeft: number;
  sinUp: number;
  cosUp: number;
};

export const straightAhead: Look = { leftDeg: 0, upDeg: 0 };

/** Eyes turn 50° at most, whatever is asked. */
export function gazeTowards(look: Look): Gaze {
  const leftDeg = clamp(look.leftDeg, -50, 50);
  const upDeg = clamp(look.upDeg, -50, 50);
  const left = (leftDeg * Math.PI) / 180;
  const up = (upDeg * Math.PI) / 180;
  return {
    leftDeg,
    upDeg,
    sinLeft: Math.sin(left),
    cosLeft: Math.cos(left),
    sinUp: Math.sin(up),
    cosUp: Math.cos(up),
  };
}

export function eyeCentreX(side: Side): number {
  return (side * pupilDistanceMm) / 2;
}

export type Point = { x: number; y: number };

/** Where a point on the eye's axis, `depth` from its centre, is seen; relative to the eye's centre. */
export function onAxis(gaze: Gaze, depth: number): Point {
  return { x: depth * gaze.sinLeft * gaze.cosUp, y: depth * gaze.sinUp };
}

/** The centre of the flash's reflex relative to the eye's centre. */
export function reflexAt(gaze: Gaze): Point {
  const centre = onAxis(gaze, eye.reflex);
  return { x: centre.x, y: centre.y + eye.reflexRise };
}

/** The opening between the lids, and what follows it. `n` runs from the nose to the temple, 0 at the eye's centre. */
export type Lids = {
  /** Heights over the line between the corners. */
  upper: number;
  lower: number;
  /** From the margin to the crease. */
  platform: number;
  /** How much the crease is a fold: deep when looking up, gone when looking down. */
  fold: number;
  /** Where lashes of the upper lid end relative to their root. */
  lashRise: number;
  /** Moves the highest point of the arch towards where the eye looks, along `n`. */
  lean: number;
};

export const innerCorner = { n: -14.6, y: -1.9 } as const;
export const outerCorner = { n: 13.4, y: 0.5 } as const;

/** The upper lid follows a vertical gaze nearly degree for degree, the lower one by a fifth of it. */
export function lidsFor(gaze: Gaze, side: Side): Lids {
  const up = gaze.upDeg;
  const raised = clamp(up / 30, 0, 1.5);
  const lowered = clamp(-up / 30, 0, 1.5);
  return {
    upper: 5.2 + 4.1 * raised - 5.4 * lowered,
    lower: 5.1 - 1.9 * raised + 2.3 * lowered,
    platform: 3.6 - 1.7 * Math.min(raised, 1) + 4.6 * lowered,
    fold: clamp(1 + 0.3 * raised - 0.75 * lowered, 0.15, 1.3),
    lashRise: mix(3.4, 4.6, Math.min(raised, 1)) - 8 * Math.min(lowered, 1.2),
    lean: side * gaze.sinLeft * 2.2,
  };
}

/** The share of the way from inner to outer corner. */
export function alongLid(n: number): number {
  return (n - innerCorner.n) / (outerCorner.n - innerCorner.n);
}

export function upperMargin(lids: Lids, n: number): number {
  const t = clamp(alongLid(n - lids.lean * arch(alongLid(n), 1, 1)), 0, 1);
  return cornerLine(n) + lids.upper * arch(t, 0.86, 0.78) + 0.35 * arch(t, 1, 1);
}

export function lowerMargin(lids: Lids, n: number): number {
  return cornerLine(n) - lids.lower * arch(clamp(alongLid(n), 0, 1), 1.12, 0.9);
}

function cornerLine(n: number): number {
  const t = alongLid(n);
  return mix(innerCorner.y, outerCorner.y, t < 0 ? t * 0.3 : t > 1 ? 1 - (t - 1) * 1.2 : t);
}

/** An arch over 0–1 of height 1. `skew` under 1 moves its top to the left, `sharpness` over 1 narrows it. */
function arch(t: number, skew: number, sharpness: number): number {
  if (t <= 0 || t >= 1) return 0;
  return Math.sin(Math.PI * t ** skew) ** sharpness;
}
