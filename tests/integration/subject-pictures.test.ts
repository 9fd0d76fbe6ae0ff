import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { eye, eyeCentreX, gazeTowards, onAxis } from '../../electron/simulator/subject/anatomy.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { exposure, meanLight, patchesIn, pixelsOf } from '../rigs/drawn-subject.ts';
import { readExif } from '../rigs/exif-reader.ts';

const subject = createSubject({ seed: 11 });
afterAll(() => subject.close());

const nine = [-30, 0, 30].flatMap((upDeg) => [-30, 0, 30].map((leftDeg) => ({ leftDeg, upDeg })));
const isReflex = (luma: number): boolean => luma > 235;

describe('the flash’s reflex', () => {
  it.each(nine)(
    'is one per cornea at $leftDeg°, $upDeg°, as far from the limbus centre as the angle says',
    async (look) => {
      const pixels = await pixelsOf(await subject.photograph(exposure({ look, number: 10 })));
      const limbus = onAxis(gazeTowards(look), eye.limbus);
      const seen = ([-1, 1] as const).map((side) => {
        const middle = { x: eyeCentreX(side) + limbus.x, y: limbus.y };
        const reflexes = patchesIn(pixels, { ...middle, radius: eye.limbusRadius - 0.3 }, isReflex);
        expect(reflexes).toHaveLength(1);
        const reflex = reflexes[0] ?? { x: 0, y: 0, areaMm2: 0 };
        expect(reflex.areaMm2).toBeGreaterThan(0.2);
        expect(reflex.areaMm2).toBeLessThan(1.2);
        return { x: reflex.x - middle.x, y: reflex.y - middle.y };
      });
      // The head moved by less than a millimetre; both eyes moved with it.
      const [right, left] = seen;
      expect(Math.abs((right?.x ?? 9) - (left?.x ?? 0))).toBeLessThan(0.15);
      const expectedX = (eye.reflex - eye.limbus) * gazeTowards(look).sinLeft * gazeTowards(look).cosUp;
      expect(Math.abs((right?.x ?? 9) - expectedX)).toBeLessThan(0.65);
    },
  );

  it('is not there when no flash fired, however long the exposure', async () => {
    const pixels = await pixelsOf(await subject.photograph(exposure({ flash: false, shutterS: 1 / 4, number: 20 })));
    for (const side of [-1, 1] as const) {
      expect(patchesIn(pixels, { x: eyeCentreX(side), y: 0, radius: eye.limbusRadius }, isReflex)).toEqual([]);
    }
  });
});

describe('exposure', () => {
  const light = async (changes: Parameters<typeof exposure>[0]): Promise<[number, number, number]> =>
    meanLight(await pixelsOf(await subject.photograph(exposure({ number: 30, ...changes }))));

  it('is right by flash at f/11 and about five stops less by the room alone', async () => {
    const lit = await light({});
    const unlit = await light({ flash: false });
    expect(lit[1]).toBeGreaterThan(0.15);
    expect(lit[1]).toBeLessThan(0.5);
    expect(unlit[1]).toBeGreaterThan(0.001);
    const stops = Math.log2(lit[1] / unlit[1]);
    expect(stops).toBeGreaterThan(4);
    expect(stops).toBeLessThan(6.5);
  });

  it('follows aperture and sensitivity, and the shutter where there is no flash', async () => {
    const reference = (await light({}))[1];
    expect((await light({ aperture: 16 }))[1]).toBeLessThan(reference * 0.7);
    expect((await light({ iso: 400 }))[1]).toBeGreaterThan(reference * 1.2);
    const short = (await light({ flash: false, shutterS: 1 / 30 }))[1];
    expect((await light({ flash: false, shutterS: 1 / 8 }))[1]).toBeGreaterThan(short * 2);
  });

  it('grows warmer with the colour temperature that the camera assumes', async () => {
    const warmth = async (kelvin: number): Promise<number> => {
      const [red, , blue] = await light({ kelvin });
      return red / blue;
    };
    const [cold, right, warm] = [await warmth(4000), await warmth(5200), await warmth(6500)];
    expect(cold).toBeLessThan(right);
    expect(right).toBeLessThan(warm);
  });
});

