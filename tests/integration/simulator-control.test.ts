import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type ControlLine, openControlLine } from '../rigs/control-line.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

let subject: StubSubject;
let camera: VirtualCamera;
let control: ControlLine;

beforeEach(async () => {
  subject = stubSubject();
  camera = await startVirtualCamera({ model: 'nikon', subject, widthPx: 640, litByTrigger: true });
  control = await openControlLine(camera.controlPort);
});
afterEach(async () => {
  control.close();
  await camera.close();
});

const lastExposure = () => subject.photographs.at(-1)?.exposure;

describe('the control connection', () => {
  it('lights the next picture if the lights are armed, and says that they fired', async () => {
    expect(await control.send({ set: { armed: true, lampPercent: 30 } })).toEqual({ ok: true });
    expect(await control.send({ shutter: true })).toEqual({ ok: true, files: ['DSC_0001.JPG'] });
    expect(lastExposure()?.flash).toBe(true);
    expect(control.events).toEqual([{ event: 'fired', at: expect.stringMatching(/^\d{4}-.*Z$/) }]);
  });

  it('leaves the picture dark if they are not, and says nothing', async () => {
    await control.send({ set: { armed: false } });
    await control.send({ shutter: true });
    expect(lastExposure()?.flash).toBe(false);
    expect(control.events).toEqual([]);
  });

  it('tells flashes to who subscribed and to nobody else', async () => {
    const watching = await openControlLine(camera.controlPort);
    const idle = await openControlLine(camera.controlPort);
    await watching.send({ subscribe: true });
    await control.send({ set: { armed: true } });
    await control.send({ shutter: true });
    await expect.poll(() => watching.events.length).toBe(1);
    expect(await idle.send({ state: true })).toMatchObject({ ok: true });
    expect(idle.events).toEqual([]);
    watching.close();
    idle.close();
  });

  it('turns the eyes of the next picture', async () => {
    await control.send({ look: { leftDeg: 30, upDeg: -10 } });
    await control.send({ shutter: true });
    expect(lastExposure()?.look).toEqual({ leftDeg: 30, upDeg: -10 });
    await control.send({ look: null });
    await control.send({ shutter: true });
    expect(lastExposure()?.look).toBeNull();
  });

  it('strikes a pose for the next picture, and lets it go', async () => {
    const pose = { view: 'EV01', look: null, fieldWidthMm: 360, orientation: 'portrait', grip: 'up', mirror: 'none' };
    await control.send({ look: { leftDeg: 5, upDeg: 0 } });
    expect(await control.send({ pose })).toEqual({ ok: true });
    await control.send({ shutter: true });
    expect(lastExposure()).toMatchObject({ pose, look: null });
    expect(await control.send({ pose: { ...pose, grip: 'sideways' } })).toEqual({ error: expect.any(String) });
    await control.send({ pose: null });
    await control.send({ shutter: true });
    expect(lastExposure()?.pose).toBeNull();
  });

  it('tells its state', async () => {
    await control.send({ set: { lampPercent: 12 } });
    expect(await control.send({ state: true })).toEqual({
      ok: true,
      state: {
        look: null,
        litByTrigger: true,
        armed: false,
        lampPercent: 12,
        connected: false,
        liveView: false,
        frames: 0,
        shots: 0,
        zoom: 1,
        focus: { position: 2000, sharpAt: 2000 },
      },
    });
  });

  it.each([
    ['no JSON', 'armed!'],
    ['an unknown key', '{"set":{"colour":"red"}}'],
    ['two keys', '{"shutter":true,"look":null}'],
    ['a percentage too high', '{"set":{"lampPercent":101}}'],
    ['an unknown fault', '{"fault":{"name":"explode"}}'],
    ['a fault without its number', '{"fault":{"name":"busy"}}'],
    ['a fault with a key too many', '{"fault":{"name":"card-full","ms":1}}'],
    ['a battery of nothing', '{"fault":{"name":"battery-low","percent":0}}'],
    ['a dial without a value', '{"turn":{"property":"5007"}}'],
    ['a property that is none', '{"fault":{"name":"clamp","property":"iso","value":1}}'],
  ])('answers %s with an error and goes on', async (_what, line) => {
    expect(await control.ask(line)).toEqual({ error: expect.any(String) });
    expect(await control.send({ state: true })).toMatchObject({ ok: true });
  });

  it('answers lines that come together, in order', async () => {
    const answers = await Promise.all([control.send({ shutter: true }), control.send({ state: true })]);
    expect(answers).toEqual([
      { ok: true, files: ['DSC_0001.JPG'] },
      expect.objectContaining({ state: expect.anything() }),
    ]);
  });

  it('turns a dial of the body, and refuses what the body does not have', async () => {
    expect(await control.send({ turn: { property: '5007', value: 800 } })).toEqual({ ok: true });
    await control.send({ shutter: true });
    expect(lastExposure()?.aperture).toBe(8);
    expect(await control.send({ turn: { property: '5007', value: 801 } })).toEqual({ error: expect.any(String) });
    expect(await control.send({ turn: { property: 'dfff', value: 1 } })).toEqual({ error: expect.any(String) });
  });

  it('tells every file that was ever made, with its fingerprint', async () => {
    expect(await control.send({ produced: true })).toEqual({ ok: true, produced: [] });
    await control.send({ turn: { property: '5004', value: 7 } });
    await control.send({ shutter: true });
    await control.send({ fault: { name: 'off', ms: 0 } });
    const jpeg = subject.photographs[0]?.jpeg ?? new Uint8Array();
    expect(await control.send({ produced: true })).toEqual({
      ok: true,
      produced: [
        expect.objectContaining({ shot: 1, name: 'DSC_0001.NEF', target: 'card' }),
        {
          shot: 1,
          name: 'DSC_0001.JPG',
          bytes: jpeg.byteLength,
          sha256: createHash('sha256').update(jpeg).digest('hex'),
          target: 'card',
        },
      ],
    });
    expect(await control.send({ state: true })).toMatchObject({ state: { shots: 1, connected: false } });
  });

  it('does not release what is busy', async () => {
    await control.send({ fault: { name: 'busy', ms: 60_000 } });
    expect(await control.send({ shutter: true })).toEqual({ error: 'busy or full' });
    expect(subject.photographs).toEqual([]);
  });
});
