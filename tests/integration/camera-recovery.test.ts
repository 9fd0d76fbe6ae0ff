import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type Spawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { parseCameraAddress } from '../../electron/contract/addresses.ts';
import type { DeviceState } from '../../electron/contract/camera-view.ts';
import { createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import type { CameraLink } from '../../electron/devices/camera/camera-link.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

/*
 * Whatever goes wrong with a camera, the link says so within eight seconds, and the camera is back without anybody's
 * help once it can be: the built processes, as the studio runs them.
 */
const entry = (name: string): string => join(findRoot(import.meta.dirname), 'out', 'main', `${name}.js`);
const entries = { camera: entry('camera'), simulator: entry('simulator') };
const shotId = '11111111-1111-4111-8111-111111111111';
const saidWithinMs = 8000;
const backWithinMs = 30_000;

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

type Watched = { link: CameraLink; children: Map<string, SpawnedChild>; states: DeviceState[]; codes: Set<string> };

function linkTo(address: string): Watched {
  const children = new Map<string, SpawnedChild>();
  const spawn: Spawn = (path, env) => {
    const child = forkSpawn(path, env);
    children.set(path, child);
    return child;
  };
  const link = createCameraLink({
    ...{ address: parseCameraAddress(address), spawn, entries, clock: systemClock, log: silentLog },
    ...{ litByTrigger: false, seed: 3, widthPx: 640 },
  });
  const states: DeviceState[] = [];
  const codes = new Set<string>();
  link.onState(() => {
    if (states.at(-1) !== link.state) states.push(link.state);
    if (link.error) codes.add(link.error.code);
  });
  cleanups.push(() => link.close());
  return { link, children, states, codes };
}

async function body(model: 'nikon' | 'canon' = 'nikon'): Promise<VirtualCamera> {
  const camera = await startVirtualCamera({ model, widthPx: 640, plain: true });
  cleanups.push(() => camera.stop());
  return camera;
}

/** What was to be seen of a fault: how long nobody was told, and what the first word was. */
async function said(link: CameraLink): Promise<void> {
  await expect.poll(() => link.state, { timeout: saidWithinMs, interval: 20 }).not.toMatch(/^(ready|busy)$/);
}

describe.each(['nikon', 'canon'] as const)('a %s on the network', (make) => {
  it('that is switched off and on', async () => {
    const camera = await body(make);
    const { link, states } = linkTo(camera.address);
    await link.open();
    await camera.control({ fault: { name: 'off' } });
    await said(link);
    await expect.poll(() => link.error?.code, { timeout: saidWithinMs }).toBe('camera-not-found');
    await expect(link.status()).rejects.toMatchObject({ code: 'camera-not-found' });
    await camera.control({ fault: { name: 'on' } });
    await link.whenReady(backWithinMs);
    expect((await link.status()).batteryPercent).toBeGreaterThan(0);
    expect(states.slice(0, 4)).toEqual(['connecting', 'ready', 'lost', 'recovering']);
    expect(states).not.toContain('failed');
  });

  it('whose cable is pulled again and again: its view is as it was, and nothing gives up', async () => {
    const camera = await body(make);
    const { link, states } = linkTo(camera.address);
    await link.open();
    const viewing = await link.view({ zoom: 1, at: { x: 0.5, y: 0.5 }, simulateExposure: false });
    for (let times = 0; times < 4; times++) {
      await camera.control({ fault: { name: 'unplug', ms: 500 } });
      await said(link);
      await link.whenReady(backWithinMs);
      expect((await link.frame()).length).toBeGreaterThan(0);
    }
    expect(await link.view(viewing)).toEqual(viewing);
    expect(states).not.toContain('failed');
  });

  it('whose picture nobody has yet: offered after each connection until it is settled', async () => {
    const camera = await body(make);
    const { link } = linkTo(camera.address);
    const offered: string[] = [];
    link.onOffered(({ origin, shot }) => offered.push(`${origin} ${shot.files[0]?.sha256}`));
    await link.open();
    await link.apply({ format: 'jpeg', target: 'card' });
    const [file] = (await link.shoot(shotId, 20_000)).files;
    const again = async (): Promise<void> => {
      await camera.control({ fault: { name: 'unplug', ms: 200 } });
      await said(link);
      await link.whenReady(backWithinMs);
    };
    for (let times = 1; times <= 2; times++) {
      await again();
      await expect.poll(() => offered, { timeout: 10_000 }).toEqual(Array(times).fill(`found ${file?.sha256}`));
    }
    await link.settle([file?.source ?? ''], false);
    await again();
    // A picture that comes later is offered behind whatever lay there before.
    await camera.control({ shutter: true });
    await expect.poll(() => offered.length, { timeout: 10_000 }).toBe(3);
    expect(offered.at(-1)).not.toContain(file?.sha256);
  });
});

describe('a body on the network', () => {
  it('that is switched on after the studio', async () => {
    const camera = await body();
    await camera.control({ fault: { name: 'off' } });
    const { link, states } = linkTo(camera.address);
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-not-found' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-not-found' } });
    await camera.control({ fault: { name: 'on' } });
    await link.whenReady(backWithinMs);
    expect(states).toEqual(['connecting', 'lost', 'ready']);
  });

  it('that answers minutes late: what was asked fails, and it is connected anew', async () => {
    const camera = await body();
    const { link, children } = linkTo(camera.address);
    await link.open();
    const process = children.get(entries.camera)?.pid;
    await camera.control({ fault: { name: 'stall', ms: 300_000 } });
    await said(link);
    await expect(link.status()).rejects.toMatchObject({ code: expect.stringMatching(/^camera-/) });
    await camera.control({ fault: { name: 'none' } });
    await link.whenReady(backWithinMs);
    expect((await link.status()).batteryPercent).toBeGreaterThan(0);
    expect(process).toBeGreaterThan(0);
  });

  it('that is busy at the shutter for minutes: the shot fails within eight seconds, the next one works', async () => {
    const camera = await body();
    const { link } = linkTo(camera.address);
    await link.open();
    await link.apply({ shutterS: 1 / 125 });
    await camera.control({ fault: { name: 'busy', ms: 300_000 } });
    const shot = expect(link.shoot(shotId, 20_000)).rejects.toMatchObject({
      code: expect.stringMatching(/^camera-(stalled|busy)$/),
    });
    const since = systemClock.elapsed();
    await shot;
    expect(systemClock.elapsed() - since).toBeLessThan(saidWithinMs);
    await camera.control({ fault: { name: 'none' } });
    await link.whenReady(backWithinMs);
    expect((await link.shoot(shotId, 20_000)).complete).toBe(true);
  });

  it('that sends slowly: the download takes its time, and how far it is can be seen', async () => {
    const camera = await body();
    const { link, states } = linkTo(camera.address);
    await link.open();
    await link.apply({ format: 'jpeg', target: 'card' });
    const [quick] = (await link.shoot(shotId, 20_000)).files;
    const seen = new Set<number>();
    link.onState(() => {
      if (link.progress !== undefined) seen.add(link.progress);
    });
    // Longer than a library call may stand still.
    const bytesPerSecond = Math.round((quick?.data.length ?? 0) / 9);
    await camera.control({ fault: { name: 'slow-link', bytesPerSecond } });
    const { complete, ms } = await link.shoot(shotId, 20_000);
    expect(complete).toBe(true);
    expect(ms).toBeGreaterThan(8000);
    expect([...seen]).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.size).toBeGreaterThan(5);
    expect(link.progress).toBeUndefined();
    expect(states).toEqual(['connecting', 'ready', 'busy', 'ready', 'busy', 'ready', 'busy', 'ready']);
  });

  it('that stands still and goes on', async () => {
    const camera = await body();
    const { link, states } = linkTo(camera.address);
    await link.open();
    camera.pause();
    await said(link);
    camera.resume();
    await link.whenReady(backWithinMs);
    expect((await link.frame()).length).toBeGreaterThan(0);
    expect(states).not.toContain('failed');
  });

  it('that another program holds: said, and connected once it lets go', async () => {
    const camera = await body();
    await camera.control({ fault: { name: 'held-by-another' } });
    const { link } = linkTo(camera.address);
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-claimed' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-claimed' } });
    await camera.control({ fault: { name: 'on' } });
    await link.whenReady(backWithinMs);
  });
});

describe('processes of ours', () => {
  it('a camera process that stands still is replaced', async () => {
    const camera = await body();
    const { link, children, codes, states } = linkTo(camera.address);
    await link.open();
    const stopped = children.get(entries.camera);
    stopped?.kill('SIGSTOP');
    await said(link);
    expect([...codes]).toEqual(['camera-stalled']);
    await link.whenReady(backWithinMs);
    expect(children.get(entries.camera)?.pid).not.toBe(stopped?.pid);
    expect(states).toEqual(['connecting', 'ready', 'lost', 'recovering', 'ready']);
  });

  it('a simulator that stands still is replaced, with its camera', async () => {
    const { link, children, states } = linkTo('sim:nikon');
    await link.open();
    const stopped = children.get(entries.simulator);
    stopped?.kill('SIGSTOP');
    await said(link);
    await link.whenReady(backWithinMs);
    expect(children.get(entries.simulator)?.pid).not.toBe(stopped?.pid);
    expect((await link.frame()).length).toBeGreaterThan(0);
    expect(states).not.toContain('failed');
  });
});
