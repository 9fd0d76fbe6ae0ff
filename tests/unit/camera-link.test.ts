import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import { bothEyesLooking } from '../rigs/both-eyes.ts';
import { closeLink, identity, never, offer, openLink, pass, settled, shotId } from '../rigs/camera-link-stage.ts';

afterEach(closeLink);

describe('camera link', () => {
  it('opens, works and closes', async () => {
    const { link, scene, states } = await openLink();
    expect(link.state).toBe('none');
    await link.open();
    expect(scene.opened).toEqual(['ptpip:10.0.0.1:15740:15740']);
    expect(link).toMatchObject({ state: 'ready', identity, address: 'ptpip:10.0.0.1:15740', simulated: false });
    await link.shoot(shotId, 1000);
    expect(await link.frame()).toEqual(Uint8Array.of(1));
    expect(await link.status()).toEqual({ batteryPercent: 50 });
    expect(states).toEqual(['connecting', 'ready', 'busy', 'ready']);
  });

  it('says that nothing is there, and is ready once it is', async () => {
    const { link, scene } = await openLink();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-not-found', { address: 'x' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-not-found' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-not-found' } });
    await expect(link.shoot(shotId, 1000)).rejects.toMatchObject({ code: 'camera-not-found' });
    await pass(60);
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-not-found' } });
    scene.camera.open = answers;
    await pass(4);
    expect(link).toMatchObject({ state: 'ready', error: undefined });
  });

  it('connects at once when the operator asks', async () => {
    const { link, scene } = await openLink();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-claimed', { holder: 'gallery' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-claimed' });
    scene.camera.open = answers;
    await link.reconnect();
    expect(link.state).toBe('ready');
  });

  it('is not ready with a body that goes in the moment in which it has come', async () => {
    const { link, scene } = await openLink();
    const { open: answers } = scene.camera;
    scene.camera.open = async (asked, signal) => {
      scene.camera.open = answers;
      const found = await answers(asked, signal);
      queueMicrotask(() => scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' }));
      return found;
    };
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-gone' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-gone' } });
    await pass(2);
    expect(link.state).toBe('ready');
  });

  it('fails where our own fault stands in the way', async () => {
    const { link, scene } = await openLink();
    scene.camera.open = () => Promise.reject(new Error('no libgphoto2'));
    await expect(link.open()).rejects.toMatchObject({ code: 'internal' });
    expect(link.state).toBe('failed');
  });

  it('reconnects with growing pauses after the body has gone', async () => {
    const { link, scene, states } = await openLink();
    await link.open();
    const { open: answers } = scene.camera;
    let tries = 0;
    scene.camera.open = (input, signal) => {
      tries += 1;
      return tries < 4 ? Promise.reject(new CodedError('camera-not-found')) : answers(input, signal);
    };
    scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' });
    await settled();
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-gone', params: { detail: 'unplugged' } } });
    await expect(link.frame()).rejects.toMatchObject({ code: 'camera-gone' });
    const ready = link.whenReady(60_000);
    for (const [waitMs, expected] of [
      [250, 1],
      [499, 1],
      [1, 2],
      [1000, 3],
      [2000, 4],
    ] as const) {
      scene.clock.advance(waitMs);
      await settled();
      expect(tries).toBe(expected);
    }
    await ready;
    expect(link).toMatchObject({ state: 'ready', error: undefined });
    expect(states.slice(0, 5)).toEqual(['connecting', 'ready', 'lost', 'recovering', 'lost']);
    expect(scene.started).toHaveLength(1);
  });

  it('opens a new process after the old one was lost; what was pending has failed', async () => {
    const { link, scene } = await openLink();
    await link.open();
    scene.camera.shoot = never;
    const shot = link.shoot(shotId, 1000);
    await settled();
    scene.last('camera')?.die();
    await expect(shot).rejects.toMatchObject({ code: 'camera-gone' });
    expect(link.state).toBe('lost');
    scene.clock.advance(250);
    await settled();
    expect(link.state).toBe('ready');
    expect(scene.started).toHaveLength(2);
  });

  it('kills a process that hangs in a call', async () => {
    const { link, scene } = await openLink();
    await link.open();
    scene.camera.apply = never;
    const applied = link.apply({ iso: 100 });
    const stalled = expect(applied).rejects.toMatchObject({ code: 'camera-stalled' });
    await pass(25);
    await stalled;
    expect(scene.started).toHaveLength(2);
    expect(link.state).toBe('ready');
  });

  it('says within eight seconds that a body keeps the library waiting, however often, and never gives up', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const { shoot } = scene.camera;
    for (let stall = 0; stall < 20; stall++) {
      scene.camera.shoot = never;
      const shot = expect(link.shoot(shotId, 30_000)).rejects.toMatchObject({ code: 'camera-stalled' });
      const since = scene.clock.elapsed();
      const stuck = scene.started.length;
      scene.busyMs = (process) => (process === stuck ? scene.clock.elapsed() - since : 0);
      await pass(7);
      await shot;
      expect(link.state).not.toBe('busy');
      scene.camera.shoot = shoot;
      await pass(4);
      expect(link.state).toBe('ready');
    }
    expect(scene.started).toHaveLength(21);
  });

  it('says when a picture is late, until it has come', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const finish = scene.holdShot();
    const shot = link.shoot(shotId, 30_000);
    await pass(3);
    expect(link.late).toBe(false);
    let told = 0;
    link.onState(() => (told += 1));
    await pass(2);
    expect(link).toMatchObject({ state: 'busy', late: true });
    expect(told).toBe(1);
    finish();
    await shot;
    expect(link.late).toBe(false);
  });

  it('lets a download that gets on take its time, and shows how far it is', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const finish = scene.holdShot();
    const shot = link.shoot(shotId, 5000);
    for (let part = 1; part <= 30; part++) {
      await pass(5);
      scene.last('camera')?.server?.emit('progress', { bytes: part, of: 40 });
      await settled();
      expect(link).toMatchObject({ state: 'busy', progress: part / 40 });
    }
    finish();
    await shot;
    expect(link.progress).toBeUndefined();
    expect(link.late).toBe(false);
    expect(scene.started).toHaveLength(1);
  });

  it('lets a frame wait for a shot that takes its time', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const release = scene.holdShot();
    scene.camera.frame = async () => {
      await shot;
      return { jpeg: Uint8Array.of(2), sequence: 1 };
    };
    const shot = link.shoot(shotId, 20_000);
    const frame = link.frame();
    await pass(30);
    release();
    expect(await frame).toEqual(Uint8Array.of(2));
    expect(scene.started).toHaveLength(1);
  });

  it('fails for good when its process keeps dying, until the operator asks again', async () => {
    const { link, scene } = await openLink();
    await link.open();
    for (let death = 0; death < 6; death++) {
      scene.last('camera')?.die();
      await pass(10);
    }
    expect(link).toMatchObject({ state: 'failed', error: { code: 'process-gave-up' } });
    await link.reconnect();
    expect(link.state).toBe('ready');
  });

  it('plays a simulated body in a process of its own, and a new one after that was lost', async () => {
    const { link, scene } = await openLink({ kind: 'sim', model: 'nikon' });
    await link.open();
    expect(link).toMatchObject({ state: 'ready', simulated: true, address: 'sim:nikon', controlPort: 77 });
    await link.pose(bothEyesLooking({ leftDeg: 20, upDeg: 0 }));
    expect(scene.looks).toEqual([{ leftDeg: 20, upDeg: 0 }]);
    scene.last('simulator')?.die();
    scene.last('camera')?.server?.emit('gone', { detail: 'closed' });
    await settled();
    scene.clock.advance(250);
    await settled();
    expect(link.state).toBe('ready');
    expect(new Set(scene.opened).size).toBe(2);
    expect(scene.looks).toHaveLength(2);
  });

  it('looks nowhere on a real body', async () => {
    const { link, scene } = await openLink();
    await link.open();
    await link.pose(bothEyesLooking({ leftDeg: 20, upDeg: 0 }));
    expect(scene.looks).toEqual([]);
  });

  it('waits for a camera no longer than it was told', async () => {
    const { link, scene } = await openLink();
    await link.open();
    scene.camera.open = never;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    const waiting = expect(link.whenReady(3000)).rejects.toMatchObject({ code: 'camera-gone' });
    scene.clock.advance(3000);
    await waiting;
  });

  it('hands on what is offered and what was turned', async () => {
    const { link, scene } = await openLink();
    const heard: unknown[] = [];
    const leave = link.onOffered((offered) => heard.push(offered));
    link.onTurned((settings) => heard.push(settings));
    await link.open();
    scene.last('camera')?.server?.emit('offered', offer('a'));
    scene.last('camera')?.server?.emit('turned', { settings: ['iso'] });
    await settled();
    leave();
    scene.last('camera')?.server?.emit('offered', offer('b'));
    await settled();
    expect(heard).toEqual([offer('a'), ['iso']]);
  });

  it('looks at a body that has come back as at the one that went', async () => {
    const { link, scene } = await openLink();
    const viewing = { zoom: 5, at: { x: 0.5, y: 0.25 }, simulateExposure: false };
    await link.open();
    expect(await link.view(viewing)).toEqual(viewing);
    scene.last('camera')?.die();
    await pass(1);
    expect(scene.views).toEqual([viewing, viewing]);
    const away = { ...viewing, zoom: 1 };
    scene.last('camera')?.die();
    await expect(link.view(away)).rejects.toMatchObject({ code: 'camera-gone' });
    await pass(2);
    expect(scene.views.at(-1)).toEqual(away);
  });

  it('frees a camera that another program holds, then connects', async () => {
    const { link, scene } = await openLink();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-claimed', { holder: 'gvfsd-gphoto2' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-claimed' });
    scene.camera.open = answers;
    await link.free();
    expect(link.state).toBe('ready');
    expect(scene.freed).toEqual(['ptpip:10.0.0.1:15740:15740']);
  });

  it('finds a USB body under its new number by its serial number', async () => {
    const { link, scene } = await openLink({ kind: 'usb', bus: 1, device: 4 });
    await link.open();
    scene.camera.detect = () => ({
      cameras: ['usb:001,004', 'usb:001,007', 'usb:001,009'].map((port) => ({ model: 'Nikon DSC D750', port })),
    });
    scene.camera.open = ({ port }) => {
      scene.opened.push(port);
      if (port === 'usb:001,004') throw new CodedError('camera-claimed');
      return port === 'usb:001,007' ? { ...identity, serial: '8' } : identity;
    };
    scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' });
    await settled();
    await pass(2);
    expect(link.state).toBe('ready');
    expect(scene.opened).toEqual(['usb:001,004', 'usb:001,004', 'usb:001,007', 'usb:001,009']);
  });
});
