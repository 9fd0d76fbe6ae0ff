import { halved, type Structure, turned } from './structure.ts';

/** How far live view lies from the ghost, as the screen shows it: in pixels of the structures, and in degrees. */
export type Offset = { right: number; down: number; clockwiseDeg: number };
/** `likeness` from -1 to 1: how alike the two are as they lie, and where the one is moved and turned to lie best. */
export type Match = {
  asItLies: number;
  best: number;
  /** The best likeness in quite another place: a true match stands out from it. */
  elsewhere: number;
  offset: Offset;
  /** The best lies where the search ends: the true one may be beyond. */
  atLimit: boolean;
};

/** How far it is looked: shares of the long side each way, and degrees. */
const reach = 0.12;
const mostDeg = 8;
const coarseDeg = 2;
/** Halvings before the first, blind search. */
const depth = 2;
/** Less of the picture than this on both is not a likeness of the two. */
const leastOverlap = 0.4;
/** Two places further apart than this share of the long side are not the same match. */
const apart = 0.08;
const candidates = 3;

type Place = Offset & { likeness: number };

/**
 * Finds how live view lies against the ghost: moved and turned, never scaled. Coarse first over everything within reach,
 * then ever finer around what was best. `ghost` must have the same size as `live`.
 */
export function register(live: Structure, ghost: Structure): Match {
  const levels = pyramid(live, ghost);
  const [coarse] = levels;
  const [finest] = levels.slice(-1);
  if (!coarse || !finest) throw new RangeError('There is nothing to compare.');
  const limit = Math.max(1, Math.round(reach * Math.max(coarse.live.width, coarse.live.height)));
  const blind = everywhere(coarse, limit);
  let places = standingOut(blind, coarse.live);
  const [first] = places;
  const elsewhere = places[1]?.likeness ?? -1;
  for (const [at, level] of levels.entries()) {
    if (at === 0) continue;
    const finer = places.map((place) => climb(level, { ...place, right: 2 * place.right, down: 2 * place.down }, at));
    places = finer.sort((a, b) => b.likeness - a.likeness).slice(0, 1);
  }
  const [best] = places;
  const asItLies = likeness(finest.live, finest.ghost, 0, 0);
  if (!best || !first) throw new RangeError('Nothing was compared.');
  const beyond = Math.abs(first.right) === limit || Math.abs(first.down) === limit;
  const { likeness: reached, ...offset } = best;
  return { asItLies, best: reached, elsewhere, offset, atLimit: beyond || Math.abs(first.clockwiseDeg) === mostDeg };
}

type Level = { live: Structure; ghost: Structure };

/** Coarsest first. */
function pyramid(live: Structure, ghost: Structure): Level[] {
  const levels: Level[] = [{ live, ghost }];
  for (let made: Level = { live, ghost }; levels.length <= depth; levels.unshift(made)) {
    made = { live: halved(made.live), ghost: halved(made.ghost) };
  }
  return levels;
}

function everywhere({ live, ghost }: Level, limit: number): Place[] {
  const places: Place[] = [];
  for (let clockwiseDeg = -mostDeg; clockwiseDeg <= mostDeg; clockwiseDeg += coarseDeg) {
    const laid = turned(ghost, clockwiseDeg);
    for (let down = -limit; down <= limit; down += 1) {
      for (let right = -limit; right <= limit; right += 1) {
        places.push({ right, down, clockwiseDeg, likeness: likeness(live, laid, right, down) });
      }
    }
  }
  return places;
}

/** The best ones, no two of them at the same place. */
function standingOut(places: Place[], { width, height }: Structure): Place[] {
  const distance = apart * Math.max(width, height);
  const found: Place[] = [];
  for (const place of places.sort((a, b) => b.likeness - a.likeness)) {
    const near = found.some(({ right, down }) => Math.hypot(place.right - right, place.down - down) < distance);
    if (!near) found.push(place);
    if (found.length === candidates) break;
  }
  return found;
}

/** Uphill from a place, a pixel and a fraction of a degree at a time; then between the pixels. */
function climb({ live, ghost }: Level, start: Place, level: number): Place {
  const stepDeg = coarseDeg / 2 ** level;
  const turnedBy = new Map<number, Structure>();
  const known = new Map<string, number>();
  const at = (right: number, down: number, clockwiseDeg: number): number => {
    const key = `${right} ${down} ${clockwiseDeg}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const laid = turnedBy.get(clockwiseDeg) ?? turned(ghost, clockwiseDeg);
    turnedBy.set(clockwiseDeg, laid);
    const found = likeness(live, laid, right, down);
    known.set(key, found);
    return found;
  };
  let [right, down, deg] = [Math.round(start.right), Math.round(start.down), start.clockwiseDeg];
  for (let steps = 0; steps < 12; steps += 1) {
    let best = { right, down, deg, likeness: at(right, down, deg) };
    for (const turn of [-stepDeg, 0, stepDeg]) {
      for (const [x, y] of around) {
        const found = at(right + x, down + y, deg + turn);
        if (found > best.likeness) best = { right: right + x, down: down + y, deg: deg + turn, likeness: found };
      }
    }
    if (best.right === right && best.down === down && best.deg === deg) break;
    ({ right, down, deg } = best);
  }
  const here = at(right, down, deg);
  return {
    right: right + summit(at(right - 1, down, deg), here, at(right + 1, down, deg)),
    down: down + summit(at(right, down - 1, deg), here, at(right, down + 1, deg)),
    clockwiseDeg: deg + stepDeg * summit(at(right, down, deg - stepDeg), here, at(right, down, deg + stepDeg)),
    likeness: here,
  };
}

const around = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;

/** Where a parabola through three neighbours is highest, from the middle one. */
function summit(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend < 0 ? Math.min(0.5, Math.max(-0.5, (before - after) / (2 * bend))) : 0;
}

/** Correlation of what both show, with the ghost moved by whole pixels; -1 where too little of it is on both. */
function likeness(live: Structure, ghost: Structure, right: number, down: number): number {
  const { width, height } = live;
  const [a, b, m] = [live.value, ghost.value, ghost.weight];
  let [product, ofLive, ofGhost, overlap] = [0, 0, 0, 0];
  for (let y = Math.max(0, down); y < height + Math.min(0, down); y += 1) {
    const shift = -down * width - right;
    for (let at = y * width + Math.max(0, right), end = y * width + width + Math.min(0, right); at < end; at += 1) {
      const seen = a[at] ?? 0;
      const past = b[at + shift] ?? 0;
      const there = m[at + shift] ?? 0;
      product += seen * past;
      ofLive += seen * seen * there;
      ofGhost += past * past;
      overlap += there;
    }
  }
  if (overlap < leastOverlap * width * height) return -1;
  const both = Math.sqrt(ofLive * ofGhost);
  return both > 0 ? product / both : -1;
}
