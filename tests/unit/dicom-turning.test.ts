import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { mirrorAxis } from '../../electron/contract/protocol.ts';
import { storedOrientation } from '../../electron/stores/dicom/orientation.ts';
import { decodeCoefficients } from '../../electron/stores/dicom/turning/coefficients.ts';
import { jpegParts } from '../../electron/stores/dicom/turning/jpeg-parts.ts';
import { correctedOrientation, inverse, isTurned, type Turn, uprightTurn } from '../../electron/stores/dicom/turning/turn.ts';
import { turnJpeg } from '../../electron/stores/dicom/turning/turn-jpeg.ts';

const ways = [1, 2, 3, 4, 5, 6, 7, 8];
const coefficientsOf = (jpeg: Uint8Array) => decodeCoefficients(jpeg, jpegParts(jpeg)).planes;

type Sampling = '4:2:0' | '4:4:4' | '4:2:2' | '4:4:0' | 'grey';

/** Samples that differ everywhere, smooth enough to be a picture. */
async function picture(width: number, height: number, sampling: Sampling): Promise<Uint8Array> {
  const channels = 3;
  const samples = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      samples[at] = 128 + 100 * Math.sin(x / 9) * Math.cos(y / 23);
      samples[at + 1] = (x * 200) / width + ((x * 7 + y * 13) % 31);
      samples[at + 2] = (y * 220) / height + ((x * y) % 17);
    }
  }
  const image = sharp(samples, { raw: { width, height, channels } });
  if (sampling === 'grey') return await image.grayscale().jpeg({ quality: 92 }).toBuffer();
  if (sampling === '4:2:0') return await image.jpeg({ quality: 92, chromaSubsampling: '4:2:0' }).toBuffer();
  const plain = await image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
  return sampling === '4:4:4' ? plain : resampled(plain, sampling);
}

/**
 * sharp writes no other subsampling: the luminance of the same picture, with as many chrominance blocks as the sampling has. What colours
 * come of it does not matter here.
 */
function resampled(_plain: Uint8Array, _sampling: '4:2:2' | '4:4:0'): Uint8Array {
  throw new Error('todo');
}

async function samplesOf(jpeg: Uint8Array) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function difference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let index = 0; index < a.length; index++) most = Math.max(most, Math.abs((a[index] ?? 0) - (b[index] ?? 0)));
  return most;
}

/** What sharp makes of a decoded picture by the same turn. */
async function turnedSamples(jpeg: Uint8Array, { transpose, flipX, flipY }: Turn, crop: { left: number; top: number; width: number; height: number }) {
  const png = await sharp(jpeg).png().toBuffer();
  const exchanged = transpose ? await sharp(await sharp(png).rotate(90).png().toBuffer()).flop().png().toBuffer() : png;
  const flipped = await sharp(exchanged).flop(flipX).flip(flipY).png().toBuffer();
  return await sharp(flipped).extract(crop).raw().toBuffer();
}

describe.each(['4:2:0', '4:4:4', 'grey'] as const)('%s', (sampling) => {
  test.each(ways)('EXIF %i: turned without loss', async (exif) => {
    const turn = uprightTurn(exif, 'none');
    const source = await picture(96, 64, sampling);
    const turned = turnJpeg(source, turn);
    expect(turned.trimmed).toEqual({ columns: 0, rows: 0 });
    const back = turnJpeg(turned.jpeg, inverse(turn));
    expect(coefficientsOf(back.jpeg)).toEqual(coefficientsOf(source));
    const { data, width, height } = await samplesOf(turned.jpeg);
    const d = difference(data, await turnedSamples(source, turn, { left: 0, top: 0, width, height }));
    console.log(sampling, exif, d);
    expect(d).toBeLessThanOrEqual(2);
  });
});
