import { describe, expect, it } from 'vitest';
import {
  parseAperture,
  parseFormat,
  parseIso,
  parseKelvin,
  parseQuantity,
  parseShutterS,
  parseSize,
  parseTarget,
  parseWhiteBalance,
} from '../../electron/devices/camera/settings/labels.ts';
import {
  driveRank,
  parseDrive,
  parseFocus,
  parseMetering,
  parseProgram,
} from '../../electron/devices/camera/settings/mode-labels.ts';
import { canon, nikon } from '../rigs/camera-labels.ts';

const table = <T>(parse: (label: string) => T, rows: [string, T][]): void => {
  it.each(rows)('%s', (label, value) => {
    const got = parse(label);
    if (typeof value === 'number') expect(got).toBeCloseTo(value, 9);
    else expect(got).toBe(value);
  });
};

describe('aperture', () => {
  table(parseAperture, [
    ['f/5.6', 5.6],
    ['f/3,5', 3.5],
    ['5.6', 5.6],
    ['8', 8],
    ['F8', 8],
    ['f/0', undefined],
    ['implicit auto', undefined],
    ['Unknown value 007b', undefined],
    ['', undefined],
  ]);
  it('reads every label of the D750', () => {
    expect(nikon['f-number'].map(parseAperture)).toEqual([
      3.5, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22,
    ]);
  });
});

describe('shutter', () => {
  table(parseShutterS, [
    ['1/125', 0.008],
    ['0.0080s', 0.008],
    ['0,0080s', 0.008],
    ['0,8', 0.8],
    ['1.3 s', 1.3],
    ['10/13', 10 / 13],
    ['1/2.5', 0.4],
    ['30', 30],
    ['30"', 30],
    ['bulb', undefined],
    ['Bulb', undefined],
    ['Time', undefined],
    ['x 200', undefined],
    ['1/0', undefined],
    ['Auto', undefined],
  ]);
  it.each([
    ['D750, fractions', nikon.shutterspeed2],
    ['D750, seconds', nikon.shutterspeed],
    ['5D Mark III', [...canon.shutterspeed].reverse()],
  ])('reads every label of the %s, in order', (_, labels) => {
    const seconds = labels.map(parseShutterS);
    expect(seconds.every((value) => value !== undefined && value > 0)).toBe(true);
    expect(seconds).toEqual([...seconds].sort((a, b) => Number(a) - Number(b)));
  });
});

describe('iso', () => {
  table(parseIso, [
    ['ISO 200', 200],
    ['200', 200],
    ['51200', 51200],
    ['Auto', undefined],
    ['Auto ISO', undefined],
    ['Lo 0.3', undefined],
    ['Unknown value 007b', undefined],
    ['100 Multi Frame Noise Reduction', undefined],
  ]);
  it('reads every label of both bodies but those that say none', () => {
    expect(nikon.iso.map(parseIso).filter((value) => value === undefined)).toEqual([]);
    expect(canon.iso.filter((label) => parseIso(label) === undefined)).toEqual([
      'Auto',
      'Unknown value 007b',
      'Unknown value 007d',
      'Unknown value 0083',
      'Unknown value 0085',
    ]);
  });
});

describe('kelvin', () => {
  table(parseKelvin, [
    ['5000', 5000],
    ['5000K', 5000],
    ['10000 K', 10000],
    ['auto', undefined],
    ['50', undefined],
  ]);
});

describe('white balance', () => {
  it('reads the D750', () => {
    expect(nikon.whitebalance.map(parseWhiteBalance)).toEqual([
      ...['auto', 'daylight', undefined, 'tungsten', 'flash', 'cloudy', undefined, 'kelvin', undefined],
    ]);
  });
  it('reads the 5D Mark III', () => {
    expect(canon.whitebalance.map(parseWhiteBalance)).toEqual([
      ...['auto', 'daylight', undefined, 'cloudy', 'tungsten', undefined, 'flash', undefined, 'kelvin'],
    ]);
  });
  table(parseWhiteBalance, [
    ['Choose Color Temperature', 'kelvin'],
    ['Natural light auto', undefined],
    ['One-push Automatic', undefined],
    ['AWB', 'auto'],
  ]);
});

describe('target', () => {
  table(parseTarget, [
    ['Internal RAM', 'ram'],
    ['Memory card', 'card'],
    ['sdram', 'ram'],
    ['card', 'card'],
    ['card+sdram', undefined],
    ['Unknown value 0003', undefined],
  ]);
});

