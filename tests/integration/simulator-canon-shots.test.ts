import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { NativeCamera, NativeEvent } from '../../native/addon.ts';
import { type ControlLine, openControlLine } from '../rigs/control-line.ts';
import { addon, eventsUntil, faultOf } from '../rigs/native.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

let subject: StubSubject;
let body: VirtualCamera;
let camera: NativeCamera;
let line: ControlLine;
beforeEach(async () => {
  subject = stubSubject();
  body = await startVirtualCamera({ model: 'canon', subject, widthPx: 960, litByTrigger: false, seed: 7 });
  line = await openControlLine(body.controlPort);
  camera = await addon().open(body.port);
  await camera.setConfig('capturetarget', 'Memory card');
  await quiet();
});
afterEach(async () => {
  line.close();
  await camera.close();
  await body.close();
});

async function quiet(): Promise<void> {
  while ((await camera.waitForEvent(10)).type !== 'timeout');
}
type Added = Extract<NativeEvent, { type: 'file-added' }>;
const added = (events: readonly NativeEvent[]): Added[] => events.filter((event) => event.type === 'file-added');
const files = (count: number): Promise<NativeEvent[]> => eventsUntil(camera, (events) => added(events).length >= count);
const kinds = (events: readonly NativeEvent[]): string[] =>
  events
    .filter(({ type }) => type !== 'unknown')
    .map((event) => (event.type === 'file-added' ? event.name.replace(/^.*\./, '') : event.type));
const says = (text: string) => (events: readonly NativeEvent[]) =>
  events.some((event) => event.type === 'unknown' && event.text.includes(text));

/** Fetches so many files as they come, as hosts must: the library keeps but two that come from memory. */
async function fetch(count: number): Promise<{ hashes: string[]; events: NativeEvent[] }> {
  const hashes: string[] = [];
  const events: NativeEvent[] = [];
  while (hashes.length < count) {
    const more = await files(1);
    events.push(...more);
    for (const { folder, name } of added(more)) {
      const data = await camera.download(folder, name);
      hashes.push(createHash('sha256').update(data).digest('hex'));
    }
  }
  return { hashes, events };
}
const produced = async (): Promise<string[]> => (await body.produced()).map(({ sha256 }) => sha256);

describe.each(['Memory card', 'Internal RAM'])('a pair of the 5D Mark III to %s', (place) => {
  beforeEach(async () => {
    await camera.setConfig('capturetarget', place);
    await camera.setConfig('imageformat', 'RAW + Large Fine JPEG');
    await quiet();
  });
  const ends = place === 'Memory card' ? 'JPG' : 'jpg';
  const raw = place === 'Memory card' ? 'CR2' : 'cr2';

  it('is one shot: busy, both files, complete', async () => {
    await camera.trigger();
    const { hashes, events } = await fetch(2);
    expect(says('Camera Status 1')(events)).toBe(true);
    expect(kinds([...events, await camera.waitForEvent(1000)])).toEqual([raw, ends, 'capture-complete']);
    expect(hashes).toEqual(await produced());
    expect((await body.produced()).map(({ shot, target }) => [shot, target])).toEqual(
      Array.from({ length: 2 }, () => [1, place === 'Memory card' ? 'card' : 'memory']),
    );
    expect(subject.photographs).toHaveLength(1);
  });

  it('can be announced at once, one by one, late and twice', async () => {
    await body.play({ name: 'events-at-once' });
    await camera.trigger();
    expect((await fetch(2)).hashes).toEqual(await produced());
    await quiet();

    await body.play({ name: 'events-one-by-one' });
    await camera.trigger();
    expect((await fetch(2)).hashes).toEqual((await produced()).slice(2));
    await quiet();
    await body.play({ name: 'none' });

    await body.play({ name: 'last-file-late', ms: 300 });
    await camera.trigger();
    const late = await fetch(2);
    expect(kinds(late.events)).toEqual([raw, 'capture-complete', ends]);
    expect(late.hashes).toEqual((await produced()).slice(4));
    await body.play({ name: 'none' });

    await body.play({ name: 'duplicate-events' });
    await camera.trigger();
    const twice = await fetch(4);
    expect(kinds(twice.events)).toEqual([raw, raw, ends, ends]);
    expect(new Set(twice.hashes)).toEqual(new Set((await produced()).slice(6)));
  });

  it('comes of the button on the body too, where the host wants its pictures', async () => {
    expect(await body.pressShutter()).toEqual(['IMG_0001.CR2', 'IMG_0001.JPG']);
    const { hashes, events } = await fetch(2);
    expect(kinds(events)).toEqual([raw, ends]);
    expect(hashes).toEqual(await produced());
  });
});

