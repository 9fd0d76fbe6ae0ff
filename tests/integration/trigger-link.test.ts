import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { triggerContract } from '../../electron/contract/devices.ts';
import type { LightingProfile, LightingScene } from '../../electron/contract/lighting.ts';
import { client } from '../../electron/contract/rpc.ts';
import { createTriggerLink } from '../../electron/devices/trigger/trigger-client.ts';
import type { TriggerLink } from '../../electron/devices/trigger/trigger-link.ts';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { stubSubject } from '../rigs/stub-subject.ts';
import { virtualOnPty } from '../rigs/trigger-peers.ts';

const entry = join(findRoot(import.meta.dirname), 'out', 'main', 'trigger.js');
const title = { fr: 'essai', en: 'test' };
const profile: LightingProfile = {
  id: 'studio-trigger-1',
  title,
  engine: 'studio-trigger/1',
  baudRate: 115_200,
  settleMs: 100,
  answerMs: 200,
  recycleMs: 1500,
  armMs: 3000,
};
const axial: LightingScene = {
  id: 'axial',
  title,
  flash: true,
  channels: [{ channel: 'A', powerStops: 5, lampPercent: 30 }],
};

const cleanUp: (() => Promise<unknown>)[] = [];
const children: SpawnedChild[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
  children.length = 0;
});

async function cameraToLight(): Promise<VirtualCamera> {
  const camera = await startVirtualCamera({ model: 'nikon', subject: stubSubject(), litByTrigger: true, widthPx: 640 });
  cleanUp.push(camera.close);
  return camera;
}

function link(options: Partial<Parameters<typeof createTriggerLink>[0]> = {}): { link: TriggerLink; states: string[] } {
  const made = createTriggerLink({
    address: { kind: 'sim', profile: profile.id },
    profile,
    spawn(...args) {
      const child = forkSpawn(...args);
      children.push(child);
      return child;
    },
    entry,
    clock: systemClock,
    log: silentLog,
    ...options,
  });
  const states: string[] = [];
  made.onState(() => states.push(made.state));
  cleanUp.push(made.close);
  return { link: made, states };
}

async function until(what: string, check: () => boolean, ms = 15_000): Promise<void> {
  for (const end = performance.now() + ms; !check(); await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
  }
}

/** A device whose path stays the same when it is unplugged and plugged in again. */
async function plug(path: string) {
  const peer = await virtualOnPty();
  await symlink(peer.path, `${path}.new`);
  await rename(`${path}.new`, path);
  cleanUp.push(peer.close);
  return peer;
}

async function serialPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-trigger-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  return join(folder, 'tty');
}

