import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type Spawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { parseCameraAddress } from '../../electron/contract/addresses.ts';
import { createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import type { CameraLink } from '../../electron/devices/camera/camera-link.ts';
import { detectCameras } from '../../electron/devices/camera/detect-cameras.ts';
import { isWholeJpeg } from '../../electron/devices/camera/picture-bytes.ts';
import { bothEyesLooking } from '../rigs/both-eyes.ts';
import { cli, workplace } from '../rigs/cli.ts';
import { startVirtualCamera } from '../rigs/virtual-camera.ts';

/** The built processes, as the studio runs them. */
const entry = (name: string): string => join(findRoot(import.meta.dirname), 'out', 'main', `${name}.js`);
const entries = { camera: entry('camera'), simulator: entry('simulator') };
const shotId = '11111111-1111-4111-8111-111111111111';

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

async function opened(address: string): Promise<{ link: CameraLink; children: Map<string, SpawnedChild> }> {
  const children = new Map<string, SpawnedChild>();
  // A foreign language around us must not reach libgphoto2's labels.
  const spawn: Spawn = (path, env) => {
    const child = forkSpawn(path, { ...env, LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' });
    children.set(path, child);
    return child;
  };
  const link = createCameraLink({
    ...{ address: parseCameraAddress(address), spawn, entries, clock: systemClock, log: silentLog },
    ...{ litByTrigger: false, seed: 3, widthPx: 1024 },
  });
  cleanups.push(() => link.close());
  await link.open();
  return { link, children };
}

async function homes(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('incidence-camera-'));
}
const homesOf = async (pid: number | undefined): Promise<string[]> =>
  (await homes()).filter((name) => name.startsWith(`incidence-camera-${pid}-`));

it('a simulated Nikon: settings, live view, a shot, and nothing left behind', async () => {
  const { link, children } = await opened('sim:nikon');
  expect(link).toMatchObject({ state: 'ready', simulated: true, identity: { model: 'D750' } });
  expect(link.controlPort).toBeGreaterThan(0);
  const results = await link.apply({ target: 'card', format: 'jpeg', whiteBalance: 'kelvin', kelvin: 5500 });
  expect(results.every(({ outcome }) => outcome === 'same' || outcome === 'set')).toBe(true);
  await link.pose(bothEyesLooking({ leftDeg: 20, upDeg: 0 }));
  expect(isWholeJpeg(await link.frame())).toBe(true);
  const { files, complete } = await link.shoot(shotId, 20_000);
  expect([complete, files.length]).toEqual([true, 1]);
  expect(isWholeJpeg(files[0]?.data ?? new Uint8Array())).toBe(true);
  expect((await link.status()).batteryPercent).toBeGreaterThan(0);

  const camera = children.get(entries.camera);
  expect(await homesOf(camera?.pid)).toHaveLength(1);
  await link.close();
  expect(await homesOf(camera?.pid)).toEqual([]);
});

it('a camera that is cut off in a download: no partial file, then it is back', async () => {
  const camera = await startVirtualCamera({ widthPx: 1024 });
  cleanups.push(() => camera.stop());
  const { link } = await opened(camera.address);
  await camera.control({ fault: { name: 'drop-in-download', afterBytes: 2000 } });
  await expect(link.shoot(shotId, 20_000)).rejects.toMatchObject({ code: 'camera-gone' });
  await link.whenReady(15_000);
  const { files, complete } = await link.shoot(shotId, 20_000);
  expect([complete, isWholeJpeg(files[0]?.data ?? new Uint8Array())]).toEqual([true, true]);
});

it('a camera process that is killed: the shot fails with a code, then a new process opens the body', async () => {
  const { link, children } = await opened('sim:nikon');
  const killed = children.get(entries.camera);
  const shot = link.shoot(shotId, 20_000);
  killed?.kill('SIGKILL');
  await expect(shot).rejects.toMatchObject({ code: 'camera-gone' });
  expect(link.state).toBe('lost');
  await link.whenReady(15_000);
  expect(children.get(entries.camera)?.pid).not.toBe(killed?.pid);
  expect((await link.shoot(shotId, 20_000)).complete).toBe(true);
  expect(await homesOf(killed?.pid)).toEqual([]);
});

it('a simulator that is killed: it is started again, on another port', async () => {
  const { link, children } = await opened('sim:nikon');
  children.get(entries.simulator)?.kill('SIGKILL');
  await expect.poll(() => link.state, { timeout: 10_000 }).not.toBe('ready');
  await link.whenReady(15_000);
  expect((await link.shoot(shotId, 20_000)).complete).toBe(true);
});

it('more shots than fit into the memory of a body: each makes room for the next', async () => {
  const camera = await startVirtualCamera({ widthPx: 640, plain: true });
  const place = await workplace();
  cleanups.push(() => camera.stop(), place.remove);
  const args = ['shoot', '--json', '--camera', camera.address, '--out', join(place.folder, 'out'), '--count', '14'];
  const { status, stdout, stderr } = await cli([...args, '--set', 'target=ram'], place.env);
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).shots).toHaveLength(14);
});

it('an address where nothing listens', async () => {
  await expect(opened('ptpip:127.0.0.1:1')).rejects.toMatchObject({ code: 'camera-not-found' });
});

it('looking for USB bodies ends with an answer', async () => {
  const cameras = await detectCameras({ spawn: forkSpawn, entry: entries.camera, clock: systemClock });
  expect(Array.isArray(cameras)).toBe(true);
});
