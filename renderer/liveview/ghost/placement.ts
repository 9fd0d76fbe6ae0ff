import { type FieldPart, fieldOf } from '../field.ts';

/** How the operator has laid an earlier picture over live view, as the screen shows it: moved and levelled, never scaled. */
export type Nudge = { rightMm: number; downMm: number; clockwiseDeg: number };
export const asTaken: Nudge = { rightMm: 0, downMm: 0, clockwiseDeg: 0 };

/** One arrow. Half a millimetre is a line's width on the screen of a face and a fine touch on that of an eye. */
const moveMm = 0.5;
const levelDeg = 0.25;
/** What lies further off is another framing, which no nudge mends. */
const most = { mm: 60, deg: 15 };

/** Moved by one arrow: `right` and `down` are -1, 0 or 1 as the screen shows them. */
export function moved({ rightMm, downMm, clockwiseDeg }: Nudge, right: number, down: number): Nudge {
  return {
    rightMm: within(rightMm + right * moveMm, most.mm),
    downMm: within(downMm + down * moveMm, most.mm),
    clockwiseDeg,
  };
}

export function levelled(nudge: Nudge, clockwise: number): Nudge {
  return { ...nudge, clockwiseDeg: within(nudge.clockwiseDeg + clockwise * levelDeg, most.deg) };
}

export function isAsTaken({ rightMm, downMm, clockwiseDeg }: Nudge): boolean {
  return rightMm === 0 && downMm === 0 && clockwiseDeg === 0;
}

/** An earlier picture: its own field along its long side, and its shape as it is shown. */
export type Laid = { fieldWidthMm: number; aspect: number; nudge: Nudge };
/** A box in shares of what is on screen, turned around its own middle. */
export type Box = { left: number; top: number; width: number; height: number; clockwiseDeg: number };

/**
 * Where an earlier picture lies on screen: millimetre on millimetre, middle on middle, then as it was nudged. Its size
 * is that of its own field: what has grown since shows that it has.
 */
export function ghostBox({ fieldWidthMm, aspect, nudge }: Laid, seen: FieldPart): Box {
  const { widthMm, heightMm } = fieldOf(fieldWidthMm, aspect);
  return {
    left: (nudge.rightMm - widthMm / 2 - seen.left) / seen.widthMm,
    top: (nudge.downMm - heightMm / 2 - seen.top) / seen.heightMm,
    width: widthMm / seen.widthMm,
    height: heightMm / seen.heightMm,
    clockwiseDeg: nudge.clockwiseDeg,
  };
}

function within(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
