import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

/** How each make names what both can do. */
const nikon = {
  model: 'nikon',
  widthPx: 3008,
  heightPx: 2008,
  folder: '100D750',
  base: 'DSC_000',
  rawKind: 'NEF',
  aperture: 'f-number=f/11',
  shutter: 'shutterspeed2',
  bulb: 'Bulb',
  kelvin: 'd01e=4500',
  pair: 'imagequality=NEF+Fine',
  raw: 'imagequality=NEF (Raw)',
  half: 'imagesize=3008x2008',
  tungstenKelvin: 3000,
  live: { width: 640, height: 424 },
} as const;
const canon = {
  model: 'canon',
  widthPx: 2880,
  heightPx: 1920,
  folder: '100EOS5D',
  base: 'IMG_000',
  rawKind: 'CR2',
  aperture: 'aperture=11',
  shutter: 'shutterspeed',
  bulb: 'bulb',
  kelvin: 'colortemperature=4500',
  pair: 'imageformat=RAW + Large Fine JPEG',
  raw: 'imageformat=RAW',
  half: 'imageformat=Small Fine JPEG',
  tungstenKelvin: 3200,
  live: { width: 960, height: 640 },
} as const;

let subject: StubSubject;
let camera: VirtualCamera;
let gphoto2: Gphoto2;

async function start({ model, widthPx }: typeof nikon | typeof canon): Promise<void> {
  subject = stubSubject();
  camera = await startVirtualCamera({ model, subject, widthPx, litByTrigger: false });
  gphoto2 = await createGphoto2();
}
afterEach(async () => {
  await camera.close();
  await gphoto2.remove();
});

const run = (...args: string[]): Promise<string> => gphoto2.succeed(camera.port, ...args);

/** What was downloaded, by name. */
async function downloads(): Promise<Record<string, Buffer>> {
  const names = (await readdir(gphoto2.folder)).filter((name) => /\.(jpe?g|nef|cr2)$/i.test(name)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(gphoto2.folder, name))])),
  );
}

/** Tag 0x0112 of the first directory of a little-endian TIFF. */
function orientationOf(tiff: Buffer): number | undefined {
  const directory = tiff.readUInt32LE(4);
  const entries = Array.from({ length: tiff.readUInt16LE(directory) }, (_, i) => directory + 2 + 12 * i);
  const entry = entries.find((at) => tiff.readUInt16LE(at) === 0x0112);
  return entry === undefined ? undefined : tiff.readUInt16LE(entry + 8);
}

