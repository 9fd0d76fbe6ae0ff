import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { NativeCamera } from '../../native/addon.ts';
import { addon, eventsUntil, faultOf, startBody } from '../rigs/native.ts';

let body: VirtualCamera;
let camera: NativeCamera;
beforeEach(async () => {
  body = await startBody();
  camera = await addon().open(body.port);
});
afterEach(async () => {
  await camera.close();
  await body.close();
});

const added = (events: { type: string }[]): number => events.filter((event) => event.type === 'file-added').length;

describe('an opened body', () => {
  test('is the PTP/IP model with its abilities', () => {
    expect(camera.abilities).toMatchObject({ model: 'PTP/IP Camera', capturePreview: true, config: true });
  });

  test('lists the keys that can be read', async () => {
    const keys = await camera.listConfig();
    expect(keys).toEqual(expect.arrayContaining(['iso', 'f-number', 'shutterspeed2', 'capturetarget', 'd01e']));
  });

  test('can be closed and opened again', async () => {
    await camera.close();
    camera = await addon().open(body.port);
    expect(await camera.getConfig('iso')).toMatchObject({ key: 'iso', type: 'choice' });
  });
});

test('stores are asked of the body each time', async () => {
  const card = { locked: false, freePictures: expect.any(Number) };
  expect(await camera.stores()).toEqual([card]);
  await body.play({ name: 'card-missing' });
  expect(await camera.stores()).toEqual([]);
  await body.play({ name: 'none' });
  expect(await camera.stores()).toEqual([card]);
});

describe('settings', () => {
  test.each([
    [
      'f-number',
      { type: 'choice', readOnly: false, value: 'f/16', choices: expect.arrayContaining(['f/2.8', 'f/32']) },
    ],
    ['d01e', { type: expect.stringMatching(/range|choice/) }],
    ['artist', { type: 'text', value: '' }],
    ['datetime', { type: 'date', value: expect.any(Number) }],
    ['viewfinder', { type: 'toggle', value: 0 }],
    ['batterylevel', { type: 'text', readOnly: true }],
  ])('%s reads as its kind', async (key, expected) => {
    expect(await camera.getConfig(key)).toMatchObject({ key, label: expect.any(String), ...expected });
  });

  test('a choice is written by label and by position', async () => {
    await camera.setConfig('iso', '400');
    expect(await camera.getConfig('iso')).toMatchObject({ value: '400' });
    await camera.setConfig('iso', 800);
    const entry = await camera.getConfig('iso');
    expect(entry).toMatchObject({ value: '800' });
    if (entry.type !== 'choice') throw new Error('no choice');
    await camera.setConfigIndex('iso', entry.choices.indexOf('200'));
    expect(await camera.getConfig('iso')).toMatchObject({ value: '200' });
  });

  test('what is no choice, no position or no number is refused and nothing is written', async () => {
    const before = await camera.getConfig('f-number');
    for (const attempt of [
      () => camera.setConfig('f-number', 'f/5.'),
      () => camera.setConfig('f-number', 'F/5.6'),
      () => camera.setConfigIndex('f-number', 1000),
      () => camera.setConfig('datetime', 'soon'),
    ]) {
      expect((await faultOf(attempt())).gphotoCode).toBe(-2);
    }
    expect(await camera.getConfig('f-number')).toEqual(before);
  });

  test('an unknown key is a fault that names it', async () => {
    const fault = await faultOf(camera.getConfig('no-such-key'));
    expect(fault.gphotoCode).toBe(-2);
    expect(fault.message).toContain('no-such-key');
  });

  test('a raw property that the body refuses is a fault although libgphoto2 reports success', async () => {
    await body.play({ name: 'busy', ms: 60_000 });
    const fault = await faultOf(camera.setConfig('d1ac', '1'));
    expect(fault.gphotoCode).toBe(-110);
    expect(fault.context.join(' ')).toMatch(/0xd1ac.*was not set/);
  });
});

