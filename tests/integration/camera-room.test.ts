import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type Spawn } from '../../electron/base/supervised-child.ts';
import { parseCameraAddress, type RoleAddress } from '../../electron/contract/addresses.ts';
import { roomSettings } from '../../electron/contract/room.ts';
import { createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import { formatAddress, type KnownBody } from '../../electron/devices/camera/ports.ts';
import { assemble } from '../../electron/host/assemble.ts';
import { cameraFor, listCameras } from '../../electron/host/cameras.ts';
import { Room } from '../../electron/host/room.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

/* Several cameras in one room, over the built processes and real files. */
const root = findRoot(import.meta.dirname);
const entry = (name: string): string => join(root, 'out', 'main', `${name}.js`);
const readyMs = 30_000;
const shotId = (digit: number): string => `${digit}1111111-1111-4111-8111-111111111111`;

let folder: string;
let file: string;
/** Processes that were started, by bundle. */
let started: { entry: string; pid: number | undefined }[];
const spawn: Spawn = (path, env) => {
  const child = forkSpawn(path, env);
  started.push({ entry: path, pid: child.pid });
  return child;
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-room-'));
  file = join(folder, 'config', 'room.json');
  started = [];
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function roomOf(
  given?: RoleAddress[],
): Promise<{ room: Room; expected: Map<string, KnownBody | undefined>; changes: () => number }> {
  const expected = new Map<string, KnownBody | undefined>();
  const room = await Room.open({
    ...{ file, given, log: silentLog, detect: () => listCameras({ root, spawn }) },
    link(address, known) {
      expected.set(address, known);
      if (address === 'none') {
        return cameraFor(address, { log: silentLog, spawn, entry, litByTrigger: false });
      }
      return createCameraLink({
        ...{ address: parseCameraAddress(address), expected: known, spawn, clock: systemClock, log: silentLog },
        ...{ entries: { camera: entry('camera'), simulator: entry('simulator') }, litByTrigger: false, widthPx: 640 },
      });
    },
  });
  onTestFinished(() => room.close());
  let changes = 0;
  room.onChange(() => {
    changes += 1;
  });
  return { room, expected, changes: () => changes };
}

const kept = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const cast = (room: Room): string[] => room.list().map(({ role, camera }) => `${role}=${camera.address}`);
const body = async (): Promise<VirtualCamera> => {
  const camera = await startVirtualCamera({ widthPx: 640, plain: true });
  onTestFinished(() => camera.stop());
  return { ...camera, address: formatAddress(parseCameraAddress(camera.address)) };
};

describe('a room', () => {
  it('with two cameras: each has processes of its own, and both work at once', async () => {
    const { room } = await roomOf([
      { role: 'face', address: 'sim:nikon' },
      { role: 'intra-oral', address: 'sim:canon' },
    ]);
    await room.openAll();
    expect(room.list().map(({ camera }) => camera.identity?.model)).toEqual(['D750', 'Canon EOS 5D Mark III']);
    const [face, mouth] = room.list().map(({ camera }) => camera);
    expect(new Set(room.controlPorts()).size).toBe(2);
    const pids = started.filter((one) => one.entry === entry('camera')).map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(2);
    const shots = await Promise.all([face?.shoot(shotId(1), 20_000), mouth?.shoot(shotId(2), 20_000)]);
    expect(shots.map((shot) => shot?.complete)).toEqual([true, true]);

    // What happens to one is nothing to the other.
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await expect.poll(() => [face?.state, mouth?.state].filter((state) => state === 'ready').length).toBe(1);
    await Promise.all([face?.whenReady(readyMs), mouth?.whenReady(readyMs)]);
  });

  it('without a camera has one in state none, and no file', async () => {
    const { room } = await roomOf();
    expect(cast(room)).toEqual(['face=none']);
    await room.openAll();
    expect(room.list()[0]?.camera.state).toBe('none');
    expect(room.settings.cardPictures).toBe('when-confirmed');
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps who has which role, and the body that was there, for the next program', async () => {
    const camera = await body();
    const first = await roomOf();
    await first.room.assign('face', camera.address);
    await first.room.assign('intra-oral', 'sim:nikon');
    expect(first.changes()).toBe(2);
    expect(cast(first.room)).toEqual([`face=${camera.address}`, 'intra-oral=sim:nikon']);
    for (const { camera: link } of first.room.list()) await link.whenReady(readyMs);
    const { model, serial } = first.room.list()[0]?.camera.identity ?? {};
    await expect.poll(kept, { timeout: 10_000 }).toEqual({
      cameras: [
        { role: 'face', address: camera.address, model, serial },
        { role: 'intra-oral', address: 'sim:nikon' },
      ],
      ...roomSettings.parse({}),
    });
    await first.room.set({ cardPictures: 'delete' });
    await first.room.close();

    const { room, expected } = await roomOf();
    expect(cast(room)).toEqual([`face=${camera.address}`, 'intra-oral=sim:nikon']);
    expect(expected.get(camera.address)).toEqual({ model, serial });
    expect(room.settings.cardPictures).toBe('delete');
    await room.openAll();
    expect(room.list().map(({ camera: { state } }) => state)).toEqual(['ready', 'ready']);
  });

  it('lets the old camera go before the new one has its role; one body has one role', async () => {
    const [one, other] = await Promise.all([body(), body()]);
    const { room } = await roomOf();
    await room.assign('face', one.address);
    await room.assign('intra-oral', other.address);
    for (const { camera } of room.list()) await camera.whenReady(readyMs);
    const before = room.list().map(({ camera }) => camera);
    await room.assign('face', other.address);
    expect(cast(room)).toEqual([`face=${other.address}`]);
    expect(before.map(({ state }) => state)).toEqual(['none', 'none']);
    await room.list()[0]?.camera.whenReady(readyMs);
    await room.assign('face', '');
    expect(cast(room)).toEqual(['face=none']);
    expect(await kept()).toMatchObject({ cameras: [] });
  });

  it('changes nothing for an address that is none', async () => {
    const { room, changes } = await roomOf([{ role: 'face', address: 'sim:nikon' }]);
    await expect(room.assign('face', 'sim:leica')).rejects.toMatchObject({ code: 'address-invalid' });
    expect([cast(room), changes()]).toEqual([['face=sim:nikon'], 0]);
  });

  it('given on the command line is for this run only', async () => {
    const { room } = await roomOf([{ role: 'face', address: 'sim:nikon' }]);
    await room.assign('intra-oral', 'sim:nikon');
    await room.set({ cardPictures: 'delete' });
    expect(cast(room)).toEqual(['face=sim:nikon', 'intra-oral=sim:nikon']);
    expect(await kept()).toEqual({ cameras: [], ...roomSettings.parse({ cardPictures: 'delete' }) });
  });

  it('reads a file of an earlier version, with what is new as it is by itself', async () => {
    await mkdir(join(folder, 'config'));
    const fixation = { distanceMm: 800, widthMm: 520 };
    const cameras = [{ role: 'face', address: 'sim:nikon' }];
    await writeFile(file, JSON.stringify({ cameras, cardPictures: 'delete', fixation }));
    const { room } = await roomOf();
    expect(room.settings).toEqual(roomSettings.parse({ cardPictures: 'delete', fixation }));
    expect(room.settings).toMatchObject({
      portraitGrip: 'up',
      pedal: [],
      fixation: { distanceMm: 800, figure: 'star' },
    });
    await writeFile(file, JSON.stringify({ cameras, cardPictures: 'keep' }));
    expect((await roomOf()).room.settings.cardPictures).toBe('keep');
    await room.set({ portraitGrip: 'down' });
    expect(await kept()).toMatchObject({ cameras, cardPictures: 'delete', portraitGrip: 'down', fixation });
  });

  it('gives a tablet an address that lasts until it is turned off', async () => {
    const { room } = await roomOf();
    const fixation = (tablet: boolean) => room.set({ fixation: { ...room.settings.fixation, tablet } });
    expect(room.tabletPath).toBeNull();
    await fixation(true);
    const path = room.tabletPath;
    expect(path).toMatch(/^[a-z2-7]{12}$/);
    await room.set({ portraitGrip: 'down' });
    expect((await roomOf()).room.tabletPath).toBe(path);
    await fixation(false);
    expect([room.tabletPath, await kept()]).toEqual([null, expect.not.objectContaining({ tabletPath: path })]);
    await fixation(true);
    expect(room.tabletPath).not.toBe(path);
  });

  it('that cannot be kept stays as it was', async () => {
    const { room } = await roomOf();
    await writeFile(join(folder, 'config'), 'no folder');
    await expect(room.assign('face', 'sim:nikon')).rejects.toMatchObject({ code: 'file-unwritable' });
    await expect(room.set({ cardPictures: 'delete' })).rejects.toMatchObject({ code: 'file-unwritable' });
    expect([cast(room), room.settings.cardPictures]).toEqual([['face=none'], 'when-confirmed']);
  });

  it.each([
    ['{', 'not JSON'],
    ['{"cameras":[{"role":"face"}]}', 'cameras.0.address'],
    ['{"cameras":[{"role":"face","address":"sim:leica"}]}', 'cameras.0.address'],
    ['{"cameras":[{"role":"a","address":"sim:nikon"},{"role":"a","address":"sim:nikon"}]}', 'each role only once'],
    ['{"camera":[]}', 'camera'],
  ])('whose file is broken stops the start and names it: %s', async (text, problem) => {
    await mkdir(join(folder, 'config'));
    await writeFile(file, text);
    await expect(roomOf()).rejects.toMatchObject({
      code: 'data-broken',
      params: { file, problem: expect.stringContaining(problem) },
    });
  });

  it('finds what could be tethered', async () => {
    const { room } = await roomOf();
    const found = await room.detect();
    expect(found).toContainEqual({ address: 'sim:nikon', model: 'Nikon D750', simulated: true });
    expect(found).toContainEqual({ address: 'sim:canon', model: 'Canon EOS 5D Mark III', simulated: true });
  });
});

it('a studio with two cameras opens both, and shows both', async () => {
  const assembly = await assemble({
    ...{ root, version: '0', log: silentLog, spawn, roomFile: file, vaultDir: join(folder, 'vault'), keys: testKeys() },
    ...{ camera: ['face=sim:nikon', 'intra-oral=sim:nikon'], trigger: 'sim:trigger', testStore: false },
    store: `folder:${join(folder, 'store')}`,
  });
  onTestFinished(() => assembly.close());
  await assembly.openDevices();
  const { room } = assembly.studio.snapshot();
  expect(room.cameras.map(({ role, state }) => `${role} ${state}`)).toEqual(['face ready', 'intra-oral ready']);
});
