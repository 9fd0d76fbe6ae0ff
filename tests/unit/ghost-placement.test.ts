import { describe, expect, it } from 'vitest';
import type { PriorView } from '../../electron/contract/session-view.ts';
import { fieldOf, partOfField } from '../../renderer/liveview/field.ts';
import { nextPrior, priorOf } from '../../renderer/liveview/ghost/ghost-of.ts';
import { asFound } from '../../renderer/liveview/ghost/ghost-state.ts';
import { asTaken, ghostBox, levelled, moved } from '../../renderer/liveview/ghost/placement.ts';
import { ghostChips, hintWords } from '../../renderer/liveview/ghost/words.ts';
import { aSession, aStep } from '../rigs/page-states.ts';

const whole = { x: 0, y: 0, width: 1, height: 1 };
const seenOf = (widthMm: number, aspect = 1.5, part = whole) => partOfField(fieldOf(widthMm, aspect), part);

describe('an earlier picture over live view', () => {
  it('covers the field it was taken with', () => {
    const box = ghostBox({ fieldWidthMm: 144, aspect: 1.5, nudge: asTaken }, seenOf(144));
    expect(box).toEqual({ left: 0, top: 0, width: 1, height: 1, clockwiseDeg: 0 });
  });

  it('keeps its millimetres in another field: smaller in a wider one, beyond the edges in a narrower one', () => {
    expect(ghostBox({ fieldWidthMm: 144, aspect: 1.5, nudge: asTaken }, seenOf(180))).toMatchObject({
      left: expect.closeTo(0.1),
      width: expect.closeTo(0.8),
      height: expect.closeTo(0.8),
    });
    expect(ghostBox({ fieldWidthMm: 360, aspect: 1.5, nudge: asTaken }, seenOf(72))).toMatchObject({
      left: expect.closeTo(-2),
      width: expect.closeTo(5),
    });
  });

  it('keeps them where the frame has another shape than the picture', () => {
    const box = ghostBox({ fieldWidthMm: 144, aspect: 1.5, nudge: asTaken }, seenOf(144, 16 / 9));
    expect(box.width).toBeCloseTo(1);
    expect(box.height).toBeCloseTo(96 / 81);
  });

  it('has its long side upright in portrait', () => {
    const box = ghostBox({ fieldWidthMm: 360, aspect: 2 / 3, nudge: asTaken }, seenOf(400, 2 / 3));
    expect(box.width).toBeCloseTo(0.9);
    expect(box.height).toBeCloseTo(0.9);
  });

  it('is magnified with the part of the field that is on screen', () => {
    const part = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 };
    const box = ghostBox({ fieldWidthMm: 144, aspect: 1.5, nudge: asTaken }, seenOf(144, 1.5, part));
    expect(box).toMatchObject({ left: expect.closeTo(-2), top: expect.closeTo(-2), width: expect.closeTo(5) });
  });

  it('is moved by half a millimetre and levelled by a quarter of a degree', () => {
    const nudge = levelled(moved(moved(asTaken, 1, 0), 0, -1), -1);
    expect(nudge).toEqual({ rightMm: 0.5, downMm: -0.5, clockwiseDeg: -0.25 });
    const box = ghostBox({ fieldWidthMm: 144, aspect: 1.5, nudge }, seenOf(144));
    expect(box.left).toBeCloseTo(0.5 / 144);
    expect(box.top).toBeCloseTo(-0.5 / 96);
    expect(box.clockwiseDeg).toBe(-0.25);
    expect([box.width, box.height]).toEqual([1, 1]);
  });
});

describe('which earlier picture', () => {
  const earlier: PriorView = { shot: 'x', session: 's0', takenAt: '2026-03-12T09:01:00.000Z', fieldWidthMm: 144 };
  const own: PriorView = { shot: 'y', session: 'session-1', takenAt: '2026-11-22T09:05:00.000Z', fieldWidthMm: 144 };
  const step = aStep('a', { priors: [earlier, own] });

  it('is the first until another is chosen, round and round', () => {
    expect(priorOf(step, asFound)).toBe(earlier);
    expect(nextPrior(step, asFound)).toBe(own);
    expect(nextPrior(step, { ...asFound, shot: 'y' })).toBe(earlier);
    expect(priorOf(step, { ...asFound, shot: 'gone' })).toBe(earlier);
    expect(priorOf({ priors: [] }, asFound)).toBeNull();
    expect(nextPrior({ priors: [] }, asFound)).toBeNull();
  });

  it('is none whose width nobody knows: it can be compared, and not laid over a field', () => {
    const { fieldWidthMm: _width, ...unscaled } = earlier;
    const among = { priors: [unscaled, own] };
    expect(priorOf(among, asFound)).toBe(own);
    expect(priorOf(among, { ...asFound, shot: 'x' })).toBe(own);
    expect(nextPrior(among, asFound)).toBe(own);
    expect(priorOf({ priors: [unscaled] }, asFound)).toBeNull();
    const chips = ghostChips(aSession(), { ...step, ...among }, asFound, { mode: 'opacity', opacity: 0.4 }, 'fr');
    expect(chips.join()).not.toContain('sur 2');
  });

  it('is said with its visit, its way of being shown and how far it was moved', () => {
    const chips = (mode: 'off' | 'opacity' | 'split', laying = asFound) =>
      ghostChips(aSession(), step, laying, { mode, opacity: 0.4 }, 'fr');
    expect(chips('off')).toEqual([]);
    expect(chips('opacity')).toEqual(['Fantôme\u00a0: visite du 12/03/2026 · 40\u00a0% · 1 sur 2']);
    expect(chips('split', { ...asFound, shot: 'y' })[0]).toMatch(
      /^Fantôme\u00a0: cette séance, \d\d:05 · partage · 2 sur 2$/,
    );
    expect(chips('split', { shot: null, nudge: { rightMm: -1.5, downMm: 0.5, clockwiseDeg: 0.25 } })[1]).toBe(
      'Fantôme déplacé\u00a0: ← 1,5\u00a0mm ↓ 0,5\u00a0mm ↻ 0,25°',
    );
    expect(ghostChips(aSession(), aStep('a'), asFound, { mode: 'opacity', opacity: 0.4 }, 'en')).toEqual([
      'Ghost: no earlier picture of this view',
    ]);
  });
});

describe('what to do', () => {
  it('is said in the screen’s own directions, in whole millimetres and half degrees', () => {
    const hint = { rightMm: -3.2, downMm: 0, clockwiseDeg: 1.6 };
    expect(hintWords(hint, 144, 'fr')).toBe('← 3\u00a0mm vers la gauche · ↻ redresser de 1,5°');
    expect(hintWords({ rightMm: 0, downMm: 2.4, clockwiseDeg: -1.1 }, 144, 'en')).toBe(
      '↓ 2\u00a0mm down · ↺ straighten by 1°',
    );
  });

  it('is told in half millimetres of a small field', () => {
    expect(hintWords({ rightMm: 1.4, downMm: 0, clockwiseDeg: 0 }, 72, 'fr')).toBe('1,5\u00a0mm vers la droite →');
  });
});
