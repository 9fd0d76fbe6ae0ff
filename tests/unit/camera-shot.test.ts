import { describe, expect, it } from 'vitest';
import { endLiveView } from '../../electron/devices/camera/live-view.ts';
import { applySettings } from '../../electron/devices/camera/settings/apply.ts';
import { takeShot } from '../../electron/devices/camera/shot.ts';
import { readStatus } from '../../electron/devices/camera/status.ts';
import type { NativeEvent } from '../../native/addon.ts';
import { type FakeBody, fakeBody } from '../rigs/fake-body.ts';
import { choice, gphotoFault, tinyJpeg, tinyRaw } from '../rigs/fake-native-camera.ts';

const folder = '/store_00010001/DCIM/100ND750';
const added = (name: string, at = folder): NativeEvent => ({ type: 'file-added', folder: at, name });
const done: NativeEvent = { type: 'capture-complete' };

async function pairBody(): Promise<FakeBody> {
  const fake = await fakeBody((native) => {
    native.entries.set('imagequality', choice('imagequality', 'NEF+Fine', ['JPEG Fine', 'NEF+Fine']));
  });
  fake.native.files.set(`${folder}/DSC_0001.NEF`, { data: tinyRaw(1) });
  fake.native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
  return fake;
}

const names = (files: { name: string }[]): string[] => files.map(({ name }) => name);