describe('the 5D Mark III', () => {
  it('goes from 9999 to 0001 in a new folder', async () => {
    await body.play({ name: 'number-wrap' });
    const names = [await body.pressShutter(), await body.pressShutter()];
    expect(names).toEqual([['IMG_9999.JPG'], ['IMG_0001.JPG']]);
    const folders = added(await files(2)).map(({ folder }) => folder);
    expect(folders).toEqual(['100EOS5D', '101EOS5D'].map((name) => `/store_00010001/DCIM/${name}`));
  });

  it('refuses where there is no room', async () => {
    for (const name of ['card-full', 'card-missing'] as const) {
      await body.play({ name });
      expect((await faultOf(camera.trigger())).gphotoCode).toBe(-1);
      await body.play({ name: 'none' });
      await quiet();
    }
    await camera.setConfig('capturetarget', 'Internal RAM');
    await body.play({ name: 'ram-full' });
    expect((await faultOf(camera.trigger())).gphotoCode).toBe(-1);
    await body.play({ name: 'none' });
    await camera.trigger();
    expect(kinds(await files(1))).toContain('jpg');
  });

  it('takes pictures for the host without a card', async () => {
    await camera.close();
    await body.play({ name: 'card-missing' });
    camera = await addon().open(body.port);
    await camera.setConfig('capturetarget', 'Internal RAM');
    await camera.trigger();
    expect((await fetch(1)).hashes).toEqual(await produced());
  });

  it('holds twelve files for the host and no more', async () => {
    await camera.setConfig('capturetarget', 'Internal RAM');
    await camera.trigger();
    await files(1);
    for (let shot = 0; shot < 12; shot++) expect(await body.pressShutter()).not.toBeNull();
    expect(await body.pressShutter()).toBeNull();
    expect((await fetch(12)).hashes).toEqual((await produced()).slice(1));
    expect(await body.pressShutter()).not.toBeNull();
  });

  it('tells of no picture on a card that was pulled while it was taken, and is ready for the next', async () => {
    await camera.setConfig('shutterspeed', '0.5');
    await quiet();
    const pressed = body.pressShutter();
    await body.play({ name: 'card-missing' });
    await pressed;
    const events = await eventsUntil(camera, (seen) => seen.some(({ type }) => type === 'capture-complete'));
    expect(added(events)).toEqual([]);
    await body.play({ name: 'none' });
    await quiet();
    await camera.trigger();
    await files(1);
  });

  it('is busy as long as it says', async () => {
    await body.play({ name: 'busy', ms: 60_000 });
    expect((await faultOf(camera.trigger())).gphotoCode).toBe(-110);
    await body.play({ name: 'none' });
    await camera.trigger();
    await files(1);
  });

  it('loses a picture that nobody fetched when it is switched off, and none on the card', async () => {
    await body.pressShutter();
    await files(1);
    await body.play({ name: 'off' });
    await body.play({ name: 'on' });
    await camera.close().catch(() => undefined);
    camera = await addon().open(body.port);
    expect(await camera.listFiles('/store_00010001/DCIM/100EOS5D')).toEqual(['IMG_0001.JPG']);
  });

  it('does not release what its autofocus could not make sharp, and does at the next try', async () => {
    await body.play({ name: 'af-failed', times: 1 });
    const fault = await faultOf(camera.trigger());
    expect([fault.gphotoCode, fault.context.join(' ')]).toEqual([-1, expect.stringMatching(/no focus/i)]);
    expect(subject.photographs).toEqual([]);
    await camera.trigger();
    await files(1);
    expect(subject.photographs[0]?.exposure.defocus).toBe(0);
  });

  it('releases as the lens stands when that is switched to manual', async () => {
    await camera.setConfig('viewfinder', 1);
    await camera.setConfig('manualfocusdrive', 'Near 3');
    await body.play({ name: 'dial', property: 'd108', value: 3 });
    await body.play({ name: 'af-failed', times: 1 });
    await camera.trigger();
    await files(1);
    expect(subject.photographs[0]?.exposure.defocus).toBeGreaterThan(0);
  });

  it('draws what is set: aperture, time, sensitivity and white balance', async () => {
    await camera.setConfig('aperture', '5.6');
    await camera.setConfig('shutterspeed', '1/60');
    await camera.setConfig('iso', '800');
    await camera.setConfig('whitebalance', 'Tungsten');
    await body.pressShutter();
    expect(subject.photographs[0]?.exposure).toMatchObject({
      aperture: 5.6,
      shutterS: 1 / 60,
      iso: 800,
      kelvin: 3200,
      body: { manufacturer: 'Canon', model: 'Canon EOS 5D Mark III' },
    });
  });

  it('measures the light where the dial leaves it to it, and listens to the compensation', async () => {
    await line.send({ turn: { property: 'd105', value: 2 } });
    await camera.setConfig('aperture', '11');
    await camera.setConfig('iso', '200');
    await body.pressShutter();
    await camera.setConfig('exposurecompensation', '-1');
    await body.pressShutter();
    const [right, darker] = subject.photographs.map(({ exposure }) => exposure.shutterS);
    expect((right ?? 0) / (darker ?? 1)).toBeCloseTo(2, 0);
  });

  it('holds the shutter open for a bulb exposure, and only then', async () => {
    await faultOf(camera.setConfig('bulb', 1));
    await camera.setConfig('shutterspeed', 'bulb');
    await camera.setConfig('bulb', 1);
    expect((await faultOf(camera.trigger())).gphotoCode).toBe(-110);
    await camera.setConfig('bulb', 0);
    await files(1);
    expect(subject.photographs).toHaveLength(1);

    await camera.setConfig('eosremoterelease', 'Immediate');
    await camera.setConfig('eosremoterelease', 'Release Full');
    await files(1);
    expect(subject.photographs).toHaveLength(2);
  });
});

