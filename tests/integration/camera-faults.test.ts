import { afterEach, describe, expect, it } from 'vitest';
import type { CameraDriver } from '../../electron/devices/camera/camera-driver.ts';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type CameraUnderTest, cameraUnderTest } from '../rigs/camera-under-test.ts';

/** What goes wrong between a body and a computer, through the real addon and stock libgphoto2. */
let camera: CameraUnderTest | undefined;
afterEach(async () => {
  await camera?.close();
  camera = undefined;
});

type Stage = { driver: CameraDriver; virtual: VirtualCamera; port: string; gone: string[] };

async function opened(options: { widthPx?: number; cardBytes?: number } = {}): Promise<Stage> {
  camera = await cameraUnderTest({ own: true, ...options });
  const { driver, virtual, port, gone } = camera;
  if (!virtual) throw new Error('This suite plays faults on the virtual camera.');
  await driver.open(port);
  await driver.apply({ format: 'jpeg', target: 'card' });
  return { driver, virtual, port, gone };
}

const shotMs = 5000;
const coded = (code: string) => expect.objectContaining({ code });

describe('a connection that breaks', () => {
  it('in a download hands over nothing, says so once, and a new one works', async () => {
    const { driver, virtual, port, gone } = await opened();
    await virtual.play({ name: 'drop-in-download', afterBytes: 500 });
    const pending = await Promise.allSettled([driver.shoot(shotMs), driver.frame(), driver.apply({ iso: 100 })]);
    expect(pending).toEqual(pending.map(() => ({ status: 'rejected', reason: coded('camera-gone') })));
    await expect(driver.status()).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
    await driver.open(port);
    const { files, complete } = await driver.shoot(shotMs);
    expect([complete, files.map(({ name }) => name)]).toEqual([true, ['DSC_0002.JPG']]);
  });

  it('is noticed by a body that is asked for nothing', async () => {
    const { virtual, gone } = await opened();
    await virtual.play({ name: 'off' });
    await expect.poll(() => gone.length, { timeout: 5000 }).toBe(1);
  });

  it('is not mistaken for a body without settings', async () => {
    const { driver, virtual, gone } = await opened();
    await virtual.play({ name: 'off' });
    await expect(driver.status()).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
  });

  it('is given up after an answer that did not come in time', async () => {
    const { driver, virtual, port, gone } = await opened();
    await expect.poll(() => driver.busyMs()).toBe(0);
    await virtual.play({ name: 'stall', ms: 6000 });
    const status = driver.status();
    await expect.poll(() => driver.busyMs(), { timeout: 3000 }).toBeGreaterThan(500);
    await expect(status).rejects.toEqual(coded('camera-gone'));
    expect(gone).toHaveLength(1);
    await driver.open(port);
    expect((await driver.shoot(shotMs)).complete).toBe(true);
  });

  it('to nothing is a camera that was not found', async () => {
    const { driver, virtual, port } = await opened();
    await virtual.play({ name: 'off' });
    await expect(driver.open(port)).rejects.toEqual(coded('camera-not-found'));
    await virtual.play({ name: 'on' });
    expect(await driver.open(port)).toMatchObject({ model: 'D750' });
  });
});

describe('a body that will not', () => {
  it('is waited for while it is busy, and no longer than three seconds', async () => {
    const { driver, virtual } = await opened();
    await virtual.play({ name: 'busy', ms: 800 });
    expect((await driver.shoot(shotMs)).complete).toBe(true);
    await virtual.play({ name: 'busy', ms: 20_000 });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-busy'));
  });

  it('take a value says which one stands', async () => {
    const { driver, virtual } = await opened();
    await driver.apply({ aperture: 11 });
    await virtual.play({ name: 'clamp', property: '5007', value: 560 });
    expect(await driver.apply({ aperture: 8 })).toMatchObject([{ outcome: 'clamped', asked: 8, got: 5.6 }]);
    await expect(driver.configure('f-number', 'f/8')).rejects.toMatchObject({
      code: 'camera-setting-refused',
      params: { setting: 'f-number', asked: 'f/8', got: 'f/5.6' },
    });
  });

  it('release on a full card says that the card is full', async () => {
    const { driver } = await opened({ cardBytes: 1000 });
    await expect(driver.shoot(shotMs)).rejects.toEqual(coded('camera-card-full'));
  });
});

describe('a hand on the body', () => {
  it('takes pictures that are not of our shot', async () => {
    const { driver, virtual } = await opened();
    expect(await virtual.pressShutter()).toEqual(['DSC_0001.JPG']);
    const { files } = await driver.shoot(shotMs);
    expect(files.map(({ name }) => name)).toEqual(['DSC_0002.JPG']);
  });
});

describe('the shutter', () => {
  it('goes before frames that wait', async () => {
    const { driver } = await opened();
    await driver.frame();
    const order: string[] = [];
    const frames = Array.from({ length: 8 }, () => driver.frame().then(() => order.push('frame')));
    const shot = driver.shoot(shotMs).then(() => order.push('shot'));
    await Promise.all([...frames, shot]);
    expect(order.indexOf('shot')).toBeLessThanOrEqual(1);
  });
});