describe('one shot', () => {
  it('hands over the file, its kind and its hash, and deletes nothing', async () => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done);
    const { files, complete } = await takeShot(body, 5000);
    expect(complete).toBe(true);
    expect(files).toEqual([
      {
        name: 'DSC_0001.JPG',
        source: `card:${folder}/DSC_0001.JPG|7|0`,
        kind: 'jpeg',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        data: tinyJpeg(1),
      },
    ]);
    expect(native.calls).toEqual(['trigger', 'download DSC_0001.JPG']);
  });

  it('drains before it releases: what was there before is not of this shot', async () => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.files.set(`${folder}/DSC_0002.JPG`, { data: tinyJpeg(2) });
    native.queue.push(added('DSC_0001.JPG'), done);
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), added('DSC_0002.JPG'), done);
    expect(names((await takeShot(body, 5000)).files)).toEqual(['DSC_0002.JPG']);
  });

  it('releases in time on a body that never falls silent', async () => {
    const { body, native, clock } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    const waitForEvent = native.waitForEvent.bind(native);
    native.waitForEvent = async (ms) => {
      clock.spend(1);
      return native.queue.length > 0 ? waitForEvent(ms) : { type: 'unknown', text: 'PTP Property d10d changed' };
    };
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done);
    expect((await takeShot(body, 5000)).complete).toBe(true);
    expect(clock.elapsed()).toBeLessThan(5000);
  });

  it.each<[string, NativeEvent[]]>([
    ['in one go', [added('DSC_0001.NEF'), added('DSC_0001.JPG'), done]],
    [
      'the second after the capture is complete',
      [added('DSC_0001.NEF'), done, { type: 'timeout' }, added('DSC_0001.JPG')],
    ],
    [
      'each of them twice',
      [added('DSC_0001.NEF'), added('DSC_0001.NEF'), added('DSC_0001.JPG'), done, added('DSC_0001.JPG')],
    ],
    ['without the capture ever being complete', [added('DSC_0001.NEF'), added('DSC_0001.JPG')]],
    [
      'among properties',
      [{ type: 'unknown', text: 'PTP Property 500d changed' }, added('DSC_0001.NEF'), done, added('DSC_0001.JPG')],
    ],
  ])('collects both files of a pair, %s, the JPEG first', async (_, events) => {
    const { body, native } = await pairBody();
    native.on.trigger = () => native.queue.push(...events);
    const { files, complete } = await takeShot(body, 5000);
    expect(complete).toBe(true);
    expect(names(files)).toEqual(['DSC_0001.JPG', 'DSC_0001.NEF']);
  });

  it('takes along what comes right after the files that were expected', async () => {
    const { body, native } = await pairBody();
    native.entries.set('imagequality', choice('imagequality', 'JPEG Fine', ['JPEG Fine', 'NEF+Fine']));
    const short: NativeEvent[] = [{ type: 'timeout' }];
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done, ...short, added('DSC_0001.NEF'));
    expect(names((await takeShot(body, 5000)).files)).toEqual(['DSC_0001.JPG', 'DSC_0001.NEF']);
  });

  it('finds the second file of a pair that was never announced', async () => {
    const { body, native } = await pairBody();
    native.files.set(`${folder}/DSC_0000.JPG`, { data: tinyJpeg(9) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.NEF'), done);
    const { files, complete } = await takeShot(body, 500);
    expect(complete).toBe(true);
    expect(names(files)).toEqual(['DSC_0001.JPG', 'DSC_0001.NEF']);
  });

  it('is visibly incomplete when the second file does not come', async () => {
    const { body, native, clock } = await pairBody();
    native.files.delete(`${folder}/DSC_0001.JPG`);
    native.on.trigger = () => native.queue.push(added('DSC_0001.NEF'), done);
    const { files, complete } = await takeShot(body, 5000);
    expect(complete).toBe(false);
    expect(names(files)).toEqual(['DSC_0001.NEF']);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(5000);
  });

  it('throws when no file comes', async () => {
    const { body } = await fakeBody();
    await expect(takeShot(body, 1000)).rejects.toMatchObject({
      code: 'shot-incomplete',
      params: { expected: 1, got: 0 },
    });
  });

  it('tells a new file from an announced one by its size: counters wrap', async () => {
    const { body, native } = await fakeBody();
    native.files.set('//capt0000.jpg', { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('capt0000.jpg', '/'), done);
    await takeShot(body, 5000);
    native.files.set('//capt0000.jpg', { data: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9) });
    expect(names((await takeShot(body, 5000)).files)).toEqual(['capt0000.jpg']);
  });

  it('hands over once what two cards hold twice', async () => {
    const { body, native } = await fakeBody();
    const second = '/store_00020001/DCIM/100ND750';
    for (const at of [folder, second]) native.files.set(`${at}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), added('DSC_0001.JPG', second), done);
    const { files, complete } = await takeShot(body, 5000);
    expect([names(files), complete]).toEqual([['DSC_0001.JPG'], true]);
  });

  it('waits for both files of a pair although the second card repeats the first', async () => {
    const { body, native } = await pairBody();
    const second = '/store_00020001/DCIM/100ND750';
    native.files.set(`${second}/DSC_0001.NEF`, { data: tinyRaw(1) });
    const pause: NativeEvent[] = Array.from({ length: 20 }, () => ({ type: 'timeout' }));
    native.on.trigger = () =>
      native.queue.push(added('DSC_0001.NEF'), added('DSC_0001.NEF', second), ...pause, added('DSC_0001.JPG'), done);
    const { files, complete } = await takeShot(body, 5000);
    expect([names(files), complete]).toEqual([['DSC_0001.JPG', 'DSC_0001.NEF'], true]);
  });

  it('manages where the body says neither format nor size', async () => {
    const { body, native } = await fakeBody((camera) => camera.entries.delete('imagequality'));
    native.files.set(`${folder}/IMG.JPG`, { data: tinyJpeg(1), bytes: 0 });
    native.on.trigger = () => native.queue.push(added('IMG.JPG'));
    expect((await takeShot(body, 5000)).complete).toBe(true);
  });
});

describe('a body that does not know a file’s size', () => {
  it.each([-1, 0, 0xffff_ffff])('and says %i has its file taken as it comes', async (bytes) => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/IMG.JPG`, { data: tinyJpeg(1), bytes });
    native.on.trigger = () => native.queue.push(added('IMG.JPG'));
    expect((await takeShot(body, 5000)).complete).toBe(true);
  });
});