describe('live view of the 5D Mark III', () => {
  const state = async (): Promise<unknown> => (await line.send({ state: true })).state;

  it('runs while the output says so', async () => {
    expect((await camera.preview()).byteLength).toBeGreaterThan(1000);
    expect(await camera.getConfig('output')).toMatchObject({ value: 'PC' });
    expect(await state()).toMatchObject({ liveView: true, frames: 1 });
    await camera.setConfig('viewfinder', 0);
    expect(await state()).toMatchObject({ liveView: false });
  });

  it('magnifies what is asked, where it is asked', async () => {
    await camera.preview();
    await camera.setConfig('eoszoom', '5');
    await camera.setConfig('eoszoomposition', '0,0');
    await camera.preview();
    expect(subject.liveViews.at(-1)?.zoom).toEqual({ times: 5, at: { x: 0.1, y: 0.1 } });
    await camera.setConfig('eoszoom', '10');
    await camera.setConfig('eoszoomposition', '2592,1728');
    await camera.preview();
    expect(subject.liveViews.at(-1)?.zoom).toEqual({ times: 10, at: { x: 0.5, y: 0.5 } });
    await faultOf(camera.setConfig('eoszoom', '7'));
    await camera.setConfig('viewfinder', 0);
    await camera.preview();
    expect(subject.liveViews.at(-1)?.zoom.times).toBe(1);
  });

  it('shows the lens being turned, to its stops, and focused again', async () => {
    expect((await faultOf(camera.setConfig('manualfocusdrive', 'Near 1'))).gphotoCode).toBe(-1);
    await camera.preview();
    const position = async (): Promise<number> => ((await state()) as { focus: { position: number } }).focus.position;
    const from = await position();
    const sizes: number[] = [];
    for (const step of ['Near 1', 'Near 2', 'Near 3']) {
      const before = await position();
      await camera.setConfig('manualfocusdrive', step);
      sizes.push(before - (await position()));
    }
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeGreaterThan(0);
    for (let step = 0; step < 20; step++) await camera.setConfig('manualfocusdrive', 'Near 3');
    expect(await position()).toBe(0);
    await camera.preview();
    expect(subject.liveViews.at(-1)?.defocus).toBeGreaterThan(0);
    await camera.setConfig('manualfocusdrive', 'Far 2');
    expect(await position()).toBeGreaterThan(0);

    await quiet();
    await camera.setConfig('autofocusdrive', 1);
    await eventsUntil(camera, says('000000000100'));
    expect(await position()).toBe(from);
    await body.play({ name: 'af-failed', times: 1 });
    await camera.setConfig('autofocusdrive', 1);
    await eventsUntil(camera, says('000000000200'));
    expect(await position()).not.toBe(from);
  });

  it('can be prohibited, come empty, and be impossible on the last of the battery', async () => {
    await body.play({ name: 'live-view-prohibited' });
    expect((await faultOf(camera.preview())).gphotoCode).toBe(-1);
    await body.play({ name: 'none' });
    await body.play({ name: 'battery-low', percent: 1 });
    expect((await faultOf(camera.preview())).gphotoCode).toBe(-1);
    await body.play({ name: 'none' });
    await body.play({ name: 'empty-preview', times: 2 });
    const sizes: number[] = [];
    for (let frame = 0; frame < 3; frame++) sizes.push((await camera.preview()).byteLength);
    expect(sizes).toEqual([0, 0, expect.any(Number)]);
    expect(sizes[2]).toBeGreaterThan(1000);
  });

  it('goes on around a shot', async () => {
    await camera.preview();
    await camera.trigger();
    await camera.preview();
    await files(1);
    expect((await camera.preview()).byteLength).toBeGreaterThan(1000);
    expect(await state()).toMatchObject({ liveView: true, shots: 1 });
  });
});
