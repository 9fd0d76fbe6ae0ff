import type { Match } from './register.ts';

/** What brings the subject onto the ghost, as the screen shows it: 0 where it is near enough. */
export type Hint = { rightMm: number; downMm: number; clockwiseDeg: number };
/** How well live view lies on the ghost, from 0 to 1, and what to do about it where that is known. */
export type Verdict = { share: number; hint: Hint | null };

/** The long side of the structures that were matched, in pixels and in millimetres. */
export type Scale = { px: number; mm: number };

/**
 * What one face in the light of a flash and in that of the room are alike to when they lie upon each other: nobody is
 * asked for more. Two faces that are framed alike come near to it, other views stay far under it.
 */
const fullLikeness = 0.68;
/** From here on the place that was found can be told; under it, live view shows something else or from too near. */
const leastLikeness = 0.45;
/** How far the best must stand out from the best elsewhere. */
const leastLead = 0.12;
/** Nearer than this is near enough: a share of the field's long side, and degrees. */
const deadBand = { share: 0.012, deg: 1 };
/** What was said stays said until it is nearer than this much of the dead band: words must not come and go. */
const release = 0.6;
/** Verdicts go by so many of the last matches: a blink, a hand, a shutter pass unseen. */
export const remembered = 3;

/**
 * `recent` are the last matches, newest last; `before` is what was said last. Nothing is said of a way that was not found
 * reliably: most of the recent matches must have found it.
 */
export function judge(recent: readonly Match[], { px, mm }: Scale, before: Hint | null): Verdict | null {
  if (recent.length === 0) return null;
  const share = middle(recent.map(shareOf));
  const found = recent.filter(isReliable);
  if (found.length < 2 || 2 * found.length <= recent.length) return { share, hint: null };
  const mmPerPx = mm / px;
  const wanted = {
    rightMm: -middle(found.map(({ offset }) => offset.right)) * mmPerPx,
    downMm: -middle(found.map(({ offset }) => offset.down)) * mmPerPx,
    clockwiseDeg: -middle(found.map(({ offset }) => offset.clockwiseDeg)),
  };
  const hint = {
    rightMm: outside(wanted.rightMm, deadBand.share * mm, before?.rightMm),
    downMm: outside(wanted.downMm, deadBand.share * mm, before?.downMm),
    clockwiseDeg: outside(wanted.clockwiseDeg, deadBand.deg, before?.clockwiseDeg),
  };
  const any = hint.rightMm !== 0 || hint.downMm !== 0 || hint.clockwiseDeg !== 0;
  return { share, hint: any ? hint : null };
}

/** As it lies, against the best that moving and turning could make of it. */
function shareOf({ asItLies, best }: Match): number {
  return Math.min(1, Math.max(0, asItLies) / Math.max(best, fullLikeness));
}

function isReliable({ best, elsewhere, atLimit }: Match): boolean {
  return best >= leastLikeness && best - elsewhere >= leastLead && !atLimit;
}

function outside(value: number, band: number, before: number | undefined): number {
  const wasSaid = before !== undefined && before !== 0;
  return Math.abs(value) > (wasSaid ? release * band : band) ? value : 0;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
