import { expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { CameraDriver } from '../../electron/devices/camera/camera-driver.ts';
import { type FakeNativeCamera, fakeNativeCamera } from '../rigs/fake-native-camera.ts';

/** One step of time and all that follows from it. */
async function step(clock: FakeClock): Promise<void> {
  clock.advance(20);
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

it('a connection that is renewed while it is closed is let go of: nobody else could', async () => {
  const clock = fakeClock();
  const opened: FakeNativeCamera[] = [];
  const gates: (() => void)[] = [];
  let gated = false;
  const driver = new CameraDriver({
    addon: () => ({
      detect: async () => [],
      busyMs: () => 0,
      version: '2.5.30',
      async open() {
        if (gated) await new Promise<void>((resolve) => gates.push(resolve));
        const native = fakeNativeCamera({ spend: (ms) => clock.advance(ms) });
        opened.push(native);
        return native;
      },
    }),
    ...{ clock, quirks: [], onGone: () => {}, onOffered: () => {}, onProgress: () => {}, onTurned: () => {} },
  });
  const until = async (over: () => boolean): Promise<void> => {
    for (let steps = 0; steps < 1000 && !over(); steps++) await step(clock);
    expect(over()).toBe(true);
  };
  await driver.open('usb:001,002');
  await driver.reconcile(null);
  const shot = driver.shoot(100).catch((error: unknown) => error);
  gated = true;
  await until(() => gates.length === 1);
  expect(await shot).toMatchObject({ code: 'shot-incomplete' });
  await driver.close();
  gates[0]?.();
  await until(() => opened.length === 2);
  await until(() => opened[1]?.calls.includes('close') ?? false);
});
