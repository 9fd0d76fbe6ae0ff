import { describe, expect, it } from 'vitest';
import type { Check } from '../../electron/contract/protocol.ts';
import { centreEv, isDark, measureExposure } from '../../electron/studio/quality/exposure.ts';
import { type AssessContext, findingsFor } from '../../electron/studio/quality/findings.ts';
import { type ReducedPicture, reducedPicture } from '../../electron/studio/quality/picture.ts';
import { measureSharpness } from '../../electron/studio/quality/sharpness.ts';

type Colour = readonly [number, number, number];

function painted(at: (x: number, y: number) => Colour, original = 6000): ReducedPicture {
  const [widthPx, heightPx] = [240, 160];
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) rgb.set(at(x, y), (y * widthPx + x) * 3);
  }
  const originals = { originalWidthPx: original, originalHeightPx: (original * 2) / 3 };
  return reducedPicture(rgb, { widthPx, heightPx, ...originals, upright: 'landscape' });
}

const grey = (level: number): Colour => [level, level, level];
const flat = (level: number): ReducedPicture => painted(() => grey(level));

const context: AssessContext = {
  flash: 'expected',
  fired: 'unknown',
  lightMode: 'trigger',
  orientation: 'landscape',
  sensorWidthPx: 6000,
};
const check = (kind: Check['kind'], level: Check['level'], threshold: number): Check => ({ kind, level, threshold });
const only = (picture: ReducedPicture, asked: Check, changes: Partial<AssessContext> = {}) =>
  findingsFor(picture, [asked], { ...context, ...changes });

describe('exposure', () => {
  it('counts what has lost two channels, and not a saturated colour', () => {
    const quarter = (lost: Colour): ReducedPicture => painted((x) => (x < 60 ? lost : grey(120)));
    expect(measureExposure(quarter([255, 255, 200])).clipped).toBeCloseTo(0.25, 5);
    expect(measureExposure(quarter([255, 40, 30])).clipped).toBe(0);
  });

  it.each([
    [0.24, 'exposure-bright'],
    [0.26, 'exposure-good'],
  ] as const)('with a threshold of %f calls a quarter of white %s', (threshold, code) => {
    const picture = painted((x) => (x < 60 ? grey(255) : grey(120)));
    const [finding] = only(picture, check('exposure', 'block', threshold));
    expect(finding).toMatchObject({ code, level: code === 'exposure-good' ? 'good' : 'block' });
    expect(finding?.params).toMatchObject({ percent: 25, thresholdPercent: threshold * 100 });
  });

  it('calls a picture dark when even its lights are, and not because much of it is black', () => {
    expect(isDark(measureExposure(flat(20)))).toBe(true);
    expect(isDark(measureExposure(painted((x) => grey(x < 12 ? 180 : 2))))).toBe(false);
    expect(only(flat(20), check('exposure', 'advise', 0.02))[0]).toMatchObject({
      code: 'exposure-dark',
      level: 'advise',
    });
  });

  it('tells the middle in stops over mid-grey, whatever the edges do', () => {
    expect(centreEv(flat(118))).toBeCloseTo(0, 1);
    const edges = painted((x, y) => grey(x > 60 && x < 180 && y > 40 && y < 120 ? 84 : 255));
    expect(centreEv(edges)).toBeGreaterThan(-1.1);
    expect(centreEv(edges)).toBeLessThan(-0.6);
    expect(Number.isFinite(centreEv(flat(0)))).toBe(true);
  });
});