describe('pictures', () => {
  test('are announced, listed, described, downloaded whole and deleted', async () => {
    await camera.setConfig('capturetarget', 'Memory card');
    await camera.setConfig('imagequality', 'NEF+Fine');
    await camera.trigger();
    const events = await eventsUntil(camera, (seen) => added(seen) === 2);
    const files = events.flatMap((event) => (event.type === 'file-added' ? [event] : []));
    expect(files.map((file) => file.name).sort()).toEqual(['DSC_0001.JPG', 'DSC_0001.NEF']);
    for (const { folder, name } of files) {
      const bytes = await camera.download(folder, name);
      const info = await camera.fileInfo(folder, name);
      expect(info.bytes).toBe(bytes.byteLength);
      expect(await camera.listFiles(folder)).toContain(name);
      const again = await camera.download(folder, name);
      expect(createHash('sha256').update(again).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
    const jpeg = files.find((file) => file.name.endsWith('.JPG'));
    if (!jpeg) throw new Error('no JPEG');
    expect(await camera.fileInfo(jpeg.folder, jpeg.name)).toMatchObject({ mime: 'image/jpeg' });
    await camera.deleteFile(jpeg.folder, jpeg.name);
    expect(await camera.listFiles(jpeg.folder)).toEqual(['DSC_0001.NEF']);
  });

  test('from the body’s own button are announced', async () => {
    const pressed = body.pressShutter();
    const events = await eventsUntil(camera, (seen) => added(seen) === 1);
    expect(await pressed).toEqual(['DSC_0001.JPG']);
    expect(events).toContainEqual({
      type: 'file-added',
      folder: expect.stringContaining('DCIM'),
      name: 'DSC_0001.JPG',
    });
  });

  test('of live view are JPEG', async () => {
    const frame = await camera.preview();
    expect([...frame.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    await camera.setConfig('viewfinder', 0);
  });

  test('folders are listed from the root', async () => {
    const [store] = await camera.listFolders('/');
    expect(store).toMatch(/^store_/);
    expect(await camera.listFolders(`/${store}`)).toEqual(['DCIM']);
  });

  test('a file that is not there is a fault', async () => {
    expect((await faultOf(camera.download('/', 'none.jpg'))).gphotoCode).toBeLessThan(0);
  });
});

describe('order', () => {
  test('calls made at once are served one after the other', async () => {
    const done: string[] = [];
    await Promise.all(
      ['400', '800', '1600'].flatMap((iso) => [
        camera.setConfig('iso', iso),
        camera.getConfig('iso').then((entry) => done.push(String(entry.value))),
      ]),
    );
    expect(done).toEqual(['400', '800', '1600']);
  });

  test('busyMs grows while the body keeps silent, and is 0 at rest', async () => {
    expect(camera.busyMs()).toBe(0);
    await body.play({ name: 'stall', ms: 400 });
    const answer = camera.getConfig('d01e');
    const seen: number[] = [];
    let waiting = true;
    void answer.finally(() => {
      waiting = false;
    });
    while (waiting) {
      seen.push(camera.busyMs());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await answer;
    expect(Math.max(...seen)).toBeGreaterThan(100);
    expect(camera.busyMs()).toBe(0);
  });

  test('progress counts what has come in since the call was begun', async () => {
    const whole = await camera.getConfig('iso').then(() => camera.progress());
    expect(whole).toBeGreaterThan(0);
    await camera.preview();
    expect(camera.progress()).toBeGreaterThan(1000);
  });

  test('close comes last, is idempotent, and what is queued behind it rejects with -7', async () => {
    const before = camera.getConfig('iso');
    const closing = [camera.close(), camera.close()];
    const behind = camera.getConfig('iso');
    expect((await faultOf(behind)).gphotoCode).toBe(-7);
    expect(await before).toMatchObject({ key: 'iso' });
    await Promise.all(closing);
    await camera.close();
    expect((await faultOf(camera.trigger())).gphotoCode).toBe(-7);
    expect(camera.busyMs()).toBe(0);
    expect(body.connected).toBe(false);
  });

  test('after the link broke, close returns and the body can be opened again', async () => {
    await body.play({ name: 'off' });
    const fault = await faultOf(camera.waitForEvent(1).then(() => camera.getConfig('d01e')));
    expect([-1, -7, -10]).toContain(fault.gphotoCode);
    await camera.close();
    await body.play({ name: 'on' });
    camera = await addon().open(body.port);
    expect(await camera.getConfig('iso')).toMatchObject({ type: 'choice' });
  });
});

describe('arguments', () => {
  test('of the wrong type are a TypeError, at once', () => {
    const wrong = camera as unknown as { waitForEvent(ms: unknown): unknown; getConfig(key?: unknown): unknown };
    expect(() => wrong.waitForEvent('1')).toThrow(TypeError);
    expect(() => wrong.waitForEvent(-1)).toThrow(TypeError);
    expect(() => wrong.getConfig()).toThrow(TypeError);
  });
});
