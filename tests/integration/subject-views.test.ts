import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Pose } from '../../electron/contract/devices.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { knownViews, viewFor } from '../../electron/simulator/subject/views.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { exposure, type Pixels, pixelsOf } from '../rigs/drawn-subject.ts';
import { readExif } from '../rigs/exif-reader.ts';

const subject = createSubject({ seed: 11 });
afterAll(() => subject.close());

const small = { widthPx: 240, heightPx: 160 };
const face: Pose = { view: 'EV15', look: null, fieldWidthMm: 360, orientation: 'portrait', grip: 'up', mirror: 'none' };
const mouth: Pose = { ...face, view: 'IV07', fieldWidthMm: 72, orientation: 'landscape' };

const shoot = (pose: Pose | null, changes: Parameters<typeof exposure>[0] = {}): Promise<Uint8Array> =>
  subject.photograph(exposure({ ...small, pose, ...changes }));
/** As whoever opens the file sees it. */
const upright = async (jpeg: Uint8Array): Promise<Pixels> => pixelsOf(await sharp(jpeg).rotate().png().toBuffer());

type Rect = { left: number; right: number; top: number; bottom: number };
/** Mean levels of a part of a picture that is `widthMm` wide, in millimetres from its centre, y downwards. */
function meanOf({ widthPx, heightPx, rgb }: Pixels, widthMm: number, rect: Rect): { red: number; green: number } {
  const perMm = widthPx / widthMm;
  let [red, green, count] = [0, 0, 0];
  for (let y = Math.round(heightPx / 2 + rect.top * perMm); y < heightPx / 2 + rect.bottom * perMm; y++) {
    for (let x = Math.round(widthPx / 2 + rect.left * perMm); x < widthPx / 2 + rect.right * perMm; x++) {
      red += rgb[(y * widthPx + x) * 3] ?? 0;
      green += rgb[(y * widthPx + x) * 3 + 1] ?? 0;
      count += 1;
    }
  }
  return { red: red / count, green: green / count };
}

/** How much two pictures of one size differ, as a mean of levels. */
function difference(a: Pixels, b: Pixels): number {
  expect([b.widthPx, b.heightPx]).toEqual([a.widthPx, a.heightPx]);
  return a.rgb.reduce((sum, value, i) => sum + Math.abs(value - (b.rgb[i] ?? 0)), 0) / a.rgb.length;
}

describe('every view', () => {
  /** One code of each drawing: many codes show the same. */
  const drawings = new Map(knownViews.map((view) => [JSON.stringify(viewFor({ ...face, view })), view]));

  it.each([...drawings.values()])('%s is a picture of the asked size that shows something', async (view) => {
    const tiny = { widthPx: 120, heightPx: 80 };
    const jpeg = await shoot(
      { ...face, view, fieldWidthMm: viewFor({ ...face, view }).part === 'mouth' ? 72 : 360 },
      tiny,
    );
    expect(await sharp(jpeg, { failOn: 'warning' }).metadata()).toMatchObject({
      format: 'jpeg',
      width: 120,
      height: 80,
    });
    const { channels } = await sharp(jpeg).stats();
    expect(channels[0]?.stdev).toBeGreaterThan(12);
  });

  it('is told from the width of the field where its code is unknown', async () => {
    const [known, guessed] = await Promise.all(
      ['EV15', 'SOMETHING'].map(async (view) => pixelsOf(await shoot({ ...face, view }))),
    );
    expect(difference(known as Pixels, guessed as Pixels)).toBe(0);
  });

  it('is the same again from the same seed, and another sitter from another', async () => {
    const [twin, other] = [createSubject({ seed: 11 }), createSubject({ seed: 12 })];
    const first = Buffer.from(await shoot(face));
    const same = await twin.photograph(exposure({ ...small, pose: face }));
    const different = await other.photograph(exposure({ ...small, pose: face }));
    await Promise.all([twin.close(), other.close()]);
    expect(first.equals(Buffer.from(same))).toBe(true);
    expect(first.equals(Buffer.from(different))).toBe(false);
  });

  it('scales truly: twice the field shows everything half as large', async () => {
    const near = await pixelsOf(
      await sharp(await shoot(mouth))
        .resize(120, 80)
        .png()
        .toBuffer(),
    );
    const far = await sharp(await shoot({ ...mouth, fieldWidthMm: 144 }))
      .extract({ left: 60, top: 40, width: 120, height: 80 })
      .png()
      .toBuffer();
    expect(difference(near, await pixelsOf(far))).toBeLessThan(14);
  });
});