describe('a body that offers next to nothing', () => {
  it('is met, has no settings, and takes pictures', async () => {
    const { body, native } = await fakeBody((camera) => {
      camera.entries.clear();
      camera.listConfig = () => Promise.reject(gphotoFault(-6));
      camera.listFolders = () => Promise.reject(gphotoFault(-6));
      camera.fileInfo = () => Promise.reject(gphotoFault(-6));
    });
    expect(body.identity).toMatchObject({ manufacturer: 'PTP/IP', model: 'PTP/IP Camera' });
    expect(await applySettings(body, { aperture: 8, target: 'card' })).toMatchObject([
      { setting: 'target', outcome: 'missing' },
      { setting: 'aperture', outcome: 'missing' },
    ]);
    expect(await readStatus(body)).toEqual({});
    await endLiveView(body);
    native.files.set('/a/b/X.JPG', { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('X.JPG', '/a/b'));
    expect((await takeShot(body, 5000)).complete).toBe(true);
  });
});

describe('a file that is not whole', () => {
  const cut = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1);

  it.each([
    ['cut off', cut],
    ['empty', new Uint8Array()],
    ['longer than the body says', Uint8Array.of(...tinyJpeg(1), 0xff, 0xd9)],
  ])('is fetched again: %s', async (_, broken) => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done);
    let first = true;
    native.on.download = () => {
      const give = first ? broken : undefined;
      first = false;
      return give;
    };
    const { files } = await takeShot(body, 5000);
    expect(files[0]?.data).toEqual(tinyJpeg(1));
    expect(native.calls.filter((call) => call.startsWith('download'))).toHaveLength(2);
  });

  it('is never handed over', async () => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: cut });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done);
    await expect(takeShot(body, 1000)).rejects.toMatchObject({ code: 'shot-incomplete' });
  });

  it('leaves the shot incomplete when the other one is whole', async () => {
    const { body, native } = await pairBody();
    native.files.set(`${folder}/DSC_0001.NEF`, { data: tinyRaw(1), bytes: 99 });
    native.on.trigger = () => native.queue.push(added('DSC_0001.NEF'), added('DSC_0001.JPG'), done);
    const { files, complete } = await takeShot(body, 1000);
    expect([names(files), complete]).toEqual([['DSC_0001.JPG'], false]);
  });

  it('throws when the body goes while it is fetched', async () => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => native.queue.push(added('DSC_0001.JPG'), done);
    native.on.download = () => {
      throw gphotoFault(-7);
    };
    await expect(takeShot(body, 1000)).rejects.toMatchObject({ gphotoCode: -7 });
  });
});

describe('a busy body', () => {
  it('is asked again with growing pauses', async () => {
    const { body, native, clock } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    const at: number[] = [];
    native.on.trigger = () => {
      at.push(clock.elapsed());
      if (at.length < 4) throw gphotoFault(-110);
      native.queue.push(added('DSC_0001.JPG'), done);
    };
    expect((await takeShot(body, 5000)).complete).toBe(true);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps).toEqual([21, 41, 81]);
  });

  it('is not asked again once there is a sign that it has released', async () => {
    const { body, native } = await fakeBody();
    native.files.set(`${folder}/DSC_0001.JPG`, { data: tinyJpeg(1) });
    native.on.trigger = () => {
      native.queue.push(added('DSC_0001.JPG'), done);
      throw gphotoFault(-110);
    };
    expect((await takeShot(body, 5000)).complete).toBe(true);
    expect(native.calls.filter((call) => call === 'trigger')).toHaveLength(1);
  });

  it('is given up after three seconds', async () => {
    const { body, native, clock } = await fakeBody();
    native.on.trigger = () => {
      throw gphotoFault(-110);
    };
    await expect(takeShot(body, 60_000)).rejects.toMatchObject({ gphotoCode: -110 });
    expect(clock.elapsed()).toBeLessThan(4000);
  });
});
