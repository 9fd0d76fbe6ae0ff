import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlainSubject } from '../../electron/simulator/plain-subject.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { exposure } from '../rigs/drawn-subject.ts';
import { readExif } from '../rigs/exif-reader.ts';

const subject = createPlainSubject({ seed: 3 });
afterAll(() => subject.close());
const view = { look: null, pose: null, sequence: 0, lamp: true, zoom: wholeField, defocus: 0, imitates: null };

describe('the test card', () => {
  it('is a whole JPEG of the asked size with the metadata of its exposure', async () => {
    const jpeg = await subject.photograph(exposure({ widthPx: 900, heightPx: 600, iso: 400, number: 1 }));
    const { data, info } = await sharp(jpeg, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, data.byteLength]).toEqual([900, 600, 900 * 600 * 3]);
    expect(jpeg.byteLength).toBeGreaterThan(0.2 * 900 * 600);
    expect(readExif(jpeg).picture.get(0x8827)).toBe(400);
  });

  it.each([
    ['up', 8],
    ['down', 6],
  ] as const)('says in its metadata that the body was held upright, grip %s', async (grip, orientation) => {
    const pose = {
      view: 'EV15',
      look: null,
      fieldWidthMm: 360,
      orientation: 'portrait',
      grip,
      mirror: 'none',
    } as const;
    const jpeg = await subject.photograph(exposure({ widthPx: 300, heightPx: 200, pose }));
    expect(readExif(jpeg).main.get(0x0112)).toBe(orientation);
    const { autoOrient } = await sharp(jpeg).metadata();
    expect(autoOrient.height).toBeGreaterThan(autoOrient.width);
  });

  it('is never the same file twice', async () => {
    const same = { takenAt: new Date(0), widthPx: 640, heightPx: 428 };
    const files = await Promise.all([1, 2, 3].map((number) => subject.photograph(exposure({ ...same, number }))));
    expect(new Set(files.map((file) => Buffer.from(file).toString('base64'))).size).toBe(3);
  });

  it.each([
    [640, 424],
    [1920, 1280],
  ])('as live view of %i × %i is as large as bodies send it, and takes turns', async (widthPx, heightPx) => {
    const frames = await Promise.all(
      [0, 1, 2].map((sequence) => subject.liveFrame({ ...view, widthPx, heightPx, sequence })),
    );
    for (const frame of frames) {
      expect(frame.byteLength).toBeGreaterThan(80_000);
      expect(frame.byteLength).toBeLessThanOrEqual(250_000);
      expect(await sharp(frame).metadata()).toMatchObject({ format: 'jpeg', width: widthPx, height: heightPx });
    }
    expect(new Set(frames).size).toBe(3);
  });
});
