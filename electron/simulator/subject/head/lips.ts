import { bell, clamp, mix, smoothstep } from '../shape.ts';

/** What a mouth does. */
export type Expression = 'relaxed' | 'smile' | 'pursed' | 'open';

/** The lips' measures from the front, in millimetres; heights are from the pupils' line. */
export type Lips = {
  half: number;
  /** Where the lips meet in the middle. */
  line: number;
  /** How much higher the corners are. */
  cornerRise: number;
  upper: number;
  lower: number;
  gapUp: number;
  gapDown: number;
  forward: number;
  /** 0–1: cheeks raised, folds beside the nose. */
  smiling: number;
  wrinkles: number;
};

export const lipsOf: Readonly<Record<Expression, Lips>> = {
  relaxed: {
    half: 24.5,
    line: -71,
    cornerRise: -0.6,
    upper: 7.2,
    lower: 9.4,
    gapUp: 0,
    gapDown: 0,
    forward: 0,
    smiling: 0,
    wrinkles: 0.2,
  },
  smile: {
    half: 29.5,
    line: -72.6,
    cornerRise: 6,
    upper: 6,
    lower: 8,
    gapUp: 4.2,
    gapDown: 3.9,
    forward: -1.5,
    smiling: 1,
    wrinkles: 0.1,
  },
  pursed: {
    half: 14.5,
    line: -71,
    cornerRise: 0.4,
    upper: 8,
    lower: 9.2,
    gapUp: 0,
    gapDown: 0,
    forward: 5,
    smiling: 0,
    wrinkles: 1,
  },
  open: {
    half: 24,
    line: -74,
    cornerRise: 0.5,
    upper: 6.6,
    lower: 8.6,
    gapUp: 6,
    gapDown: 13,
    forward: -1,
    smiling: 0,
    wrinkles: 0,
  },
};

/** The lips' edges at one distance from the midline: heights from top to bottom. `share` runs from 0 to the corner, 1. */
export type LipColumn = { share: number; top: number; upperEdge: number; lowerEdge: number; bottom: number };

export function lipColumn(lips: Lips, n: number): LipColumn {
  const share = n / lips.half;
  const t = Math.min(1, share);
  const arch = 1 - t * t;
  const middle = lips.line + lips.cornerRise * t * t;
  const bow = 1 - 0.17 * bell(n, 2.4) + 0.09 * bell(n - 6, 3.2);
  const upperEdge = middle + lips.gapUp * arch ** 0.8 - (lips.gapUp === 0 ? 0.7 * bell(n, 4) : 0);
  const lowerEdge = middle - lips.gapDown * arch ** 0.8 - (lips.gapUp === 0 ? 0.7 * bell(n, 4) : 0);
  return {
    share,
    top: upperEdge + lips.upper * arch ** 0.72 * bow,
    upperEdge,
    lowerEdge,
    bottom: lowerEdge - lips.lower * arch ** 0.85,
  };
}

/** How far the mouth and chin stand out from the head. */
export function mouthForm(lips: Lips, n: number, y: number): number {
  if (y > -22 || y < -130) return 0;
  const column = lipColumn(lips, n);
  const { top, upperEdge, lowerEdge, bottom } = column;
  const inside = Math.sqrt(Math.max(0, 1 - Math.min(1, column.share) ** 2));
  const arch = (6.6 + lips.forward) * Math.exp(-((n / mix(27, 33, lips.smiling)) ** 2.3)) * bell(y + 71, 15);
  const roll = (from: number, to: number, height: number): number => {
    const s = clamp((y - from) / (to - from || 1), -0.3, 1.3);
    return height * inside * Math.max(0, Math.sin(Math.PI * (0.12 + 0.76 * s))) ** 0.8 * smoothstep(1.3, 0.95, s);
  };
  const upper = y > (upperEdge + lowerEdge) / 2 ? roll(upperEdge, top, 3.4) : 0;
  const lower = y <= (upperEdge + lowerEdge) / 2 ? roll(lowerEdge, bottom, 4.2) : 0;
  const middle = (upperEdge + lowerEdge) / 2;
  const seam = lips.gapUp === 0 ? -2.6 * bell(y - middle, 1.1) * smoothstep(1.06, 0.8, column.share) : 0;
  const corner = -2 * bell(n - lips.half - 0.6, 2.6) * bell(y - middle, 3);
  const philtrum = smoothstep(top - 0.5, top + 2, y) * smoothstep(-50, -54, y);
  const groove = philtrum * (-1.1 * bell(n, 2.4) + 0.6 * bell(n - 4.7, 1.7));
  const underLip = -2.6 * bell(y - bottom + 6, 4.4) * bell(n, 17);
  const chin = 6 * bell(n, 15) * bell(y + 101, 9) - 0.35 * bell(n, 1.6) * bell(y + 104, 5);
  const fold = 19 + 0.62 * (-46 - y) + 3 * lips.smiling;
  const along = smoothstep(-46, -54, y) * smoothstep(-84, -68, y);
  const beside =
    along *
    (mix(-0.35, -1.5, lips.smiling) * bell(n - fold, 2.6) + mix(0.3, 1.6, lips.smiling) * bell(n - fold - 9, 7));
  const pinch = lips.wrinkles > 0.5 ? 1.2 * bell(n, 22) * bell(y + 70, 14) : 0;
  return arch + upper + lower + seam + corner + groove + underLip + chin + beside + pinch;
}

/** How far a point is from the opening between the lips: negative inside. */
export function fromLips(lips: Lips, n: number, y: number): number {
  if (lips.gapUp === 0) return 1;
  const { upperEdge, lowerEdge } = lipColumn(lips, n);
  return Math.max(y - upperEdge, lowerEdge - y, (n - lips.half) * 2);
}
