import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { newUid } from '../../electron/base/uid.ts';
import { derived, turnFor } from '../../electron/stores/dicom/derived.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import { readDicom } from '../../electron/stores/dicom/read.ts';
import { turnInThread } from '../../electron/stores/dicom/turning/turning-thread.ts';
import { decode, pydicom, pydicomFrame, validate, withDicomFile } from '../rigs/dicom-tools.ts';
import { type JpegShape, writeJpeg } from '../rigs/jpeg-writer.ts';
import { makeJpeg, photographFacts } from '../rigs/photographs.ts';

const samples = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));
const small = [
  'canon-eos-5d-mark-iii-small.jpg',
  'canon-eos-rp-small.jpg',
  'nikon-d3100-small.jpg',
  'nikon-d90-small.jpg',
];
const large = [
  'canon-eos-5d-mark-iii-large.jpg',
  'canon-eos-rp-large.jpg',
  'nikon-d3100-fine.jpg',
  'nikon-d90-fine.jpg',
];

/** The D90 says its sensitivity in its maker note alone: the setting that was read back stands in. */
const settings = [{ setting: 'iso', outcome: 'same', asked: 200, got: 200 } as const];

/** Nothing wrong; a view of this IOD may say more than the validator of 2022 knows. */
async function expectNoError(path: string): Promise<void> {
  expect((await validate(path)).errors).toEqual([]);
}

/**
 * DCMTK and libvips decode the same bytes with the same integer transform: not one sample may differ. Only colours that were left out
 * between rows (4:4:0, also what 4:2:2 becomes when it is turned) does libvips smooth and DCMTK's older library not.
 */
async function expectSamePixels(path: string, picture: Uint8Array): Promise<void> {
  const { rgb, width, height } = await decode(path);
  const { data, info } = await sharp(picture).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  expect([width, height]).toEqual([info.width, info.height]);
  if (readJpeg(picture).subsampling !== '4:4:0') expect(rgb.equals(data)).toBe(true);
  else expect(largestLightness(rgb, data, width)).toBeLessThanOrEqual(3);
}

/** The largest difference in brightness (JFIF's Y), which no smoothing of colours touches. */
function largestLightness(a: Buffer, b: Buffer, width: number): number {
  expect([a.length % width, a.length]).toEqual([0, b.length]);
  let most = 0;
  const weights = [0.299, 0.587, 0.114];
  for (let at = 0; at + 2 < a.length; at += 3) {
    // A colour beyond what RGB can hold is cut off: it says nothing of the brightness.
    if ([0, 1, 2].some((n) => [0, 255].includes(a[at + n] ?? 0) || [0, 255].includes(b[at + n] ?? 0))) continue;
    const difference = weights.reduce((sum, weight, n) => sum + weight * ((a[at + n] ?? 0) - (b[at + n] ?? 0)), 0);
    most = Math.max(most, Math.abs(difference));
  }
  return most;
}

async function expectCarried(picture: Uint8Array): Promise<void> {
  const object = photograph(photographFacts(picture, { settings }), picture);
  await withDicomFile(object.chunks, async (path) => {
    await expectNoError(path);
    await expectSamePixels(path, picture);
    const padded = picture.length % 2 === 0 ? picture : Buffer.concat([picture, Buffer.of(0)]);
    expect((await pydicomFrame(path)).equals(padded)).toBe(true);
    const found = await readDicom([await readFile(path)]);
    expect(found.payload).toEqual({ sha256: sha256Of(picture), bytes: picture.length });
  });
}

