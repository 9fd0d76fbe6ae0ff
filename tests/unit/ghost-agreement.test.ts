import { describe, expect, it } from 'vitest';
import { type Match, register } from '../../renderer/liveview/ghost/agreement/register.ts';
import { gridPx } from '../../renderer/liveview/ghost/agreement/size.ts';
import { structureOf } from '../../renderer/liveview/ghost/agreement/structure.ts';
import { judge, type Verdict } from '../../renderer/liveview/ghost/agreement/verdict.ts';
import { type Drawing, faceDrawing, fieldWidthMm, type Held, seen, teethDrawing } from '../rigs/grey-pictures.ts';

const scale = { px: gridPx, mm: fieldWidthMm };
const mmPerPx = fieldWidthMm / gridPx;

function match(live: Drawing, held: Held, ghost: Drawing = faceDrawing): Match {
  const [now, past] = [structureOf(seen(live, held)), structureOf(seen(ghost))];
  if (!now || !past) throw new Error('There is nothing to compare.');
  return register(now, past);
}

function verdict(live: Drawing, held: Held, ghost?: Drawing): Verdict {
  const found = match(live, held, ghost);
  const judged = judge([found, found, found], scale, null);
  if (!judged) throw new Error('Nothing was judged.');
  return judged;
}

describe('how live view lies on a ghost', () => {
  it.each<[Held, [number, number, number]]>([
    [{}, [0, 0, 0]],
    [{ rightMm: 3 }, [3, 0, 0]],
    [{ rightMm: -6.5, downMm: 4 }, [-6.5, 4, 0]],
    [{ clockwiseDeg: 1.5 }, [0, 0, 1.5]],
    [{ clockwiseDeg: -4, rightMm: 5, downMm: -2.5 }, [5, -2.5, -4]],
  ])('is found in millimetres and degrees: %j', (held, [right, down, clockwise]) => {
    const { offset } = match(faceDrawing, held);
    expect(Math.abs(offset.right * mmPerPx - right)).toBeLessThan(0.5);
    expect(Math.abs(offset.down * mmPerPx - down)).toBeLessThan(0.5);
    expect(Math.abs(offset.clockwiseDeg - clockwise)).toBeLessThan(0.5);
  });

  it.each<[string, Held]>([
    ['dim', { gain: 0.3 }],
    ['bright', { gain: 1.3 }],
    ['lit from the side', { shade: 0.5 }],
    ['noisy', { gain: 0.6, noise: 12 }],
  ])('is found whatever the light: %s', (_, light) => {
    const { offset } = match(faceDrawing, { rightMm: -4, downMm: 2, clockwiseDeg: 2, ...light });
    expect(Math.abs(offset.right * mmPerPx + 4)).toBeLessThan(0.7);
    expect(Math.abs(offset.down * mmPerPx - 2)).toBeLessThan(0.7);
    expect(Math.abs(offset.clockwiseDeg - 2)).toBeLessThan(0.6);
    expect(verdict(faceDrawing, light).share).toBeGreaterThan(0.85);
  });

  it('does not mend what has grown: it agrees less, and no way is told but the one there is', () => {
    const same = verdict(faceDrawing, {});
    const grown = verdict(faceDrawing, { scale: 1.1 });
    expect(same).toEqual({ share: expect.closeTo(1, 1), hint: null });
    expect(grown.share).toBeLessThan(same.share - 0.15);
    expect(grown.hint?.rightMm ?? 0).toBe(0);
    expect(grown.hint?.clockwiseDeg ?? 0).toBe(0);
    expect(verdict(faceDrawing, { scale: 1.2 }).share).toBeLessThan(grown.share - 0.15);
  });

  it('is little, and says no way, where live view shows something else', () => {
    const other = verdict(teethDrawing, {});
    expect(other.share).toBeLessThan(0.4);
    expect(other.hint).toBeNull();
  });

  it('is not found where nothing is to be seen', () => {
    expect(structureOf(seen(() => 128))).toBeNull();
    expect(structureOf(seen(() => null))).toBeNull();
  });

  it('says no way where the place lies beyond what was looked at', () => {
    expect(verdict(faceDrawing, { rightMm: 30 }).hint).toBeNull();
  });
});

describe('what is said of it', () => {
  const fine: Match = {
    asItLies: 0.7,
    best: 0.72,
    elsewhere: 0.2,
    offset: { right: 0, down: 0, clockwiseDeg: 0 },
    atLimit: false,
  };
  const off = (right: number, clockwiseDeg = 0): Match => ({ ...fine, offset: { right, down: 0, clockwiseDeg } });

  it('is the way back: the opposite of how it lies', () => {
    expect(verdict(faceDrawing, { rightMm: 4, clockwiseDeg: -3 }).hint).toEqual({
      rightMm: expect.closeTo(-4, 0),
      downMm: 0,
      clockwiseDeg: expect.closeTo(3, 0),
    });
  });

  it('grows as it comes nearer', () => {
    const shares = [8, 5, 3, 1.5, 0].map((rightMm) => verdict(faceDrawing, { rightMm }).share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.98);
  });

  it('is nothing where it is near enough, and stays said until it is nearer still', () => {
    const nearly = off(1.5);
    expect(judge([nearly, nearly, nearly], scale, null)?.hint).toBeNull();
    const said = { rightMm: -2, downMm: 0, clockwiseDeg: 0 };
    expect(judge([nearly, nearly, nearly], scale, said)?.hint?.rightMm).toBeCloseTo(-1.35);
  });

  it('goes by most of the last matches: one that is quite different changes nothing', () => {
    const hint = judge([off(4), { ...fine, best: 0.1, asItLies: 0 }, off(4)], scale, null)?.hint;
    expect(hint?.rightMm).toBeCloseTo(-3.6);
    expect(judge([{ ...fine, best: 0.1 }, off(4)], scale, null)?.hint).toBeNull();
    expect(judge([], scale, null)).toBeNull();
  });

  it.each<[string, Partial<Match>]>([
    ['too unlike', { best: 0.3 }],
    ['as likely elsewhere', { elsewhere: 0.65 }],
    ['at the end of the search', { atLimit: true }],
  ])('names no way where it is %s', (_, doubt) => {
    const doubtful = { ...off(6), ...doubt };
    expect(judge([doubtful, doubtful, doubtful], scale, null)?.hint).toBeNull();
  });
});
