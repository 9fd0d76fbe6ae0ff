import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../electron/stores/dicom/exif.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import { storedOrientation } from '../../electron/stores/dicom/orientation.ts';

const image = (options: Parameters<ReturnType<typeof sharp>['jpeg']>[0] = {}) =>
  sharp({ create: { width: 61, height: 40, channels: 3, background: '#3a7' } }).jpeg(options);
const plain = await image().toBuffer();

/** Puts a segment right after the start of the image. */
function withSegment(jpeg: Buffer, marker: number, content: Uint8Array): Buffer {
  const head = Buffer.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

function changed(jpeg: Buffer, change: (frame: Buffer) => void): Buffer {
  const copy = Buffer.from(jpeg);
  change(copy.subarray(copy.indexOf(Buffer.of(0xff, 0xc0))));
  return copy;
}

describe('a baseline JPEG', () => {
  it.each([
    ['4:2:0', '4:2:0'],
    ['4:4:4', '4:4:4'],
  ])('%s: size and subsampling', async (chromaSubsampling, subsampling) => {
    const jpeg = await image({ chromaSubsampling }).toBuffer();
    expect(readJpeg(jpeg)).toMatchObject({ rows: 40, columns: 61, components: 3, subsampling, trailingBytes: 0 });
  });

  it('of one component', async () => {
    const grey = await image().toColourspace('b-w').toBuffer();
    expect(readJpeg(grey)).toMatchObject({ components: 1, subsampling: '' });
  });

  it('with something after its end, restart markers, and the stored matrix’ size whatever EXIF says', async () => {
    expect(readJpeg(Buffer.concat([plain, plain.subarray(0, 99)])).trailingBytes).toBe(99);
    const restarts = withSegment(plain, 0xdd, Buffer.of(0, 1));
    expect(readJpeg(restarts)).toMatchObject({ rows: 40, columns: 61 });
    const turned = readJpeg(await image().withMetadata({ orientation: 6 }).toBuffer());
    expect(turned).toMatchObject({ rows: 40, columns: 61 });
    expect(turned.exif && readExif(turned.exif).orientation).toBe(6);
  });

  it('reads a view into a larger buffer', () => {
    const pooled = Buffer.concat([Buffer.alloc(33, 0xff), plain]);
    expect(readJpeg(pooled.subarray(33))).toMatchObject({ rows: 40, columns: 61 });
  });
});

describe('a picture that JPEG Baseline cannot carry', () => {
  const adobe = (transform: number) => Buffer.concat([Buffer.from('Adobe'), Buffer.of(0, 100, 0, 0, 0, 0, transform)]);
  const start = plain.indexOf(Buffer.of(0xff, 0xda));
  it.each([
    ['progressive', 'progressive', image({ progressive: true }).toBuffer()],
    ['four components', '4-components', image().toColourspace('cmyk').toBuffer()],
    ['lossless', 'sof-c3', changed(plain, (frame) => frame.writeUInt8(0xc3, 1))],
    ['twelve bits', '12-bit', changed(plain, (frame) => frame.writeUInt8(12, 4))],
    ['no rows', 'without-size', changed(plain, (frame) => frame.writeUInt16BE(0, 5))],
    ['RGB by Adobe’s marker', 'rgb', withSegment(plain, 0xee, adobe(0))],
    ['a PNG', 'not-jpeg', sharp(plain).png().toBuffer()],
    ['nothing', 'not-jpeg', Buffer.alloc(0)],
    ['no end', 'truncated', plain.subarray(0, -2)],
    ['half a scan', 'truncated', plain.subarray(0, start + 20)],
    ['half a header', 'truncated', plain.subarray(0, 30)],
  ])('%s', async (_, reason, bytes) => {
    const jpeg = await bytes;
    expect(() => readJpeg(jpeg)).toThrow(expect.objectContaining({ code: 'picture-unsupported', params: { reason } }));
  });

  it('but Adobe’s YCbCr is fine', () => {
    expect(readJpeg(withSegment(plain, 0xee, adobe(1))).components).toBe(3);
  });
});

describe('EXIF', () => {
  const tiff = async (orientation: number) => {
    const exif = {
      IFD0: { Orientation: String(orientation) },
      IFD2: { ExposureTime: '1/160', FNumber: '110/10', ISOSpeedRatings: '400', FocalLength: '105/1' },
    };
    return readJpeg(await image().withExif(exif).toBuffer()).exif ?? new Uint8Array();
  };

  it('tells exposure, aperture, sensitivity and focal length', async () => {
    expect(readExif(await tiff(1))).toMatchObject({
      exposureTimeS: 1 / 160,
      fNumber: 11,
      isoSpeed: 400,
      focalLengthMm: 105,
    });
  });

  it('never throws, wherever it is cut or damaged', async () => {
    const whole = await tiff(1);
    for (let cut = 0; cut < whole.length; cut++) expect(readExif(whole.subarray(0, cut))).toBeTypeOf('object');
    for (let at = 0; at < whole.length; at++) {
      const damaged = Uint8Array.from(whole);
      damaged[at] = 0xff;
      expect(readExif(damaged)).toBeTypeOf('object');
    }
  });
});

describe('the patient’s orientation in the stored matrix', () => {
  /** Upright, a frontal face: rows run to the patient's left, columns to the feet. */
  it.each([
    [undefined, ['L', 'F']],
    [1, ['L', 'F']],
    [2, ['R', 'F']],
    [3, ['R', 'H']],
    [4, ['L', 'H']],
    [5, ['F', 'L']],
    [6, ['F', 'R']],
    [7, ['H', 'R']],
    [8, ['H', 'L']],
  ])('EXIF orientation %s', (exif, expected) => {
    expect(storedOrientation(['L', 'F'], exif)).toEqual(expected);
  });

  it('of oblique directions', () => {
    expect(storedOrientation(['AL', 'FP'], 3)).toEqual(['PR', 'HA']);
  });
});