describe('flash', () => {
  const lit = flat(150);
  const dark = flat(20);
  it.each([
    ['trigger', 'yes', lit, 'flash-fired', 'good'],
    ['trigger', 'unknown', lit, 'flash-fired', 'good'],
    ['trigger', 'unknown', dark, 'flash-missed', 'block'],
    ['trigger', 'yes', dark, 'flash-missed', 'block'],
    ['trigger', 'no', dark, 'flash-missed', 'block'],
    ['trigger', 'no', lit, 'flash-missed', 'block'],
    ['manual', 'unknown', lit, 'flash-fired', 'good'],
    ['manual', 'unknown', dark, 'flash-unverified', 'advise'],
  ] as const)('by %s, device says %s', (lightMode, fired, picture, code, level) => {
    expect(only(picture, check('flash', 'block', 2.5), { lightMode, fired })).toMatchObject([{ code, level }]);
  });

  it('advises where the protocol only advises', () => {
    expect(only(dark, check('flash', 'advise', 2.5))).toMatchObject([{ code: 'flash-missed', level: 'advise' }]);
  });

  it('says nothing where no flash is expected', () => {
    expect(only(dark, check('flash', 'block', 2.5), { flash: 'none' })).toEqual([]);
  });
});

describe('sharpness', () => {
  const steps = (x: number): number => (Math.floor(x / 20) % 2 === 0 ? 60 : 180);
  const ramp = (width: number) => (x: number) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += steps(x + i - width / 2);
    return grey(Math.round(sum / width));
  };

  it('is near 1 for hard steps and near 0 for gentle ramps', () => {
    expect(measureSharpness(painted((x) => grey(steps(x))))).toBeGreaterThan(0.8);
    expect(measureSharpness(painted(ramp(12)))).toBeLessThan(0.1);
  });

  it('is not raised by noise over a soft picture', () => {
    let state = 1;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 32 - 0.5) * 6;
    };
    const wide = (x: number): number => 120 + (x > 120 ? 50 * Math.sin((x - 120) / 20) : 0);
    const quiet = measureSharpness(painted((x) => grey(Math.round(wide(x))))) ?? 1;
    const noisy = measureSharpness(painted((x) => grey(Math.round(wide(x) + noise())))) ?? 1;
    expect(quiet).toBeLessThan(0.1);
    expect(noisy).toBeLessThan(0.1);
  });

  it('does not depend on contrast', () => {
    const strong = measureSharpness(painted((x) => grey(steps(x)))) ?? 0;
    const weak = measureSharpness(painted((x) => grey(100 + steps(x) / 6))) ?? 0;
    expect(Math.abs(strong - weak)).toBeLessThan(0.05);
  });

  it('judges the sharpest tenth: a blurred background does not count', () => {
    const subjectOnly = painted((x, y) => (x > 100 && x < 160 && y > 40 && y < 120 ? grey(steps(x)) : ramp(14)(x)));
    expect(measureSharpness(subjectOnly)).toBeGreaterThan(0.6);
  });

  it('has no answer where nothing has contrast, and the finding is soft', () => {
    expect(measureSharpness(flat(128))).toBeUndefined();
    expect(only(flat(128), check('sharpness', 'advise', 0.1))).toMatchObject([{ code: 'soft', level: 'advise' }]);
  });
});

describe('size', () => {
  it.each([
    [6000, 6000, 'size-good', 100],
    [3000, 6000, 'size-small', 25],
    [3000, 3000, 'size-good', 100],
    [6000, 9504, 'size-small', 40],
  ] as const)('%i px of a sensor of %s px', (original, sensorWidthPx, code, percent) => {
    const findings = only(
      painted(() => grey(100), original),
      check('size', 'advise', 0.5),
      { sensorWidthPx },
    );
    expect(findings).toMatchObject([{ code, params: { percent, widthPx: original } }]);
  });
});

it('says nothing of the size where the sensor is not known', () => {
  expect(only(flat(100), check('size', 'advise', 0.5), { sensorWidthPx: undefined })).toEqual([]);
});

it('answers in the order of the checks', () => {
  const asked = [check('size', 'advise', 0.5), check('flash', 'block', 2.5), check('exposure', 'advise', 0.02)];
  const codes = findingsFor(flat(150), asked, context).map(({ code }) => code);
  expect(codes).toEqual(['size-good', 'flash-fired', 'exposure-good']);
});
