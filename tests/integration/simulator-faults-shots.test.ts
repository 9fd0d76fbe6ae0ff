import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { NativeCamera, NativeEvent } from '../../native/addon.ts';
import { makeRigs } from '../rigs/makes.ts';
import { addon, eventsUntil, faultOf, startBody, whenReady } from '../rigs/native.ts';

type Added = NativeEvent & { type: 'file-added' };
const isAdded = (event: NativeEvent): event is Added => event.type === 'file-added';
const added = (events: NativeEvent[]): Added[] => events.filter(isAdded);

/** What was announced, in order: a file's kind, or that the capture is complete. */
const story = (events: NativeEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'capture-complete') return ['complete'];
    return isAdded(event) ? [event.name.replace(/^.*\./, '').toLowerCase()] : [];
  });

describe.each(Object.values(makeRigs))('a shot on the virtual $model', (make) => {
  let body: VirtualCamera;
  let camera: NativeCamera;

  beforeEach(async () => {
    body = await startBody({ model: make.model });
    camera = await addon().open(body.port);
    await camera.setConfig(make.format.key, make.format.pair);
    await camera.setConfig('capturetarget', 'Memory card');
  });
  afterEach(async () => {
    await camera.close();
    await body.close();
  });

  const shoot = async (wanted: (events: NativeEvent[]) => boolean): Promise<NativeEvent[]> => {
    await whenReady(() => camera.trigger());
    return await eventsUntil(camera, wanted);
  };
  const both = (events: NativeEvent[]): boolean => story(events).length >= 3;
  /** Every file that was made can be fetched as it was made. */
  const fetchAll = async (files: Added[]): Promise<void> => {
    const fetched = new Set<string>();
    for (const { folder, name } of files) {
      fetched.add(
        createHash('sha256')
          .update(await camera.download(folder, name))
          .digest('hex'),
      );
    }
    expect(fetched).toEqual(new Set((await body.produced()).map((file) => file.sha256)));
  };

  test.each(['events-at-once', 'events-one-by-one'] as const)('%s loses no file', async (name) => {
    await body.play({ name });
    const events = await shoot(both);
    expect(story(events).filter((what) => what !== 'complete')).toHaveLength(2);
    await fetchAll(added(events));
  });

  test('second-shot has made two pictures before the host hears of one', async () => {
    await body.play({ name: 'second-shot' });
    const first = await shoot((events) => added(events).length === 1);
    expect(body.condition.shots).toBe(2);
    const rest = await eventsUntil(camera, (events) => added(events).length === 3);
    await fetchAll(added([...first, ...rest]));
    expect((await body.produced()).map((file) => file.shot)).toEqual([1, 1, 2, 2]);
    await shoot(both);
    expect(body.condition.shots).toBe(3);
  });

  test('last-file-late says that the capture is complete before it is', async () => {
    await body.play({ name: 'last-file-late', ms: 400 });
    const events = await shoot((so) => added(so).length === 2);
    const told = story(events);
    expect(told.indexOf('complete')).toBe(1);
    expect(told).toHaveLength(3);
    await fetchAll(added(events));
  });

  test('duplicate-events announces each file twice', async () => {
    await body.play({ name: 'duplicate-events' });
    const events = await shoot((so) => added(so).length >= 4);
    expect(new Set(added(events).map((file) => file.name)).size).toBe(2);
    expect(await body.produced()).toHaveLength(2);
  });

  test('duplicate-events pushed does so on the event channel', async () => {
    await body.play({ name: 'duplicate-events', pushed: true });
    const announced = 2 * make.announcedWhenPushed;
    const events = await shoot((so) => added(so).length >= announced && story(so).includes('complete'));
    expect(new Set(added(events).map((file) => file.name)).size).toBe(2);
    expect(added(events)).toHaveLength(announced);
  });

  test('number-wrap goes on with 0001 in a new folder', async () => {
    await camera.setConfig(make.format.key, make.format.jpeg);
    await body.play({ name: 'number-wrap' });
    const made = [await body.pressShutter(), await body.pressShutter()].flat();
    expect(made.map((name) => /(\d{4})\./.exec(name ?? '')?.[1])).toEqual(['9999', '0001']);
    const events = await eventsUntil(camera, (so) => added(so).length === 2);
    const folders = added(events).map((file) => file.folder);
    expect(folders[0]).not.toBe(folders[1]);
    await fetchAll(added(events));
  });

  test('ram-full, and as many files as the memory holds, refuse the next', async () => {
    await camera.setConfig('capturetarget', 'Internal RAM');
    await camera.setConfig(make.format.key, make.format.jpeg);
    await body.play({ name: 'ram-full' });
    await faultOf(camera.trigger());
    await body.play({ name: 'none' });
    for (let shot = 0; shot < make.memorySlots; shot++) await whenReady(() => camera.trigger());
    await faultOf(whenReady(() => camera.trigger()));
    expect(body.condition.shots).toBe(make.memorySlots);
    if (make.releaseForgets) return;
    // What was announced can still be fetched, and that makes room.
    await eventsUntil(camera, (events) => added(events).length === make.memorySlots);
    const [last] = added(await shoot((events) => added(events).length === 1));
    if (!last) throw new Error('nothing was announced');
    await camera.download(last.folder, last.name);
  });
});
