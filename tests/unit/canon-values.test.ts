import { describe, expect, it } from 'vitest';
import { wrapAsCr2 } from '../../electron/simulator/canon/cr2.ts';
import {
  apertures,
  bulb,
  compensations,
  isoAuto,
  isoSpeeds,
  shutterTimes,
} from '../../electron/simulator/canon/exposure-values.ts';
import {
  decodeImageFormat,
  encodeImageFormat,
  imageFormats,
  plannedFiles,
} from '../../electron/simulator/canon/image-format.ts';
import { type Dialled, meter } from '../../electron/simulator/canon/metering.ts';
import { mode } from '../../electron/simulator/canon/mode-dial.ts';

const codes = (values: readonly { code: number }[]): number[] => values.map(({ code }) => code);

describe('the numbers of an EOS', () => {
  it('are those that a real 5D Mark III lists', () => {
    expect(codes(shutterTimes)).toEqual([
      16, 19, 21, 24, 27, 29, 32, 35, 37, 40, 43, 45, 48, 51, 53, 56, 59, 61, 64, 67, 69, 72, 75, 77, 80, 83, 85, 88,
      91, 93, 96, 99, 101, 104, 107, 109, 112, 115, 117, 120, 123, 125, 128, 131, 133, 136, 139, 141, 144, 147, 149,
      152, 155, 157, 160,
    ]);
    expect(codes(isoSpeeds)).toEqual([
      72, 75, 77, 80, 83, 85, 88, 91, 93, 96, 99, 101, 104, 107, 109, 112, 115, 117, 120, 123, 125, 128, 131, 133, 136,
    ]);
    expect(codes(compensations)).toEqual([
      216, 219, 221, 224, 227, 229, 232, 235, 237, 240, 243, 245, 248, 251, 253, 0, 3, 5, 8, 11, 13, 16, 19, 21, 24, 27,
      29, 32, 35, 37, 40,
    ]);
    expect(imageFormats.slice(0, 7).map((format) => format.toString(16))).toEqual(
      '300 200 1300 1200 d300 d200 e300'.split(' '),
    );
  });

  it('are eighths of a stop', () => {
    const off = (stops: number, code: number): number => Math.abs(stops - code / 8);
    for (const { code, value } of apertures) expect(off(2 * Math.log2(value), code - 8)).toBeLessThan(0.2);
    for (const { code, value } of shutterTimes) expect(off(-Math.log2(value), code - 0x38)).toBeLessThan(0.2);
    for (const { code, value } of isoSpeeds) expect(off(Math.log2(value / 100), code - 0x48)).toBeLessThan(0.2);
  });
});

describe('an image format', () => {
  it('is the same on the wire', () => {
    for (const format of imageFormats) expect(decodeImageFormat(encodeImageFormat(format))).toBe(format);
    expect(new Set(imageFormats).size).toBe(35);
  });

  it('is refused where it is none', () => {
    expect(decodeImageFormat(new Uint8Array(3))).toBeNull();
    expect(decodeImageFormat(new Uint8Array(24))).toBeNull();
    expect(decodeImageFormat(Uint8Array.of(2, 0, 0, 0, 16, 0, 0, 0))).toBeNull();
  });

  it('says what one release makes, the raw file first', () => {
    expect(plannedFiles(0x0c03)).toEqual([
      { kind: 'raw', share: 1 },
      { kind: 'jpeg', share: 1 },
    ]);
    expect(plannedFiles(0x2c00)).toEqual([{ kind: 'raw', share: 1 / 2 }]);
    expect(plannedFiles(0xf300)).toEqual([{ kind: 'jpeg', share: 1 / 8 }]);
  });
});

describe('a CR2', () => {
  it('is a TIFF with Canon’s mark, whose strip is the JPEG', () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);
    const data = Buffer.from(wrapAsCr2(jpeg, { widthPx: 6, heightPx: 4, model: 'EOS', orientation: 1 }));
    expect(data.subarray(0, 10)).toEqual(Buffer.from('II*\0\x10\0\0\0CR', 'latin1'));
    const tags = new Map(
      Array.from({ length: data.readUInt16LE(16) }, (_, i) => [
        data.readUInt16LE(18 + 12 * i),
        data.readUInt32LE(18 + 12 * i + 8),
      ]),
    );
    const at = tags.get(0x0111) ?? 0;
    expect(data.subarray(at, at + (tags.get(0x0117) ?? 0))).toEqual(Buffer.from(jpeg));
    expect([...tags.keys()]).toEqual([...tags.keys()].sort((a, b) => a - b));
  });
});

describe('metering', () => {
  const dialled: Dialled = { mode: mode.manual, aperture: 0x40, shutter: 0x70, iso: 0x50, compensation: 0 };

  it('changes nothing in manual', () => {
    expect(meter({ ...dialled, compensation: 8 }, true)).toEqual({ aperture: 11, shutterS: 1 / 125, iso: 200 });
    expect(meter({ ...dialled, shutter: bulb }, true).shutterS).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes 400 for Auto ISO by flash, and the room’s light without', () => {
    expect(meter({ ...dialled, iso: isoAuto }, true).iso).toBe(400);
    expect(meter({ ...dialled, iso: isoAuto }, false).iso).toBe(6400);
    expect(meter({ ...dialled, iso: isoAuto, compensation: 0x08 }, false).iso).toBe(12800);
  });

  it('finds the time for an aperture and the aperture for a time', () => {
    const time = meter({ ...dialled, mode: mode.aperturePriority }, false);
    expect(time).toEqual({ aperture: 11, iso: 200, shutterS: 1 / 4 });
    expect(meter({ ...dialled, mode: mode.aperturePriority, compensation: 0xf8 }, false).shutterS).toBe(1 / 8);
    expect(meter({ ...dialled, mode: mode.shutterPriority, shutter: 0x48 }, false)).toEqual({ ...time, aperture: 11 });
    expect(meter({ ...dialled, mode: mode.program }, false)).toMatchObject({ aperture: 8, shutterS: 1 / 8 });
  });
});
