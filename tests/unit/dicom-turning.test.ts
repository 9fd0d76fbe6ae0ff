import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { mirrorAxis } from '../../electron/contract/protocol.ts';
import { readExif } from '../../electron/stores/dicom/exif.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import { correctedOrientation, storedOrientation } from '../../electron/stores/dicom/orientation.ts';
import { decodeCoefficients } from '../../electron/stores/dicom/turning/coefficients.ts';
import { jpegParts } from '../../electron/stores/dicom/turning/jpeg-parts.ts';
import { smallPicture } from '../../electron/stores/dicom/turning/small-picture.ts';
import { inverse, isTurned, type Turn, uprightTurn } from '../../electron/stores/dicom/turning/turn.ts';
import { turnJpeg } from '../../electron/stores/dicom/turning/turn-jpeg.ts';
import { type JpegShape, writeJpeg } from '../rigs/jpeg-writer.ts';
import { makeJpeg } from '../rigs/photographs.ts';

const ways = [1, 2, 3, 4, 5, 6, 7, 8];
const coefficientsOf = (jpeg: Uint8Array) => decodeCoefficients(jpeg, jpegParts(jpeg)).planes;

const shapes: Record<string, JpegShape> = {
  '4:4:4': {
    width: 48,
    height: 32,
    sampling: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  },
  '4:2:2': {
    width: 64,
    height: 40,
    sampling: [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
  },
  '4:4:0': {
    width: 40,
    height: 64,
    sampling: [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
  },
  '4:2:0': {
    width: 64,
    height: 32,
    sampling: [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  },
  '4:1:1': {
    width: 64,
    height: 32,
    sampling: [
      [4, 1],
      [1, 1],
      [1, 1],
    ],
  },
  grey: { width: 40, height: 24, sampling: [[1, 1]] },
  'grey with factors that mean nothing': { width: 40, height: 24, sampling: [[2, 2]] },
  '4:2:2 with restarts': {
    width: 64,
    height: 40,
    sampling: [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
    restart: 3,
  },
  '4:2:0, a scan for each component': {
    width: 64,
    height: 32,
    sampling: [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
    separate: true,
    restart: 2,
  },
  '16-bit quantisation': {
    width: 48,
    height: 32,
    sampling: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    wide: true,
  },
};

type Picture = { data: Buffer; width: number; height: number; channels: number };

async function decoded(jpeg: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** The largest difference between a turned picture and the same samples moved one by one; what was trimmed is not there. */
function difference(turned: Picture, source: Picture, turn: Turn, trimmed: { columns: number; rows: number }): number {
  expect([turned.width + trimmed.columns, turned.height + trimmed.rows]).toEqual(
    turn.transpose ? [source.height, source.width] : [source.width, source.height],
  );
  let most = 0;
  for (let y = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++) {
      const [u, v] = [turn.flipX ? turned.width - 1 - x : x, turn.flipY ? turned.height - 1 - y : y];
      const [column, row] = turn.transpose ? [v, u] : [u, v];
      for (let channel = 0; channel < turned.channels; channel++) {
        const here = turned.data[(y * turned.width + x) * turned.channels + channel] ?? 0;
        const there = source.data[(row * source.width + column) * source.channels + channel] ?? 0;
        most = Math.max(most, Math.abs(here - there));
      }
    }
  }
  return most;
}

describe.each(Object.entries(shapes))('%s', (name, shape) => {
  test.each(ways)('turned as EXIF %i asks: the same picture, and back the same coefficients', async (exif) => {
    const turn = uprightTurn(exif, 'none');
    const source = writeJpeg(shape);
    const { jpeg, trimmed, rows, columns } = turnJpeg(source, turn);
    expect(trimmed).toEqual({ columns: 0, rows: 0 });
    expect(readJpeg(jpeg)).toMatchObject({ rows, columns, trailingBytes: 0 });
    expect(coefficientsOf(turnJpeg(jpeg, inverse(turn)).jpeg)).toEqual(
      coefficientsOf(turnJpeg(source, uprightTurn(1, 'none')).jpeg),
    );
    // Flipped, the transform computes the same numbers; with rows and columns exchanged it may round them the other way.
    const exact = !turn.transpose && (name.startsWith('4:4:4') || name.startsWith('grey') || name.startsWith('16'));
    expect(difference(await decoded(jpeg), await decoded(source), turn, trimmed)).toBeLessThanOrEqual(exact ? 0 : 4);
  });
});

describe('edges that no MCU fills', () => {
  const shape: JpegShape = {
    width: 61,
    height: 45,
    sampling: [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  };

  test.each(ways)('EXIF %i: what would lie inside is trimmed and told, what lies at the edge stays', async (exif) => {
    const turn = uprightTurn(exif, 'none');
    const source = writeJpeg(shape);
    const { jpeg, trimmed } = turnJpeg(source, turn);
    const [columns, rows] = turn.transpose ? [45 % 16, 61 % 16] : [61 % 16, 45 % 16];
    expect(trimmed).toEqual({ columns: turn.flipX ? columns : 0, rows: turn.flipY ? rows : 0 });
    // Decoders smooth colours across what was trimmed: the pixels beside the cut may differ more.
    expect(difference(await decoded(jpeg), await decoded(source), turn, trimmed)).toBeLessThanOrEqual(40);
  });

  it('refuses a picture smaller than one MCU in the direction in which it is flipped', () => {
    const tiny = writeJpeg({ ...shape, width: 12 });
    expect(() => turnJpeg(tiny, uprightTurn(2, 'none'))).toThrow(
      expect.objectContaining({ code: 'picture-unsupported' }),
    );
    expect(turnJpeg(tiny, uprightTurn(1, 'none')).columns).toBe(12);
  });
});

describe('what is left around the picture', () => {
  const lying = async (): Promise<Buffer> => {
    const image = sharp(await makeJpeg(1, { width: 64, height: 48 }));
    return await image.withMetadata({ orientation: 6 }).withIccProfile('srgb').jpeg().toBuffer();
  };

  it('EXIF says that it stands, the colour profile is kept, what followed the end is gone', async () => {
    const source = Buffer.concat([await lying(), Buffer.from('a preview of the camera')]);
    const { jpeg } = turnJpeg(source, uprightTurn(6, 'none'));
    const [before, after] = [await sharp(source).metadata(), await sharp(jpeg).metadata()];
    expect(before.orientation).toBe(6);
    expect(after.orientation).toBe(1);
    expect(after.icc).toEqual(before.icc);
    expect([after.width, after.height]).toEqual([48, 64]);
    const { exif, trailingBytes } = readJpeg(jpeg);
    expect(exif && readExif(exif).orientation).toBe(1);
    expect(trailingBytes).toBe(0);
    expect(jpeg.at(-1)).toBe(0xd9);
  });

  it('is the same bytes each time', async () => {
    const source = await lying();
    expect(turnJpeg(source, uprightTurn(6, 'left-right')).jpeg).toEqual(
      turnJpeg(source, uprightTurn(6, 'left-right')).jpeg,
    );
  });

  it('says that it is damaged where the data end early', () => {
    const whole = writeJpeg({ width: 64, height: 40, sampling: [[1, 1]] });
    const cut = Buffer.concat([whole.subarray(0, whole.length - 200), Buffer.of(0xff, 0xd9)]);
    expect(() => turnJpeg(cut, uprightTurn(6, 'none'))).toThrow(
      expect.objectContaining({ code: 'picture-unsupported' }),
    );
  });
});

describe('turns', () => {
  it('each one is undone by its inverse, and only EXIF 1 without a mirror turns nothing', () => {
    for (const exif of ways) {
      for (const mirror of mirrorAxis.options) {
        const turn = uprightTurn(exif, mirror);
        const source = writeJpeg({ width: 32, height: 16, sampling: [[1, 1]] });
        expect(coefficientsOf(turnJpeg(turnJpeg(source, turn).jpeg, inverse(turn)).jpeg)).toEqual(
          coefficientsOf(source),
        );
      }
    }
    expect(isTurned(uprightTurn(1, 'none'))).toBe(false);
    expect(isTurned(uprightTurn(2, 'left-right'))).toBe(false);
  });

  it('PatientOrientation of the corrected picture is that of the upright one, with the mirrored axis reversed', () => {
    expect(correctedOrientation(['L', 'F'], 'none')).toEqual(['L', 'F']);
    expect(correctedOrientation(['L', 'A'], 'left-right')).toEqual(['R', 'A']);
    expect(correctedOrientation(['L', 'A'], 'top-bottom')).toEqual(['L', 'P']);
    expect(storedOrientation(correctedOrientation(['L', 'F'], 'left-right'), 2)).toEqual(['L', 'F']);
  });
});

it('a small picture shows the same, upright: corners of a picture in four colours', async () => {
  const quarter = (r: number, g: number, b: number) => ({
    create: { width: 80, height: 40, channels: 3 as const, background: { r, g, b } },
  });
  const image = sharp(quarter(200, 30, 30)).extend({ right: 80, bottom: 40, background: { r: 30, g: 30, b: 200 } });
  const picture = await sharp(await image.png().toBuffer())
    .jpeg({ quality: 95 })
    .toBuffer();
  const { rgb, width, height } = smallPicture(picture, uprightTurn(6, 'none'), 20);
  expect([width, height]).toEqual([10, 20]);
  const at = (x: number, y: number) => [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  // Turned clockwise, what was at the upper left is at the upper right.
  const [red, blue] = [at(width - 1, 0), at(0, height - 1)];
  expect(Math.abs((red[0] ?? 0) - 200) + Math.abs((blue[2] ?? 0) - 200)).toBeLessThan(20);
});