describe('a body turned upright', () => {
  it.each([
    ['up', 8],
    ['down', 6],
  ] as const)('with the grip %s stores what the sensor saw and says how to turn it', async (grip, orientation) => {
    const jpeg = await shoot({ ...face, grip });
    expect(readExif(jpeg).main.get(0x0112)).toBe(orientation);
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 240, height: 160 });
    const seen = await upright(jpeg);
    expect([seen.widthPx, seen.heightPx]).toEqual([160, 240]);
    // Hair above, the shirt below; the face itself between, red over green.
    const hair = meanOf(seen, 240, { left: -40, right: 40, top: -130, bottom: -110 });
    const cheek = meanOf(seen, 240, { left: -45, right: -30, top: 5, bottom: 20 });
    const shirt = meanOf(seen, 240, { left: -60, right: 60, top: 165, bottom: 178 });
    expect(hair.red).toBeLessThan(cheek.red * 0.6);
    expect(cheek.red).toBeGreaterThan(cheek.green * 1.15);
    expect(shirt.red).toBeLessThan(shirt.green);
    // The pupils are dark beside the skin between them.
    const pupil = meanOf(seen, 240, { left: 29, right: 33, top: -27, bottom: -23 });
    expect(pupil.red).toBeLessThan(meanOf(seen, 240, { left: -3, right: 3, top: -27, bottom: -23 }).red * 0.8);
  });

  it('shows live what the sensor sees: lying on its side', async () => {
    const frame = { look: null, ...small, sequence: 0, lamp: true, zoom: wholeField, defocus: 0, imitates: null };
    const lying = await subject.liveFrame({ ...frame, pose: face });
    expect(await sharp(lying).metadata()).toMatchObject({ width: 240, height: 160 });
    const seen = await pixelsOf(await sharp(lying).rotate(270).png().toBuffer());
    const shirt = meanOf(seen, 240, { left: -60, right: 60, top: 165, bottom: 178 });
    expect(shirt.red).toBeLessThan(shirt.green);
  });
});

describe('a mirror', () => {
  it.each([
    ['left-right', (jpeg: Uint8Array) => sharp(jpeg).flop()],
    ['top-bottom', (jpeg: Uint8Array) => sharp(jpeg).flip()],
  ] as const)('flips %s, and it is seen that it did', async (mirror, flipped) => {
    const pose: Pose = { ...mouth, view: mirror === 'left-right' ? 'IV02' : 'IV24' };
    // One picture's number, one movement of the hand: what differs is the mirror, and that movement.
    const direct = await shoot(pose);
    const plain = await pixelsOf(direct);
    const seen = await pixelsOf(await shoot({ ...pose, mirror }));
    const corrected = difference(await pixelsOf(await flipped(direct).png().toBuffer()), seen);
    expect(corrected).toBeLessThan(difference(plain, seen) * 0.75);
  });

  it('would be noticed left to right too: one tooth has a filling', async () => {
    const pixels = await pixelsOf(await shoot({ ...mouth, view: 'IV25' }, { widthPx: 480, heightPx: 320 }));
    const molar = { top: 7.5, bottom: 10.5 };
    const right = meanOf(pixels, 72, { left: -26.5, right: -23.5, ...molar });
    const left = meanOf(pixels, 72, { left: 23.5, right: 26.5, ...molar });
    expect(left.red).toBeLessThan(right.red * 0.9);
  });
});

describe('what is seen', () => {
  it('profiles look to their own sides, and are each other’s mirror image', async () => {
    const [right, left] = await Promise.all(
      ['EV01', 'EV22'].map(async (view) =>
        sharp(await shoot({ ...face, view }))
          .rotate()
          .png()
          .toBuffer(),
      ),
    );
    // The nose is before plain wall.
    const wall = { left: 92, right: 118, top: -60, bottom: -30 };
    const ahead = meanOf(await pixelsOf(right as Buffer), 240, wall);
    const behind = meanOf(await pixelsOf(left as Buffer), 240, wall);
    expect(ahead.red).toBeGreaterThan(behind.red * 1.5);
    const flipped = await pixelsOf(await sharp(left).flop().png().toBuffer());
    const [a, b] = [await pixelsOf(right as Buffer), await pixelsOf(left as Buffer)];
    expect(difference(a, flipped)).toBeLessThan(difference(a, b) * 0.35);
  });

  it('teeth are brighter than gums, and less red', async () => {
    const pixels = await pixelsOf(await shoot(mouth));
    const teeth = meanOf(pixels, 72, { left: -6, right: 6, top: -6, bottom: -2 });
    const gum = meanOf(pixels, 72, { left: -6, right: 6, top: -14, bottom: -11.5 });
    expect(teeth.green).toBeGreaterThan(gum.green * 1.25);
    expect(teeth.red / teeth.green).toBeLessThan((gum.red / gum.green) * 0.85);
  });

  it('a smile shows teeth where lips at rest are closed', async () => {
    const row = { left: -10, right: 10, top: 46, bottom: 49 };
    const [rest, smile] = await Promise.all(
      ['EV15', 'EV19'].map(async (view) => meanOf(await upright(await shoot({ ...face, view })), 240, row)),
    );
    expect((smile?.green ?? 0) / (rest?.green ?? 1)).toBeGreaterThan(1.25);
  });

  it('live view of a new pose comes quickly and grows finer', async () => {
    const live = createSubject({ seed: 4 });
    const frame = {
      look: null,
      pose: face,
      widthPx: 640,
      heightPx: 424,
      sequence: 0,
      lamp: true,
      zoom: wholeField,
      defocus: 0,
      imitates: null,
    };
    const detail = async (sequence: number): Promise<number> => {
      const { rgb } = await pixelsOf(await live.liveFrame({ ...frame, sequence }));
      return rgb.reduce((sum, value, i) => sum + Math.abs(value - (rgb[i - 3] ?? value)), 0) / rgb.length;
    };
    const first = await detail(0);
    await expect.poll(() => detail(0), { timeout: 20_000 }).toBeGreaterThan(first * 1.08);
    await live.close();
  });
});
