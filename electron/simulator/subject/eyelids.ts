import { alongLid, type Lids, lowerMargin, upperMargin } from './anatomy.ts';
import type { Colour } from './plane.ts';
import { bell, mix, smoothstep } from './shape.ts';

/** One column of the opening: where the margins are seen, how steeply they run, how much of a lid there still is. */
export type LidColumn = {
  n: number;
  upper: number;
  lower: number;
  /** Turns a height into a distance from the sloping margin. */
  upperLean: number;
  lowerLean: number;
  /** 1 between the corners, 0 where no lid is. */
  lid: number;
  crease: number;
  /** How far the crease runs above the margin here. */
  platform: number;
};

export function lidColumn(lids: Lids, n: number): LidColumn {
  const t = alongLid(n);
  const slope = (margin: (lids: Lids, n: number) => number): number =>
    (margin(lids, n + 1.6) - margin(lids, n - 1.6)) / 3.2;
  const arch = Math.sin(Math.PI * Math.min(1, Math.max(0, 0.08 + 0.84 * t)));
  return {
    n,
    upper: upperMargin(lids, n),
    lower: lowerMargin(lids, n),
    upperLean: 1 / Math.hypot(1, Math.min(2.2, Math.abs(slope(upperMargin)))),
    lowerLean: 1 / Math.hypot(1, Math.min(2.2, Math.abs(slope(lowerMargin)))),
    lid: smoothstep(-0.05, 0.07, t) * smoothstep(1.06, 0.95, t),
    crease: lids.fold * smoothstep(-0.06, 0.22, t) * smoothstep(1.24, 0.86, t),
    platform: lids.platform * mix(0.62, 1, arch) + 0.6 * smoothstep(0.8, 1.1, t),
  };
}

/** Above this height over the eye's centre a lid changes nothing. */
export const lidReachMm = 14.5;

/** Turns lit skin above the opening into upper lid: lash line, platform, crease and fold. `d` from the margin. */
export function shadeUpperLid(column: LidColumn, y: number, d: number, out: Colour): void {
  const { lid, platform } = column;
  const crease = column.crease * smoothstep(lidReachMm, lidReachMm - 4, y);
  const above = d - platform;
  const overhang = crease * 0.3 * smoothstep(-1.9, 0, above) * smoothstep(0.25, 0, above);
  const line = crease * 0.5 * bell(above, 0.24);
  const fold = crease * (0.1 * bell(above - 1.7, 1.0) - 0.07 * bell(above - 5.5, 2.4));
  const lashLine = lid * 0.68 * bell(d - 0.08, 0.26);
  const roll = lid * 0.07 * bell(d - 0.5 * platform, 0.3 * platform);
  const dark = (1 - overhang) * (1 - line) * (1 - lashLine) * (1 + fold + roll);
  const warm = 0.5 * (overhang + line) + 0.2 * lashLine;
  out[0] = (out[0] as number) * dark;
  out[1] = (out[1] as number) * dark * (1 - 0.3 * warm);
  out[2] = (out[2] as number) * dark * (1 - 0.34 * warm);
}

/** The width of the lower lid's own edge, which is seen from in front. */
export const lowerEdgeMm = 1.0;

/** Turns lit skin below the opening into lower lid: its moist edge, lash line, roll and furrow. `d` from the eye. */
export function shadeLowerLid(column: LidColumn, d: number, out: Colour): void {
  const { lid } = column;
  const edge = lid * smoothstep(lowerEdgeMm + 0.2, lowerEdgeMm - 0.25, d);
  const lash = lid * 0.16 * bell(d - lowerEdgeMm - 0.15, 0.28);
  const roll = lid * (0.06 * bell(d - 2.6, 1.0) - 0.085 * bell(d - 5.2, 0.95) - 0.05 * bell(d - 8.2, 0.7));
  const dark = (1 - lash) * (1 + roll) * (1 + 0.05 * edge);
  out[0] = (out[0] as number) * dark;
  out[1] = (out[1] as number) * dark * (1 - 0.08 * edge - 0.08 * lash);
  out[2] = (out[2] as number) * dark * (1 - 0.08 * edge - 0.08 * lash);
}
