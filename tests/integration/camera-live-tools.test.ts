import { afterEach, describe, expect, it } from 'vitest';
import type { LiveViewing } from '../../electron/contract/devices.ts';
import type { CameraDriver } from '../../electron/devices/camera/camera-driver.ts';
import type { Make, VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type CameraUnderTest, cameraUnderTest } from '../rigs/camera-under-test.ts';
import { type ControlLine, openControlLine } from '../rigs/control-line.ts';

/** What the operator does in live view, through the driver and stock libgphoto2, on both makes. */
let camera: CameraUnderTest | undefined;
let control: ControlLine | undefined;
afterEach(async () => {
  await camera?.close();
  control?.close();
  camera = undefined;
  control = undefined;
});

type Stage = {
  driver: CameraDriver;
  virtual: VirtualCamera;
  zoom: number[];
  state(): Promise<{ liveView: boolean; zoom: number; frames: number }>;
};

async function opened(make: Make): Promise<Stage> {
  camera = await cameraUnderTest({ own: true, model: make });
  const { driver, virtual, port } = camera;
  if (!virtual) throw new Error('This suite looks into the virtual camera.');
  const line = await openControlLine(virtual.controlPort);
  control = line;
  const { tools } = await driver.open(port);
  await driver.apply({ format: 'jpeg', target: 'card' });
  return {
    driver,
    virtual,
    zoom: tools.zoom,
    state: async () => (await line.send({ state: true })).state as Awaited<ReturnType<Stage['state']>>,
  };
}

const at = { x: 0.4, y: 0.6 };
const shotMs = 10_000;
const bodies: { make: Make; exposureSimulation: boolean }[] = [
  { make: 'nikon', exposureSimulation: true },
  { make: 'canon', exposureSimulation: false },
];

describe.each(bodies)('live view of the virtual $make', ({ make, exposureSimulation }) => {
  const viewing = (zoom: number, simulateExposure = false): LiveViewing => ({
    zoom,
    at,
    simulateExposure: exposureSimulation ? simulateExposure : true,
  });

  it('is magnified as it is told, by what the body offers, and whole again', async () => {
    const { driver, zoom, state } = await opened(make);
    expect(zoom.length).toBeGreaterThan(1);
    await driver.frame();
    for (const factor of [...zoom, 1]) {
      expect(await driver.view({ zoom: factor, at, simulateExposure: false })).toEqual(viewing(factor));
      await driver.frame();
      expect((await state()).zoom).toBeCloseTo(factor, 0);
    }
  });

  it('is told before it runs, and looks like that from its first frame on', async () => {
    const { driver, zoom, state } = await opened(make);
    const factor = zoom.at(-1) ?? 1;
    expect(await driver.view({ zoom: factor, at, simulateExposure: true })).toEqual(viewing(factor, true));
    expect((await state()).liveView).toBe(false);
    await driver.frame();
    expect((await state()).zoom).toBeCloseTo(factor, 0);
  });

  it('goes on by itself after a shot, as it was', async () => {
    const { driver, zoom, state } = await opened(make);
    const factor = zoom[0] ?? 1;
    await driver.view({ zoom: factor, at, simulateExposure: false });
    await driver.frame();
    for (let shot = 0; shot < 3; shot++) {
      expect((await driver.shoot(shotMs)).complete).toBe(true);
      const { frames } = await state();
      await driver.frame();
      const after = await state();
      expect(after.liveView).toBe(true);
      expect(after.frames).toBeGreaterThan(frames);
      expect(after.zoom).toBeCloseTo(factor, 0);
    }
  });

  it('looks as it did after it was stopped and started', async () => {
    const { driver, zoom, state } = await opened(make);
    const factor = zoom[0] ?? 1;
    await driver.view({ zoom: factor, at, simulateExposure: false });
    await driver.frame();
    await driver.stopLiveView();
    expect((await state()).liveView).toBe(false);
    await driver.frame();
    expect((await state()).zoom).toBeCloseTo(factor, 0);
  });

  it('is off when the camera is closed', async () => {
    const { driver, state } = await opened(make);
    await driver.frame();
    expect((await state()).liveView).toBe(true);
    await driver.close();
    expect((await state()).liveView).toBe(false);
  });

  it('never holds up a shot, magnified or not', async () => {
    const { driver, zoom } = await opened(make);
    await driver.view({ zoom: zoom[0] ?? 1, at, simulateExposure: false });
    await driver.frame();
    const order: string[] = [];
    const frames = Array.from({ length: 6 }, () => driver.frame().then(() => order.push('frame')));
    const shot = driver.shoot(shotMs).then(() => order.push('shot'));
    await Promise.all([...frames, shot]);
    expect(order.indexOf('shot')).toBeLessThanOrEqual(1);
  });

  it('lets the focus be turned and found between two frames', async () => {
    const { driver } = await opened(make);
    await driver.frame();
    expect(await driver.focus(-2)).toEqual({ end: false });
    await driver.frame();
    await driver.autofocus();
    await driver.frame();
    expect((await driver.shoot(shotMs)).complete).toBe(true);
  });
});
