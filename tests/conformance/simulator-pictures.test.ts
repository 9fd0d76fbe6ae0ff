import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

let subject: StubSubject;
let camera: VirtualCamera;
let gphoto2: Gphoto2;

beforeEach(async () => {
  subject = stubSubject();
  camera = await startVirtualCamera({ model: 'nikon', subject, widthPx: 3008, litByTrigger: false });
  gphoto2 = await createGphoto2();
});
afterEach(async () => {
  await camera.close();
  await gphoto2.remove();
});

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await gphoto2.run(camera.port, ...args);
  expect({ args, code, stderr: stderr.trim() }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

/** What was downloaded, by name. */
async function downloads(): Promise<Record<string, Buffer>> {
  const names = (await readdir(gphoto2.folder)).filter((name) => /\.(jpe?g|nef)$/i.test(name)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(gphoto2.folder, name))])),
  );
}

describe('pictures of the virtual D750', () => {
  it('come to the card and over the cable byte for byte', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', 'f-number=f/11', '--set-config', 'iso=200');
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
      widthPx: 3008,
      heightPx: 2008,
    });
    const files = await downloads();
    expect(Object.keys(files)).toEqual(['DSC_0001.JPG']);
    expect(files['DSC_0001.JPG']?.equals(made?.jpeg ?? new Uint8Array())).toBe(true);
    expect(await run('--list-files')).toMatch(
      /DCIM\/100D750'\.\s+#1\s+DSC_0001\.JPG\s+rd\s+\d+ KB\s+3008x2008\s+image\/jpeg/,
    );
  });

  it('are deleted when asked, and only then', async () => {
    await camera.pressShutter();
    await camera.pressShutter();
    const folder = '/store_00010001/DCIM/100D750';
    await run('--folder', folder, '--delete-file', 'DSC_0001.JPG');
    const listed = await run('--list-files');
    expect(listed).toMatch(/DSC_0002\.JPG/);
    expect(listed).not.toMatch(/DSC_0001\.JPG/);
    await run('--folder', folder, '--get-file', 'DSC_0002.JPG');
    expect((await downloads())['DSC_0002.JPG']?.equals(subject.photographs[1]?.jpeg ?? new Uint8Array())).toBe(true);
  });

  it('come from the camera’s own memory too', async () => {
    await run('--set-config', 'capturetarget=0', '--capture-image-and-download');
    expect(Object.values(await downloads())).toEqual([Buffer.from(subject.photographs[0]?.jpeg ?? [])]);
    expect(await run('--list-files')).not.toMatch(/DSC_/);
  });

  it('come as a pair when the body makes one', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', 'imagequality=NEF+Fine');
    await run('--trigger-capture', '--wait-event-and-download=2s');
    const files = await downloads();
    expect(Object.keys(files)).toEqual(['DSC_0001.JPG', 'DSC_0001.NEF']);
    const jpeg = Buffer.from(subject.photographs[0]?.jpeg ?? []);
    expect(files['DSC_0001.JPG']?.equals(jpeg)).toBe(true);
    expect(files['DSC_0001.NEF']?.subarray(-jpeg.byteLength).equals(jpeg)).toBe(true);
    expect((await sharp(files['DSC_0001.JPG']).metadata()).width).toBe(3008);
  });

  it('are NEF alone when the body makes only that', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', 'imagequality=NEF (Raw)');
    await run('--trigger-capture', '--wait-event-and-download=1s');
    expect(Object.keys(await downloads())).toEqual(['DSC_0001.NEF']);
  });

  it('have the size that was set', async () => {
    await run('--set-config', 'imagesize=3008x2008', '--set-config', 'capturetarget=1');
    await camera.pressShutter();
    expect(subject.photographs[0]?.exposure).toMatchObject({ widthPx: 1504, heightPx: 1004 });
  });

  it('have a thumbnail', async () => {
    await camera.pressShutter();
    await run('--folder', '/store_00010001/DCIM/100D750', '--get-thumbnail', 'DSC_0001.JPG');
    const [thumbnail] = Object.values(await downloads());
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 160, height: 120 });
  });

  it('of the button on the body reach a host that waits for events', async () => {
    const waiting = gphoto2.run(camera.port, '--wait-event-and-download=FILEADDED');
    await expect.poll(() => camera.connected, { timeout: 10_000 }).toBe(true);
    expect(await camera.pressShutter()).toEqual(['DSC_0001.JPG']);
    const { code, stdout } = await waiting;
    expect([code, stdout]).toEqual([0, expect.stringContaining('DSC_0001.JPG')]);
    expect(Object.values(await downloads())).toEqual([Buffer.from(subject.photographs[0]?.jpeg ?? [])]);
  });

  it('take as long as the shutter is open, bulb included', async () => {
    await run('--set-config', 'capturetarget=1', '--set-config', 'shutterspeed2=1');
    const started = performance.now();
    await run('--trigger-capture');
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(subject.photographs[0]?.exposure.shutterS).toBe(1);

    await run('--set-config', 'shutterspeed2=Bulb');
    await run('--set-config', 'bulb=1', '--wait-event=500ms', '--set-config', 'bulb=0', '--wait-event=CAPTURECOMPLETE');
    await expect.poll(() => subject.photographs.length).toBe(2);
    expect(subject.photographs[1]?.exposure.shutterS).toBeGreaterThan(0.4);
    expect(subject.photographs[1]?.exposure.shutterS).toBeLessThan(10);
  });

  it('assume the light that the white balance says', async () => {
    for (const [balance, kelvin] of [
      ['Daylight', 5200],
      ['Tungsten', 3000],
      ['Cloudy', 6000],
    ] as const) {
      await run('--set-config', `whitebalance=${balance}`);
      await camera.pressShutter();
      expect(subject.photographs.at(-1)?.exposure.kelvin).toBe(kelvin);
    }
    await run('--set-config', 'whitebalance=Color Temperature', '--set-config', 'd01e=4500');
    await camera.pressShutter();
    expect(subject.photographs.at(-1)?.exposure.kelvin).toBe(4500);
  });
});

describe('live view of the virtual D750', () => {
  it('shows frames, and pictures are taken in between', async () => {
    await run('--set-config', 'capturetarget=1', '--capture-preview');
    const preview = await readFile(join(gphoto2.folder, 'capture_preview.jpg'));
    expect(await sharp(preview).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 424 });
    await rm(join(gphoto2.folder, 'capture_preview.jpg'));
    expect((await gphoto2.run(camera.port, '--capture-movie=20', '--stdout')).code).toBe(0);
    expect(subject.liveViews.length).toBeGreaterThanOrEqual(21);
    await run('--set-config', 'viewfinder=1', '--capture-image-and-download', '--capture-preview');
    expect(Object.keys(await downloads())).toEqual(['DSC_0001.JPG', 'capture_preview.jpg']);
  });
});
