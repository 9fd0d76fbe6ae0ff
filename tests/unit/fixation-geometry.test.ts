import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { type FixationDisplay, fixationDisplay } from '../../electron/contract/room.ts';
import { figureDeg, pointDeg, reachOf, type Target, targetOn } from '../../renderer/fixation/geometry.ts';

/** A pixel for each millimetre, so that results read as the tape would measure them. */
const screen = { widthPx: 2000, heightPx: 1200 };
const display = (change: Partial<FixationDisplay> = {}) =>
  fixationDisplay.parse({ distanceMm: 1000, widthMm: 2000, heightMm: 1200, ...change });
const at = (leftDeg: number, upDeg: number, change: Partial<FixationDisplay> = {}): Target =>
  targetOn({ leftDeg, upDeg }, display(change), screen);
const drawn = (target: Target) => (target.on ? { x: target.x - 1000, y: target.y - 600 } : 'beyond');
const close = (x: number, y: number) => ({ x: expect.closeTo(x, 1), y: expect.closeTo(y, 1) });

describe('where the patient is to look', () => {
  it.each([
    ['straight ahead', 0, 0, 0, 0],
    ['30° to the patient’s left, the screen’s left', 30, 0, -577.4, 0],
    ['30° to the patient’s right', -30, 0, 577.4, 0],
    ['25° up', 0, 25, 0, -466.3],
    ['25° down', 0, -25, 0, 466.3],
    ['obliquely: at the corner of both angles', 30, 25, -577.4, -466.3],
    ['obliquely down and right', -30, -25, 577.4, 466.3],
  ])('%s', (_case, leftDeg, upDeg, x, y) => {
    expect(drawn(at(leftDeg, upDeg))).toEqual(close(x, y));
  });

  it('follows the viewing distance and the size of the screen', () => {
    expect(drawn(at(30, 0, { distanceMm: 500 }))).toEqual(close(-288.7, 0));
    expect(drawn(at(15, 0, { widthMm: 1000 }))).toEqual(close(-535.9, 0));
  });

  it('is straight ahead of the eyes, wherever the middle of the screen is', () => {
    expect(drawn(at(0, 0, { rightMm: 200, upMm: -150 }))).toEqual(close(-200, -150));
    expect(drawn(at(-30, 25, { rightMm: 200, upMm: 100 }))).toEqual(close(377.4, -366.3));
  });

  it.each([
    [0, 0, 52.4],
    // Farther from the eyes by what the line of sight is longer: as large to them as straight ahead.
    [30, 0, 52.4 / Math.cos(Math.PI / 6)],
  ])('is seen three degrees large at %i° %i°', (leftDeg, upDeg, figurePx) => {
    expect(at(leftDeg, upDeg)).toMatchObject({ on: true, figurePx: expect.closeTo(figurePx, 1) });
  });

  it.each([
    ['to the left', 50, 0, { x: 108, y: 600, turnDeg: 180 }],
    ['to the right', -50, 0, { x: 1892, y: 600, turnDeg: 0 }],
    ['up', 0, 40, { x: 1000, y: 108, turnDeg: -90 }],
    ['down', 0, -40, { x: 1000, y: 1092, turnDeg: 90 }],
  ])('is pointed to from near the edge where the screen does not reach: %s', (_case, leftDeg, upDeg, arrow) => {
    const { x, y, turnDeg } = arrow;
    const turn = expect.closeTo(turnDeg, 5);
    expect(at(leftDeg, upDeg)).toEqual({ on: false, x: expect.closeTo(x, 5), y: expect.closeTo(y, 5), turnDeg: turn });
  });

  it('is pointed to in its own direction where it is oblique', () => {
    const target = at(50, 45);
    expect(target).toMatchObject({
      on: false,
      turnDeg: expect.closeTo((Math.atan2(-1000, -1191.8) * 180) / Math.PI, 1),
    });
    expect((600 - target.y) / (1000 - target.x)).toBeCloseTo(1000 / 1191.8, 3);
  });

  it('counts as reached only while the whole point is on the screen', () => {
    expect(at(44.7, 0).on).toBe(true);
    expect(at(44.9, 0).on).toBe(false);
  });
});

describe('how far a screen reaches', () => {
  it('is its edges, in degrees from straight ahead', () => {
    const { leftDeg, rightDeg, upDeg, downDeg } = reachOf(display({ rightMm: 423, upMm: 100 }));
    expect([leftDeg, rightDeg, upDeg, downDeg].map((degrees) => Math.round(degrees))).toEqual([30, 55, 35, 27]);
  });

  it('is negative where the screen begins beyond straight ahead', () => {
    expect(reachOf(display({ rightMm: 1500 })).leftDeg).toBeLessThan(0);
  });
});

describe('the figures', () => {
  const folder = join(findRoot(import.meta.dirname), 'resources', 'targets');
  const files = readdirSync(folder).filter((name) => name.endsWith('.svg'));

  it('are several, and the room’s own first choice is one of them', () => {
    expect(files.length).toBeGreaterThan(3);
    expect(files).toContain(`${fixationDisplay.parse({}).figure}.svg`);
  });

  it.each(files)('%s is drawn in degrees about a small point, and holds nothing else', (name) => {
    const drawing = readFileSync(join(folder, name), 'utf8');
    const half = figureDeg / 2;
    expect(drawing).toContain(`viewBox="${-half} ${-half} ${figureDeg} ${figureDeg}"`);
    // The point lies on top, at the origin: nothing is drawn after it, and nothing moves it.
    const [, ring, dot] =
      /<circle r="([\d.]+)" fill="#fff"\/>\s*<circle r="([\d.]+)" fill="#111"\/>\s*<\/svg>\s*$/.exec(drawing) ?? [];
    expect(2 * Number(ring)).toBeLessThanOrEqual(pointDeg);
    expect(Number(dot)).toBeLessThan(Number(ring));
    expect(drawing).not.toMatch(/<(script|style|text|image|use|foreignObject|animate\w*)\b|\b(style|href|on\w+)=/);
  });
});