describe('format', () => {
  it('reads the D750', () => {
    expect(nikon.imagequality.map(parseFormat)).toEqual([
      ...['jpeg', 'jpeg', 'jpeg', 'raw', 'raw+jpeg', 'raw+jpeg', 'raw+jpeg'],
    ]);
  });
  it('reads the 5D Mark III', () => {
    for (const label of canon.imageformat) {
      const expected = label.startsWith('Unknown')
        ? undefined
        : label.includes('+')
          ? 'raw+jpeg'
          : label.endsWith('JPEG')
            ? 'jpeg'
            : 'raw';
      expect([label, parseFormat(label)]).toEqual([label, expected]);
    }
  });
  table(parseFormat, [
    ['RAW', 'raw'],
    ['cRAW + Large Fine JPEG', 'raw+jpeg'],
    ['RAW + L', 'raw+jpeg'],
    ['L', 'jpeg'],
    ['Large Fine JPEG+RAW', 'raw+jpeg'],
    ['RAW+JPEG (Std)', 'raw+jpeg'],
    ['Extra Fine', 'jpeg'],
    ['JPEG Fine*', 'jpeg'],
    ['TIFF', undefined],
    ['NEF+HEIF', undefined],
    ['HEIF', undefined],
    ['Unknown value 04d3', undefined],
  ]);
});

describe('any quantity', () => {
  table(parseQuantity, [
    ['f/8', 8],
    ['1/125', 0.008],
    ['80%', 80],
    ['-1', -1],
    ['0', 0],
    ['Auto', undefined],
  ]);
});

describe('dials and switches', () => {
  describe('program', () => {
    table(parseProgram, [
      ['M', 'manual'],
      ['Manual', 'manual'],
      ['A', 'aperture'],
      ['AV', 'aperture'],
      ['S', 'shutter'],
      ['TV', 'shutter'],
      ['P', 'program'],
      ['Green', 'auto'],
      ['Bulb', undefined],
      ['U1', undefined],
    ]);
  });
  describe('drive', () => {
    table(parseDrive, [
      ['Single Shot', 'single'],
      ['Single', 'single'],
      ['Burst', 'continuous'],
      ['Continuous Low Speed', 'continuous'],
      ['Timer', 'self-timer'],
      ['Timer 2 sec', 'self-timer'],
      ['Quiet Release', 'quiet'],
      ['Single: Silent shooting', 'quiet'],
      ['Continuous silent', undefined],
      ['Mirror Up', undefined],
    ]);
    it('prefers the short timer and the usual speed', () => {
      const best = (...labels: string[]) => labels.sort((a, b) => driveRank(b) - driveRank(a))[0];
      expect(best('Timer 10 sec', 'Timer 2 sec')).toBe('Timer 2 sec');
      expect(best('Continuous low speed', 'Super high speed continuous shooting', 'Continuous high speed')).toBe(
        'Continuous high speed',
      );
    });
  });
  describe('metering', () => {
    table(parseMetering, [
      ['Multi Spot', 'matrix'],
      ['Evaluative', 'matrix'],
      ['Multi spot', undefined],
      ['Center Weighted', 'centre'],
      ['Center-weighted average', 'centre'],
      ['Center Spot', 'spot'],
      ['Spot', 'spot'],
      ['Partial', 'partial'],
    ]);
  });
  describe('focus', () => {
    table(parseFocus, [
      ['MF (fixed)', 'manual'],
      ['MF (selection)', 'manual'],
      ['Manual', 'manual'],
      ['AF-S', 'single'],
      ['One Shot', 'single'],
      ['AI Servo', 'continuous'],
      ['AI Focus', 'auto'],
      ['AF-F', undefined],
    ]);
  });
});

describe('size', () => {
  const pixels = ['8256x5504', '6192x4128', '4128x2752'];
  it.each([
    ['8256x5504', pixels, 'large'],
    ['6192x4128', pixels, 'medium'],
    ['4128x2752', pixels, 'small'],
    ['4496x3000', ['6000x4000', '4496x3000'], 'medium'],
    ['Large Fine JPEG', [], 'large'],
    ['RAW + Medium Normal JPEG', [], 'medium'],
    ['Tiny JPEG', [], 'small'],
    ['L', [], 'large'],
    ['RAW + S1', [], 'small'],
    ['mRAW + Large Fine JPEG', [], 'large'],
    ['sRAW', [], undefined],
    ['Unknown value 04d3', [], undefined],
  ])('%s', (label, choices, size) => expect(parseSize(label, choices)).toBe(size));
});