describe('pictures from real cameras', () => {
  it.for([...small, ...large])('%s: bit for bit, decoded by DCMTK to its own pixels', async (name, { skip }) => {
    skip(!existsSync(samples + name), `the sample ${name} is not on this machine`);
    const picture = await readFile(samples + name);
    await expectCarried(picture);
    const object = photograph(photographFacts(picture, { settings }), picture);
    await withDicomFile(object.chunks, async (path) => {
      const known = [
        'FNumber',
        'ExposureTimeInSeconds',
        'PhotographicSensitivity',
        'FocalLength',
        'ExposureProgram',
        'MeteringMode',
      ];
      for (const value of Object.values(await pydicom(path, known))) expect(Number(value)).toBeGreaterThan(0);
    });
  });

  it.for(small)('%s, held upright: the picture that stands is the same one, turned', async (name, { skip }) => {
    skip(!existsSync(samples + name), `the sample ${name} is not on this machine`);
    const picture = lying(await readFile(samples + name), 8);
    expect(readJpeg(picture).orientation).toBe(8);
    const facts = photographFacts(picture, { settings });
    const turned = await turnInThread(picture, turnFor(facts, picture));
    const object = derived(
      { ...facts, sopInstanceUid: newUid() },
      { sopInstanceUid: facts.sopInstanceUid, picture },
      turned,
    );
    await withDicomFile(object.chunks, async (path) => {
      await expectNoError(path);
      await expectSamePixels(path, turned.jpeg);
      const { rgb, width, height } = await decode(path);
      const { data, info } = await sharp(picture).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([width, height]).toEqual([info.width, info.height]);
      // The transform rounds rows and columns in another order, and colours are smoothed from it.
      expect(meanDifference(rgb, data)).toBeLessThan(0.25);
    });
  });

  it('is turned beside the main loop: that is never held up for a tenth of a second', async ({ skip }) => {
    const [name = ''] = large;
    skip(!existsSync(samples + name), `the sample ${name} is not on this machine`);
    const picture = lying(await readFile(samples + name), 6);
    const turn = turnFor(photographFacts(picture), picture);
    await turnInThread(await makeJpeg(1), turn);
    const before = performance.eventLoopUtilization();
    await turnInThread(picture, turn);
    // All that the loop had to do meanwhile, not only its longest piece.
    const { active } = performance.eventLoopUtilization(before);
    expect(active).toBeLessThan(100);
  });
});

describe('traps of JPEG files', () => {
  const shapes: Record<string, JpegShape> = {
    'restart markers': {
      width: 64,
      height: 40,
      sampling: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      restart: 2,
    },
    '4:2:2': {
      width: 61,
      height: 43,
      sampling: [
        [2, 1],
        [1, 1],
        [1, 1],
      ],
    },
    '4:4:4': {
      width: 61,
      height: 43,
      sampling: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    },
    '4:4:0': {
      width: 61,
      height: 43,
      sampling: [
        [1, 2],
        [1, 1],
        [1, 1],
      ],
    },
  };

  it.for(Object.entries(shapes))('%s', async ([, shape]) => {
    await expectCarried(writeJpeg(shape));
  });

  it.for([1, 2, 4001])('%i bytes after the end of the picture', async (bytes) => {
    // A preview, as cameras append it: a JPEG of its own.
    const preview = Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.alloc(bytes, 0x5a), Buffer.of(0xff, 0xd9)]);
    await expectCarried(Buffer.concat([await makeJpeg(2), preview.subarray(0, bytes)]));
  });

  it.for([
    [
      'progressive',
      async () =>
        await sharp(await makeJpeg(3))
          .jpeg({ progressive: true })
          .toBuffer(),
      'progressive',
    ],
    [
      'CMYK',
      async () =>
        await sharp(await makeJpeg(3))
          .toColourspace('cmyk')
          .jpeg()
          .toBuffer(),
      '4-components',
    ],
    ['12 bits', async () => patched(await makeJpeg(3), (frame) => frame.writeUInt8(12, 4)), '12-bit'],
    [
      'RGB',
      async () =>
        patched(await makeJpeg(3), (frame) => [0x52, 0x47, 0x42].map((id, n) => frame.writeUInt8(id, 10 + 3 * n))),
      'rgb',
    ],
  ] as const)('%s is refused with its reason', async ([, make, reason]) => {
    const picture = await make();
    expect(() => photograph(photographFacts(picture), picture)).toThrow(
      expect.objectContaining({ code: 'picture-unsupported', params: { reason } }),
    );
  });
});

/** The same picture with the frame header changed; it begins at its marker. */
function patched(jpeg: Uint8Array, change: (frame: Buffer) => unknown): Uint8Array {
  const copy = Buffer.from(jpeg);
  change(copy.subarray(copy.indexOf(Buffer.of(0xff, 0xc0))));
  return copy;
}

/** The same file with another orientation in EXIF, wherever it stands there. */
function lying(jpeg: Uint8Array, orientation: number): Uint8Array {
  const copy = Buffer.from(jpeg);
  const block = readJpeg(copy).exif;
  if (!block) throw new Error('a camera without EXIF');
  const tiff = Buffer.from(copy.buffer, block.byteOffset, block.byteLength);
  const little = tiff.readUInt16BE(0) === 0x4949;
  const read = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < read(directory); entry++) {
    const at = directory + 2 + 12 * entry;
    if (read(at) !== 0x0112) continue;
    if (little) tiff.writeUInt16LE(orientation, at + 8);
    else tiff.writeUInt16BE(orientation, at + 8);
  }
  return copy;
}

function meanDifference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return sum / a.length;
}