describe.each([nikon, canon])('pictures of the virtual $model', (make) => {
  beforeEach(() => start(make));

  it('say in the raw file how the body was held', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', make.raw);
    camera.scene.pose = {
      view: 'EV15',
      look: null,
      fieldWidthMm: 360,
      orientation: 'portrait',
      grip: 'down',
      mirror: 'none',
    };
    await run('--capture-image-and-download');
    expect(orientationOf((await downloads())[`${make.base}1.${make.rawKind}`] ?? Buffer.alloc(0))).toBe(6);
  });

  it('come to the card and over the cable byte for byte', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', make.aperture, '--set-config', 'iso=200');
    await run('--capture-image-and-download', '--keep');
    const [made] = subject.photographs;
    expect(made?.exposure).toMatchObject({
      aperture: 11,
      shutterS: 1 / 125,
      iso: 200,
      kelvin: 5200,
      flash: true,
      look: null,
      number: 1,
      widthPx: make.widthPx,
      heightPx: make.heightPx,
    });
    const files = await downloads();
    expect(Object.keys(files)).toEqual([`${make.base}1.JPG`]);
    expect(files[`${make.base}1.JPG`]?.equals(made?.jpeg ?? new Uint8Array())).toBe(true);
    expect(await run('--list-files')).toMatch(
      new RegExp(
        `DCIM/${make.folder}'\\.\\s+#1\\s+${make.base}1\\.JPG\\s+rd\\s+\\d+ KB\\s+${make.widthPx}x${make.heightPx}\\s+image/jpeg`,
      ),
    );
  });

  it('are deleted when asked, and only then', async () => {
    await camera.pressShutter();
    await camera.pressShutter();
    const folder = `/store_00010001/DCIM/${make.folder}`;
    await run('--folder', folder, '--delete-file', `${make.base}1.JPG`);
    const listed = await run('--list-files');
    expect(listed).toContain(`${make.base}2.JPG`);
    expect(listed).not.toContain(`${make.base}1.JPG`);
    await run('--folder', folder, '--get-file', `${make.base}2.JPG`);
    expect((await downloads())[`${make.base}2.JPG`]?.equals(subject.photographs[1]?.jpeg ?? new Uint8Array())).toBe(
      true,
    );
  });

  it('come from the camera’s own memory too', async () => {
    await run('--set-config', 'capturetarget=0', '--capture-image-and-download');
    expect(Object.values(await downloads())).toEqual([Buffer.from(subject.photographs[0]?.jpeg ?? [])]);
    expect(await run('--list-files')).not.toContain(make.base);
  });

  it('come as a pair when the body makes one', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', make.pair);
    await run('--trigger-capture', '--wait-event-and-download=2s');
    const files = await downloads();
    const [processed, raw] = [`${make.base}1.JPG`, `${make.base}1.${make.rawKind}`];
    expect(Object.keys(files)).toEqual([processed, raw].sort());
    const jpeg = Buffer.from(subject.photographs[0]?.jpeg ?? []);
    expect(files[processed]?.equals(jpeg)).toBe(true);
    expect(files[raw]?.subarray(-jpeg.byteLength).equals(jpeg)).toBe(true);
    expect((await sharp(files[processed]).metadata()).width).toBe(make.widthPx);
  });

  it('are raw alone when the body makes only that', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', make.raw);
    await run('--trigger-capture', '--wait-event-and-download=1s');
    expect(Object.keys(await downloads())).toEqual([`${make.base}1.${make.rawKind}`]);
  });

  it('have the size that was set', async () => {
    await run('--set-config', make.half, '--set-config', 'capturetarget=1');
    await camera.pressShutter();
    expect(subject.photographs[0]?.exposure).toMatchObject({
      widthPx: make.widthPx / 2,
      heightPx: make.heightPx / 2,
    });
  });

  it('have a thumbnail', async () => {
    await camera.pressShutter();
    await run('--folder', `/store_00010001/DCIM/${make.folder}`, '--get-thumbnail', `${make.base}1.JPG`);
    const [thumbnail] = Object.values(await downloads());
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 160, height: 120 });
  });

  it('of the button on the body reach a host that waits for events', async () => {
    const waiting = gphoto2.run(camera.port, '--wait-event-and-download=FILEADDED');
    await expect.poll(() => camera.connected, { timeout: 10_000 }).toBe(true);
    expect(await camera.pressShutter()).toEqual([`${make.base}1.JPG`]);
    const { code, stdout } = await waiting;
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${make.base}1.JPG`)]);
    expect(Object.values(await downloads())).toEqual([Buffer.from(subject.photographs[0]?.jpeg ?? [])]);
  });

  it('take as long as the shutter is open, bulb included', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', `${make.shutter}=1`);
    const started = performance.now();
    await run('--trigger-capture', '--wait-event=CAPTURECOMPLETE');
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(subject.photographs[0]?.exposure.shutterS).toBe(1);

    await run('--set-config', `${make.shutter}=${make.bulb}`);
    await run('--set-config', 'bulb=1', '--wait-event=500ms', '--set-config', 'bulb=0', '--wait-event=CAPTURECOMPLETE');
    await expect.poll(() => subject.photographs.length).toBe(2);
    expect(subject.photographs[1]?.exposure.shutterS).toBeGreaterThan(0.4);
    expect(subject.photographs[1]?.exposure.shutterS).toBeLessThan(10);
  });

  it('assume the light that the white balance says', async () => {
    for (const [balance, kelvin] of [
      ['Daylight', 5200],
      ['Tungsten', make.tungstenKelvin],
      ['Cloudy', 6000],
    ] as const) {
      await run('--set-config', `whitebalance=${balance}`);
      await camera.pressShutter();
      expect(subject.photographs.at(-1)?.exposure.kelvin).toBe(kelvin);
    }
    await run('--set-config', 'whitebalance=Color Temperature', '--set-config', make.kelvin);
    await camera.pressShutter();
    expect(subject.photographs.at(-1)?.exposure.kelvin).toBe(4500);
  });
});

describe.each([nikon, canon])('live view of the virtual $model', (make) => {
  beforeEach(() => start(make));

  it('shows frames, and pictures are taken in between', async () => {
    await run('--set-config', 'capturetarget=1', '--capture-preview');
    const preview = await readFile(join(gphoto2.folder, 'capture_preview.jpg'));
    expect(await sharp(preview).metadata()).toMatchObject({ format: 'jpeg', ...make.live });
    await rm(join(gphoto2.folder, 'capture_preview.jpg'));
    expect((await gphoto2.run(camera.port, '--capture-movie=20', '--stdout')).code).toBe(0);
    expect(subject.liveViews.length).toBeGreaterThanOrEqual(21);
    await run('--set-config', 'viewfinder=1', '--capture-image-and-download', '--capture-preview');
    expect(Object.keys(await downloads())).toEqual([`${make.base}1.JPG`, 'capture_preview.jpg']);
  });
});
