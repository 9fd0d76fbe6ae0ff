import { describe, expect, it } from 'vitest';
import { sharpEdges } from '../../renderer/liveview/analysis/edges.ts';
import { bins, clipping, levelsOf } from '../../renderer/liveview/analysis/levels.ts';
import {
  overColour,
  paintOverlay,
  peakingColour,
  shadowColour,
  underColour,
} from '../../renderer/liveview/analysis/overlay.ts';
import { lumaOf, type Pixels } from '../../renderer/liveview/analysis/pixels.ts';
import { histogramPath } from '../../renderer/liveview/histogram-path.ts';

const width = 64;
const height = 32;

/** A picture whose grey at a place is what `level` says there, 0 to 255. */
function grey(level: (x: number, y: number) => number): Pixels {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const value = level(at % width, Math.floor(at / width));
    rgba.set([value, value, value, 255], at * 4);
  }
  return { width, height, rgba };
}

/** A step from dark to bright at the middle, blurred as far as `sigma` pixels say, turned by `along`. */
function step(sigma: number, low: number, high: number, along: (x: number, y: number) => number = (x) => x - 31.5) {
  return grey((x, y) => low + (high - low) / (1 + Math.exp((-1.702 * along(x, y)) / Math.max(sigma, 1e-6))));
}

function marked(pixels: Pixels): number {
  return sharpEdges(lumaOf(pixels), width, height).reduce((sum, mark) => sum + mark, 0);
}

describe('sharp edges', () => {
  it('are marked along a step, on it and nowhere else', () => {
    const marks = sharpEdges(lumaOf(step(0, 60, 180)), width, height);
    const columns = new Set([...marks.keys()].filter((at) => marks[at]).map((at) => at % width));
    expect([...columns].sort((a, b) => a - b)).toEqual([31, 32]);
    expect(marked(step(0, 60, 180))).toBe(2 * (height - 4));
  });

  it.each([
    ['upright', (x: number) => x - 31.5],
    ['level', (_: number, y: number) => y - 15.5],
    ['slanting', (x: number, y: number) => (x - 31.5 + (y - 15.5)) / Math.SQRT2],
  ])('are found whichever way they run: %s', (_, along) => {
    expect(marked(step(0.5, 60, 180, along))).toBeGreaterThan(20);
  });

  it.each([1.5, 2, 4])('are not found where the picture is soft, however strong its contrast: blur %s', (sigma) => {
    expect(marked(step(sigma, 0, 255))).toBe(0);
  });

  it('are found in weak detail that is sharp: a lash on skin', () => {
    expect(marked(grey((x) => (x === 31 ? 120 : 165)))).toBeGreaterThan(0);
  });

  it('are not found in noise and in even skin', () => {
    let seed = 7;
    const noise = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return (seed / 2 ** 31 - 0.5) * 16;
    };
    expect(marked(grey(() => 150 + noise()))).toBe(0);
    expect(marked(grey((x) => 100 + x))).toBe(0);
  });
});

describe('levels', () => {
  it('give each pixel to one bin, by luma', () => {
    const pixels = grey((x) => (x < 16 ? 0 : x < 32 ? 128 : 255));
    const { histogram } = levelsOf(pixels, lumaOf(pixels));
    expect(histogram[0]).toBeCloseTo(0.25);
    expect(histogram[bins / 2]).toBeCloseTo(0.25);
    expect(histogram[bins - 1]).toBeCloseTo(0.5);
    expect(histogram.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  it('say how much is burnt and how much is black, and where', () => {
    const pixels = grey((x) => (x < 8 ? 2 : x < 24 ? 254 : 120));
    const { over, under, clipped } = levelsOf(pixels, lumaOf(pixels));
    expect([under, over]).toEqual([8 / 64, 16 / 64]);
    expect([clipped[0], clipped[8], clipped[24]]).toEqual([clipping.under, clipping.over, clipping.none]);
  });

  it('call skin burnt as soon as its red is, and a deep colour not black', () => {
    const pixels: Pixels = { width: 2, height: 1, rgba: new Uint8ClampedArray([255, 170, 140, 255, 0, 0, 40, 255]) };
    expect([...levelsOf(pixels, lumaOf(pixels)).clipped]).toEqual([clipping.over, clipping.none]);
  });

  it('of nothing are nothing', () => {
    const nothing: Pixels = { width: 0, height: 0, rgba: new Uint8ClampedArray() };
    expect(levelsOf(nothing, lumaOf(nothing))).toMatchObject({ over: 0, under: 0 });
  });
});

describe('what is drawn over the frame', () => {
  const at = (overlay: Pixels, x: number, y: number): number[] =>
    [...overlay.rgba].slice((y * overlay.width + x) * 4, (y * overlay.width + x) * 4 + 4);

  it('is nothing where nothing is marked', () => {
    const marks = { sharp: new Uint8Array(16), clipped: new Uint8Array(16) };
    expect(paintOverlay(marks, 4, 4, 2).rgba.every((value) => value === 0)).toBe(true);
  });

  it('is a bright mark with a dark shadow, so that it shows on skin and on lashes', () => {
    const sharp = new Uint8Array(16);
    sharp[5] = 1;
    const overlay = paintOverlay({ sharp }, 4, 4, 1);
    expect(at(overlay, 1, 1)).toEqual([...peakingColour]);
    expect(at(overlay, 2, 1)).toEqual([...shadowColour]);
    expect(at(overlay, 1, 2)).toEqual([...shadowColour]);
    expect(at(overlay, 0, 0)).toEqual([0, 0, 0, 0]);
  });

  it('is hatching that runs the other way for black than for burnt: no colour is needed to tell them apart', () => {
    const all = (kind: number) => paintOverlay({ clipped: new Uint8Array(256).fill(kind) }, 16, 16, 1);
    const [over, under] = [all(clipping.over), all(clipping.under)];
    for (let step = 0; step < 8; step += 1) {
      expect(at(over, 8 - step, step)).toEqual(at(over, 8, 0));
      expect(at(under, step, step)).toEqual(at(under, 0, 0));
    }
    const row = (overlay: Pixels) => Array.from({ length: 16 }, (_, x) => at(overlay, x, 0));
    expect(row(over)).toContainEqual([...overColour]);
    expect(row(over)).toContainEqual([0, 0, 0, 0]);
    expect(row(under)).toContainEqual([...underColour]);
  });

  it('keeps its place when it is finer than the marks', () => {
    const sharp = new Uint8Array(16);
    sharp[5] = 1;
    const overlay = paintOverlay({ sharp }, 4, 4, 3);
    expect([overlay.width, overlay.height]).toEqual([12, 12]);
    expect(at(overlay, 3, 3)).toEqual([...peakingColour]);
    expect(at(overlay, 5, 5)).toEqual([...peakingColour]);
    expect(at(overlay, 2, 3)).toEqual([0, 0, 0, 0]);
  });
});

describe('the histogram’s outline', () => {
  it('is as high as the tallest bar, and an overlong one flattens no other', () => {
    expect(histogramPath([0, 0.05, 0.1], 10)).toBe('M0 10L0 10H1L1 5H2L2 0H3V10Z');
    expect(histogramPath([0.9, 0.06, 0], 10)).toBe('M0 10L0 0H1L1 5H2L2 10H3V10Z');
    expect(histogramPath([0, 0], 10)).toBe('M0 10L0 10H1L1 10H2V10Z');
  });
});
