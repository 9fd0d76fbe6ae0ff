import {
  eyeCentreX,
  innerCorner,
  type Lids,
  lowerMargin,
  outerCorner,
  type Point,
  type Side,
  upperMargin,
} from './anatomy.ts';
import { lowerEdgeMm } from './eyelids.ts';
import type { Hair } from './hairs.ts';
import { type Colour, colour } from './plane.ts';
import { between, gaussian, type Random } from './random.ts';
import { mix } from './shape.ts';

/** One lash as it grows, whatever the lids do. `t` runs along the lid from the nose to the temple. */
export type Lash = {
  upper: boolean;
  t: number;
  length: number;
  sweep: number;
  curl: number;
  width: number;
  depth: number;
};

export function growLashes(random: Random): Lash[] {
  const grow = (upper: boolean, count: number): Lash[] =>
    Array.from({ length: count }, () => {
      const t = between(random, upper ? 0.13 : 0.22, upper ? 0.99 : 0.97);
      const long = upper ? mix(0.62, 1.05, t) : mix(0.3, 0.46, t);
      return {
        upper,
        t,
        length: long * between(random, 0.72, 1.12),
        sweep: mix(-1.3, 3.1, t) + 0.55 * gaussian(random),
        curl: between(random, 0.6, 1.3),
        width: upper ? between(random, 0.075, 0.125) : between(random, 0.045, 0.075),
        depth: between(random, 0, upper ? 0.45 : 0.3),
      };
    });
  return [...grow(true, 165), ...grow(false, 62)];
}

const dark: Colour = colour(0.013, 0.009, 0.007);
const soft: Colour = colour(0.05, 0.032, 0.024);

/** The lashes on these lids: above they rise with a lid that is raised and point down with one that is lowered. */
export function placeLashes(lashes: readonly Lash[], lids: Lids, side: Side): Hair[] {
  const middle = eyeCentreX(side);
  const at = (n: number, y: number): Point => ({ x: middle + side * n, y });
  return lashes.map((lash) => {
    const n = mix(innerCorner.n, outerCorner.n, lash.t);
    const margin = lash.upper ? upperMargin(lids, n) + lash.depth : lowerMargin(lids, n) - lowerEdgeMm - lash.depth;
    const sweep = lash.sweep * lash.length * (lash.upper ? 1 : 0.8);
    const rise = lash.upper ? lids.lashRise * lash.length : -4.2 * lash.length;
    const droop = lash.upper ? Math.min(0, rise * 0.5) - 0.9 * lash.curl * lash.length : -1.1 * lash.length;
    return {
      root: at(n, margin),
      bend: at(n + sweep * 0.55, margin + droop),
      tip: at(n + sweep, margin + rise),
      widthMm: lash.width,
      opacity: lash.upper ? 0.88 : 0.6,
      rootOpacity: 1,
      colour: lash.upper ? dark : soft,
    };
  });
}