describe('the file', () => {
  it('is a baseline JPEG with the camera’s own metadata', async () => {
    const jpeg = await subject.photograph(exposure({ number: 40, iso: 400, shutterS: 1 / 160 }));
    const { width, height, chromaSubsampling, isProgressive, orientation, hasProfile } = await sharp(jpeg).metadata();
    expect({ width, height, chromaSubsampling, isProgressive, orientation, hasProfile }).toEqual({
      width: 1200,
      height: 800,
      chromaSubsampling: '4:2:0',
      isProgressive: false,
      orientation: 1,
      hasProfile: true,
    });
    const { main, picture, thumbnail } = readExif(jpeg);
    expect(main.get(0x010f)).toBe('Nikon Corporation');
    expect(main.get(0x0110)).toBe('D750');
    expect(picture.get(0x829a)).toEqual([[1, 160]]);
    expect(picture.get(0x829d)).toEqual([[110, 10]]);
    expect(picture.get(0x8827)).toBe(400);
    expect(picture.get(0x9003)).toBe('2026:03:12 10:04:05');
    expect(picture.get(0x9291)).toBe('67');
    expect(picture.get(0x9011)).toMatch(/^[+-]\d\d:\d\d$/);
    expect(picture.get(0x9209)).toBe(1);
    expect(picture.get(0x920a)).toEqual([[105, 1]]);
    expect(picture.get(0xa001)).toBe(1);
    expect(picture.get(0xa002)).toBe(1200);
    expect(picture.get(0xa431)).toBe('6001234');
    expect(picture.get(0xa434)).toBe('105mm f/2.8');
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 160, height: 120 });
  });

  it('says when no flash fired', async () => {
    const { picture } = readExif(await subject.photograph(exposure({ number: 41, flash: false })));
    expect(picture.get(0x9209)).toBe(0);
  });

  it('is never the same twice, and the same again from the same seed', async () => {
    const first = Buffer.from(await subject.photograph(exposure({ number: 50 })));
    const second = Buffer.from(await subject.photograph(exposure({ number: 51 })));
    expect(second.equals(first)).toBe(false);
    const twin = createSubject({ seed: 11 });
    const again = Buffer.from(await twin.photograph(exposure({ number: 50 })));
    await twin.close();
    expect(again.equals(first)).toBe(true);
  });

  it('has 24 megapixels and a camera’s size, and leaves the process its turn while it is made', async () => {
    const big = createSubject({ seed: 3 });
    const size = { widthPx: 6016, heightPx: 4016 };
    await big.photograph(exposure({ ...size, number: 1 }));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const jpeg = await big.photograph(exposure({ ...size, number: 2, look: { leftDeg: 30, upDeg: -30 } }));
    delay.disable();
    await big.close();
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 6016, height: 4016 });
    expect(jpeg.length).toBeGreaterThan(5e6);
    expect(jpeg.length).toBeLessThan(11e6);
    // A slice is 12 ms, an eye 30: ten times that is a busy test machine, a whole picture would be 400.
    expect(delay.max / 1e6).toBeLessThan(300);
  });
});

