import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { NativeCamera } from '../../native/addon.ts';
import { makeRigs } from '../rigs/makes.ts';
import { addon, eventsUntil, faultOf, startBody } from '../rigs/native.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

describe.each(Object.values(makeRigs))('the virtual $model', (make) => {
  let subject: StubSubject;
  let body: VirtualCamera;
  let camera: NativeCamera;

  beforeEach(async () => {
    subject = stubSubject();
    body = await startBody({ model: make.model, subject });
    camera = await addon().open(body.port);
  });
  afterEach(async () => {
    await camera.close();
    await body.close();
  });

  const reads = async (key: string): Promise<string | number> => (await camera.getConfig(key)).value;
  /** The shutter works, and what it makes arrives. */
  const shoots = async (): Promise<void> => {
    await camera.trigger();
    await eventsUntil(camera, (events) => events.some((event) => event.type === 'file-added'));
  };
  /** A frame that is one, whatever empty ones come before. */
  const seesSomething = async (): Promise<void> => {
    await expect.poll(async () => (await camera.preview()).byteLength, { timeout: 20_000 }).toBeGreaterThan(0);
  };

  test('busy refuses a setting, then takes it', async () => {
    await body.play({ name: 'busy', ms: 60_000 });
    await faultOf(camera.setConfig(make.dial.key, make.dial.label));
    await body.play({ name: 'none' });
    await expect
      .poll(async () => camera.setConfig(make.dial.key, make.dial.label).then(() => reads(make.dial.key)))
      .toBe(make.dial.label);
  });

  test('card-full takes no picture to the card and says that none fits', async () => {
    await camera.setConfig('capturetarget', 'Memory card');
    await body.play({ name: 'card-full' });
    await faultOf(camera.trigger());
    expect(await body.pressShutter()).toBeNull();
    expect(Number(await reads('availableshots'))).toBe(0);
    await body.play({ name: 'none' });
    await shoots();
    expect(body.condition.shots).toBe(1);
  });

  test('card-missing has no storage and takes no picture to it', async () => {
    await camera.setConfig('capturetarget', 'Memory card');
    await body.play({ name: 'card-missing' });
    await camera.close();
    camera = await addon().open(body.port);
    await camera.setConfig('capturetarget', 'Memory card');
    expect((await camera.listFolders('/')).filter((folder) => folder.startsWith('store_'))).toEqual([]);
    await faultOf(camera.trigger());
    expect(body.condition.shots).toBe(0);
    await body.play({ name: 'none' });
    await camera.close();
    camera = await addon().open(body.port);
    await camera.setConfig('capturetarget', 'Memory card');
    await shoots();
  });

  test('live-view-prohibited does not start live view, and says why', async () => {
    await body.play({ name: 'live-view-prohibited' });
    const fault = await faultOf(camera.preview());
    expect([fault.message, ...fault.context].join()).toMatch(make.prohibited);
    expect(body.condition.liveView).toBe(false);
    await body.play({ name: 'none' });
    await seesSomething();
  });

  test('empty-preview gives so many empty frames, then whole ones', async () => {
    await seesSomething();
    await body.play({ name: 'empty-preview', times: 2 });
    const sizes: number[] = [];
    while (sizes.at(-1) !== subject.liveViews.length && sizes.length < 5) {
      const { byteLength } = await camera.preview();
      if (byteLength > 0) break;
      sizes.push(byteLength);
    }
    expect(sizes).toEqual([0, 0]);
    expect((await camera.preview()).byteLength).toBeGreaterThan(0);
  });

  test('af-failed leaves the picture out of focus; the next attempt makes it sharp', async () => {
    await seesSomething();
    await body.play({ name: 'af-failed', times: 1 });
    const driven = camera.setConfig('autofocusdrive', 1);
    if (make.outOfFocus) expect((await faultOf(driven)).context.join()).toMatch(make.outOfFocus);
    else await driven;
    await seesSomething();
    expect(subject.liveViews.at(-1)?.defocus).toBeGreaterThan(0);
    await camera.setConfig('autofocusdrive', 1);
    await seesSomething();
    expect(subject.liveViews.at(-1)?.defocus).toBe(0);
  });

  test('battery-low is told, until none', async () => {
    await body.play({ name: 'battery-low', percent: 7 });
    await expect.poll(() => reads('batterylevel'), { timeout: 10_000 }).toBe(make.battery.low);
    await body.play({ name: 'none' });
    await expect.poll(() => reads('batterylevel'), { timeout: 10_000 }).toBe(make.battery.usual);
  });

  test('dial changes a setting under the host’s hands and tells it; none turns it back', async () => {
    const { property, value, key, label } = make.dial;
    const before = await reads(key);
    expect(before).not.toBe(label);
    await body.play({ name: 'dial', property, value });
    const said = await eventsUntil(camera, (events) =>
      events.some((event) => event.type === 'unknown' && event.text.toLowerCase().includes(property)),
    );
    expect(said.length).toBeGreaterThan(0);
    expect(await reads(key)).toBe(label);
    await body.play({ name: 'none' });
    await eventsUntil(camera, (events) => events.some((event) => event.type === 'unknown'));
    expect(await reads(key)).toBe(before);
  });

  test('clamp keeps its value, whatever is written, until none', async () => {
    const { property, value, key, label, other } = make.dial;
    await body.play({ name: 'clamp', property, value });
    await camera.setConfig(key, other);
    await expect.poll(() => reads(key), { timeout: 10_000 }).toBe(label);
    await body.play({ name: 'none' });
    await camera.setConfig(key, other);
    await expect.poll(() => reads(key), { timeout: 10_000 }).toBe(other);
  });

  test('a dial that is not there, or has no such place, is refused', () => {
    expect(() => body.turn(0xdfff, 1)).toThrow(RangeError);
    expect(() => body.turn(Number.parseInt(make.dial.property, 16), 3)).toThrow(RangeError);
  });
});