describe('the trigger link', () => {
  it('is manual light without an address: everything resolves, nothing is known', async () => {
    const { link: manual } = link({ address: { kind: 'none' }, profile: undefined });
    await manual.open();
    await manual.prepare(axial);
    expect(await manual.finish()).toBe('unknown');
    expect(manual).toMatchObject({ state: 'none', address: 'none' });
    expect(manual.identity).toBeUndefined();
    expect(children).toHaveLength(0);
  });

  it('refuses a profile that nobody wrote', () => {
    expect(() => link({ profile: undefined })).toThrow(expect.objectContaining({ code: 'data-broken' }));
  });

  it('lights the virtual camera’s subject while armed, and the camera’s exposure fires the flash', async () => {
    const camera = await cameraToLight();
    const { link: sim, states } = link({ controlPorts: () => [camera.controlPort] });
    await sim.open();
    expect(sim).toMatchObject({ state: 'ready', address: 'sim:trigger', identity: { reportsFired: true } });

    await sim.prepare(axial);
    expect(camera.scene).toMatchObject({ armed: true, lampPercent: 30 });
    expect(camera.scene.expose()).toBe(true);
    expect(await sim.finish()).toBe('yes');
    expect(camera.scene).toMatchObject({ armed: false, lampPercent: 30 });

    await sim.prepare(axial);
    expect(await sim.finish()).toBe('no');
    await sim.safe();
    expect(camera.scene).toMatchObject({ armed: false, lampPercent: 0 });
    expect(states).toEqual(['connecting', 'ready', 'busy', 'ready', 'busy', 'ready']);
  });

  it('lights every virtual camera of the room, also one that comes later; each exposure fires the flash', async () => {
    const [face, mouth] = [await cameraToLight(), await cameraToLight()];
    const cameras = [face];
    const { link: sim } = link({ controlPorts: () => cameras.map(({ controlPort }) => controlPort) });
    await sim.open();
    await sim.prepare(axial);
    expect([face.scene.armed, mouth.scene.armed]).toEqual([true, false]);
    await sim.finish();
    cameras.push(mouth);
    for (const camera of cameras) {
      await sim.prepare(axial);
      expect([face.scene.armed, mouth.scene.armed]).toEqual([true, true]);
      expect(camera.scene.expose()).toBe(true);
      expect(await sim.finish()).toBe('yes');
    }
  });

  it('holds the light on a pin for the virtual camera too', async () => {
    const camera = await cameraToLight();
    const pins: LightingProfile = { ...profile, id: 'pins', engine: 'line-pulse', pulse: { line: 'rts', ms: 5000 } };
    const address = { kind: 'sim', profile: 'pins' } as const;
    const { link: sim } = link({ address, profile: pins, controlPorts: () => [camera.controlPort] });
    await sim.open();
    expect(sim.address).toBe('sim:trigger?profile=pins');
    await sim.prepare({ ...axial, flash: false });
    await until('light', () => camera.scene.armed);
    expect(await sim.finish()).toBe('unknown');
    await until('dark', () => !camera.scene.armed);
  });

  it('says at once that there is no such port, and opens it when it has come', async () => {
    const path = await serialPath();
    const { link: serial } = link({ address: { kind: 'serial', path, profile: profile.id } });
    await expect(serial.open()).rejects.toMatchObject({ code: 'trigger-not-found', params: { path } });
    expect(serial).toMatchObject({ state: 'failed', error: { code: 'trigger-not-found' } });
    await expect(serial.prepare(axial)).rejects.toMatchObject({ code: 'trigger-not-found' });
    await plug(path);
    await serial.reconnect();
    expect(serial.state).toBe('ready');
    expect(serial.error).toBeUndefined();
  });

  it('finds a device again that was unplugged; the shot in between fails with a code', async () => {
    const path = await serialPath();
    const first = await plug(path);
    const { link: serial, states } = link({ address: { kind: 'serial', path, profile: profile.id } });
    await serial.open();
    await first.unplug?.();
    await until('lost', () => serial.state !== 'ready');
    await expect(serial.prepare(axial)).rejects.toMatchObject({
      code: expect.stringMatching(/^trigger-(silent|not-found)$/),
    });
    const second = await plug(path);
    await until('ready', () => serial.state === 'ready');
    await serial.prepare(axial);
    second.virtual.expose();
    expect(await serial.finish()).toBe('yes');
    expect(states.slice(0, 4)).toEqual(['connecting', 'ready', 'lost', 'recovering']);
  });

  it('starts its process again when it was killed, and the device is safe before anything else', async () => {
    const path = await serialPath();
    const { virtual } = await plug(path);
    const { link: serial } = link({ address: { kind: 'serial', path, profile: profile.id } });
    await serial.open();
    await serial.prepare(axial);
    const before = virtual.obeyed.length;
    const pending = expect(serial.finish()).rejects.toMatchObject({ code: 'process-lost' });
    virtual.break('silent');
    children[0]?.kill('SIGKILL');
    await pending;
    virtual.mend();
    await until('ready', () => serial.state === 'ready');
    expect(children).toHaveLength(2);
    const after = virtual.obeyed.slice(before).filter((command) => command !== 'STAT' && command !== 'ARM 0');
    expect(after.slice(0, 2)).toEqual(['ID', 'SAFE']);
  });
});

describe('the trigger process', () => {
  it.each([
    ['its parent closes the wire', (child: SpawnedChild) => child.wire.close()],
    ['it is asked to end', (child: SpawnedChild) => child.kill('SIGTERM')],
  ])('makes the lights safe and exits when %s', async (_why, end) => {
    const peer = await virtualOnPty();
    cleanUp.push(peer.close);
    const child = forkSpawn(entry, {});
    const gone = new Promise<number | null>((resolve) => child.onExit(({ code }) => resolve(code)));
    const calls = client(child.wire, triggerContract);
    await calls.call('open', { target: { kind: 'serial', path: peer.path }, profile });
    await calls.call('prepare', { scene: axial });
    expect(peer.virtual.light).toEqual({ armed: true, lampPercent: 30 });
    end(child);
    expect(await gone).toBe(0);
    expect(peer.virtual.obeyed.at(-1)).toBe('SAFE');
    expect(peer.virtual.light).toEqual({ armed: false, lampPercent: 0 });
  });
});