describe('live view', () => {
  const view = {
    look: null,
    pose: null,
    widthPx: 1024,
    heightPx: 680,
    sequence: 0,
    lamp: true,
    zoom: wholeField,
    defocus: 0,
    imitates: null,
  };
  const pupilX = async (jpeg: Uint8Array): Promise<number> => {
    const pupils = patchesIn(await pixelsOf(jpeg), { x: eyeCentreX(1), y: 0, radius: 9 }, (luma) => luma < 38);
    return (pupils[0]?.x ?? Number.NaN) - eyeCentreX(1);
  };

  it('turns the eyes over 300 ms, through what lies between', async () => {
    let now = 0;
    const live = createSubject({ seed: 5, now: () => now });
    const look = { leftDeg: 30, upDeg: 0 };
    await live.liveFrame(view);
    const start = await pupilX(await live.liveFrame({ ...view, look, sequence: 1 }));
    now = 80;
    const between = await pupilX(await live.liveFrame({ ...view, look, sequence: 2 }));
    now = 400;
    const end = await pupilX(await live.liveFrame({ ...view, look, sequence: 3 }));
    await live.close();
    expect(Math.abs(start)).toBeLessThan(0.8);
    expect(between).toBeGreaterThan(start + 1);
    expect(between).toBeLessThan(end - 0.4);
    expect(end).toBeGreaterThan(4);
    expect(end).toBeLessThan(6);
  });

  it('has the size asked for, is alive, and shows whether the lamp is on', async () => {
    const frame = Buffer.from(await subject.liveFrame(view));
    const next = Buffer.from(await subject.liveFrame({ ...view, sequence: 1 }));
    expect(await sharp(frame).metadata()).toMatchObject({ format: 'jpeg', width: 1024, height: 680 });
    expect(next.equals(frame)).toBe(false);
    const dim = await subject.liveFrame({ ...view, sequence: 2, lamp: false });
    expect(meanLight(await pixelsOf(frame))[1]).toBeGreaterThan(1.5 * meanLight(await pixelsOf(dim))[1]);
  });

  it('goes on while a picture is taken', async () => {
    const other = createSubject({ seed: 6 });
    await other.liveFrame(view);
    const finished: string[] = [];
    const photograph = other
      .photograph(exposure({ widthPx: 6016, heightPx: 4016 }))
      .then(() => finished.push('picture'));
    await other.liveFrame({ ...view, sequence: 1 }).then(() => finished.push('frame'));
    await photograph;
    await other.close();
    expect(finished).toEqual(['frame', 'picture']);
  });
});

describe('focus and magnification', () => {
  /** How much neighbouring pixels differ, as a mean: what a soft picture has less of. */
  const detail = async (jpeg: Uint8Array): Promise<number> => {
    const { rgb } = await pixelsOf(jpeg);
    let sum = 0;
    for (let i = 4; i < rgb.length; i += 3) sum += Math.abs((rgb[i] ?? 0) - (rgb[i - 3] ?? 0));
    return sum / (rgb.length / 3);
  };
  const view = {
    look: null,
    pose: null,
    widthPx: 640,
    heightPx: 424,
    sequence: 0,
    lamp: true,
    zoom: wholeField,
    defocus: 0,
    imitates: null,
  };

  it('a picture out of focus is soft, the farther the softer', async () => {
    const [sharp, soft, softer] = await Promise.all(
      [0, 0.003, 0.03].map(async (defocus) => detail(await subject.photograph(exposure({ number: 60, defocus })))),
    );
    expect(soft).toBeLessThan((sharp ?? 0) * 0.6);
    expect(softer).toBeLessThan((soft ?? 0) * 0.8);
  });

  it('so is live view', async () => {
    const sharp = await detail(await subject.liveFrame(view));
    expect(await detail(await subject.liveFrame({ ...view, defocus: 0.01 }))).toBeLessThan(sharp * 0.6);
  });

  it('a magnified view shows the part asked for, as large as asked, and nothing beside the field', async () => {
    const onEye = { times: 4, at: { x: 0.5 + eyeCentreX(1) / 144, y: 0.5 } };
    const { rgb, widthPx, heightPx } = await pixelsOf(await subject.liveFrame({ ...view, zoom: onEye }));
    const luma = (x: number, y: number): number => rgb[(y * widthPx + x) * 3 + 1] ?? 0;
    // The pupil is in the middle, and dark; its diameter is a few millimetres of the 36 that are seen.
    const middle = Math.round(heightPx / 2);
    const dark = Array.from({ length: widthPx }, (_, x) => luma(x, middle)).filter((level) => level < 45).length;
    expect(luma(widthPx / 2, middle)).toBeLessThan(45);
    expect((dark * 36) / widthPx).toBeGreaterThan(2);
    expect((dark * 36) / widthPx).toBeLessThan(8);
    const corner = await pixelsOf(await subject.liveFrame({ ...view, zoom: { times: 4, at: { x: 0, y: 0 } } }));
    expect(Math.min(...meanLight(corner))).toBeGreaterThan(0.02);
  });

  it('a frame that imitates the exposure follows it', async () => {
    const brightness = async (iso: number): Promise<number> => {
      const imitates = { aperture: 5.6, shutterS: 1 / 60, iso };
      return meanLight(await pixelsOf(await subject.liveFrame({ ...view, imitates })))[1];
    };
    const [dark, bright] = [await brightness(100), await brightness(800)];
    expect(bright).toBeGreaterThan(dark * 3);
  });
});
