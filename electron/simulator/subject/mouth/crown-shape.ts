import { bell, smoothstep } from '../shape.ts';
import { curve } from '../solid/curve.ts';
import type { Kind } from './arch.ts';

/**
 * How a crown is shaped by the share of its height, from under the gum (below 0) to its edge (1), in shares of half its
 * size: how wide it is, and how far it reaches towards cheek and tongue.
 */
type Profile = { width(v: number): number; cheek(v: number): number; tongue(v: number): number };

const front = curve([
  [-0.4, 0.66],
  [0, 0.83],
  [0.35, 0.95],
  [0.72, 1],
  [0.92, 0.985],
  [1, 0.93],
]);
const back = curve([
  [-0.4, 0.7],
  [0, 0.82],
  [0.5, 1],
  [0.8, 0.97],
  [1, 0.8],
]);
const premolarSide = curve([
  [-0.4, 0.75],
  [0, 0.88],
  [0.35, 1],
  [0.75, 0.86],
  [1, 0.62],
]);
const molarSide = curve([
  [-0.4, 0.8],
  [0, 0.92],
  [0.3, 1],
  [0.75, 0.88],
  [1, 0.68],
]);

export const profiles: Readonly<Record<Kind, Profile>> = {
  incisor: {
    width: front,
    cheek: curve([
      [-0.4, 0.9],
      [0, 0.98],
      [0.25, 1.02],
      [0.6, 0.9],
      [1, 0.6],
    ]),
    tongue: curve([
      [-0.4, 0.85],
      [0, 0.9],
      [0.3, 0.7],
      [0.6, 0.15],
      [1, -0.28],
    ]),
  },
  canine: {
    width: front,
    cheek: curve([
      [-0.4, 0.9],
      [0, 1],
      [0.3, 1.06],
      [0.65, 0.9],
      [1, 0.5],
    ]),
    tongue: curve([
      [-0.4, 0.85],
      [0, 0.95],
      [0.35, 0.75],
      [0.7, 0.2],
      [1, -0.1],
    ]),
  },
  premolar: { width: back, cheek: premolarSide, tongue: premolarSide },
  molar: { width: back, cheek: molarSide, tongue: molarSide },
};

/** How much lower than its highest point a crown ends; `u` away from the midline and `n` outwards, from −1 to 1. */
export function dropMm(kind: Kind, u: number, n: number): number {
  if (kind === 'incisor') return 0.12 + 0.55 * Math.abs(u) ** 5 + 0.3 * Math.max(0, u) ** 3;
  if (kind === 'canine') return 2.1 * Math.abs(u + 0.06) ** 1.25;
  const groove = bell(n + 0.04, 0.16) * smoothstep(1, 0.6, Math.abs(u));
  if (kind === 'premolar') {
    const cheek = 1.9 * bell(Math.hypot(u * 0.85, n - 0.5), 0.42);
    const tongue = 1.4 * bell(Math.hypot(u * 0.85, n + 0.5), 0.38);
    return 1.75 - cheek - tongue + groove + 0.25 * u * u;
  }
  const cusp = (cu: number, cn: number): number => 1.6 * bell(Math.hypot(u - cu, n - cn), 0.34);
  const cross = 0.7 * bell(u - 0.08 * n, 0.13);
  return 1.75 - cusp(-0.48, 0.5) - cusp(0.46, 0.5) - cusp(-0.46, -0.5) - cusp(0.44, -0.48) + groove + cross;
}
