import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { type Workplace, workplace } from '../rigs/cli.ts';
import { byShot, type Produced, somebody, stationIn, storedIn } from '../rigs/session-room.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

const root = findRoot(import.meta.dirname);
let place: Workplace;
let face: VirtualCamera;
let mouth: VirtualCamera;
let assembly: Assembly;

/** A station whose only protocol is the one of these tests. */
async function station(folder: string): Promise<string> {
  const resources = join(folder, 'station', 'resources');
  await mkdir(join(resources, 'protocols'), { recursive: true });
  for (const name of ['charter', 'guides', 'lighting', 'locales'])
    await symlink(join(root, 'resources', name), join(resources, name));
  const protocol = 'face-and-mouth.json';
  await copyFile(join(root, 'tests', 'rigs', 'protocols', protocol), join(resources, 'protocols', protocol));
  return join(folder, 'station');
}

beforeAll(async () => {
  place = await workplace();
  const small = { plain: true, widthPx: 640 };
  face = await startVirtualCamera({ ...small, model: 'nikon', seed: 1 });
  mouth = await startVirtualCamera({ ...small, model: 'canon', seed: 2 });
  assembly = await stationIn(place, {
    root: await station(place.folder),
    entryFolder: join(root, 'out', 'main'),
    camera: [`face=${face.address}`, `intra-oral=${mouth.address}`],
  });
  await assembly.openDevices();
});
afterAll(async () => {
  await assembly.close();
  await Promise.all([face.stop(), mouth.stop()]);
  await place.remove();
});

const ask = async (camera: VirtualCamera, request: object): Promise<{ produced?: Produced[] }> => {
  const answer = (await camera.control(request)) as { ok?: boolean; produced?: Produced[] };
  if (answer.ok !== true) throw new Error(JSON.stringify(answer));
  return answer;
};
const produced = async (camera: VirtualCamera): Promise<string[][]> =>
  byShot((await ask(camera, { produced: true })).produced ?? []);

const reviewed = (shots: number) =>
  expect
    .poll(() => [assembly.studio.runner.state.shots.length, assembly.studio.runner.phase], { timeout: 15_000 })
    .toEqual([shots, 'review']);

test('each view is its own camera’s, from the keyboard and from either button, with its own settings', async () => {
  const { studio } = assembly;
  await studio.openSession({ patient: somebody, protocol: 'face-and-mouth' });
  await studio.runner.take();
  expect(studio.snapshot().camera).toMatchObject({ role: 'intra-oral', state: expect.stringMatching(/ready|busy/) });
  // The mouth's camera is shown; its button counts as the keyboard does.
  await ask(mouth, { shutter: true });
  await reviewed(2);
  // The face's button while the mouth is shown: the first view that waits for the face, and nothing is decided.
  await ask(face, { shutter: true });
  await reviewed(3);
  expect(studio.runner.state.shots.map(({ step, state }) => `${step} ${state}`)).toEqual([
    'front accepted',
    'teeth checked',
    'smile checked',
  ]);
  await studio.runner.accept();
  await expect.poll(() => [studio.runner.step?.id, studio.runner.phase]).toEqual(['teeth', 'review']);
  await studio.runner.take();
  await studio.runner.accept();

  const { shots } = studio.runner.state;
  expect(shots.map(({ step, origin }) => `${step} ${origin ?? 'studio'}`)).toEqual([
    'front studio',
    'teeth body',
    'smile body',
    'teeth-right studio',
  ]);
  const [fromFace, fromMouth] = [await produced(face), await produced(mouth)];
  expect(storedIn(assembly)).toEqual([fromFace[0], fromMouth[0], fromFace[1], fromMouth[1]]);
  const made = shots.map(({ captured }) => captured?.camera.manufacturer ?? '');
  expect(made.map((name) => /nikon|canon/i.exec(name)?.[0].toLowerCase())).toEqual([
    'nikon',
    'canon',
    'nikon',
    'canon',
  ]);
  const isoOf = (step: string) =>
    shots.find((shot) => shot.step === step)?.captured?.settings.find(({ setting }) => setting === 'iso')?.got;
  expect(['front', 'teeth', 'teeth-right'].map(isoOf)).toEqual([200, 400, 400]);
  expect(studio.snapshot().room.cameras.map(({ strays }) => strays)).toEqual([0, 0]);

  await studio.closeSession();
  await expect.poll(() => studio.snapshot().deliveries[0]?.state, { timeout: 15_000 }).toBe('confirmed');
  const [{ confirmed, of, pictures } = { confirmed: 0, of: -1, pictures: [] }] = studio.snapshot().deliveries;
  expect(confirmed).toBe(of);
  expect(pictures.filter(({ kind }) => kind === 'photograph')).toHaveLength(4);
});

test('a camera that is lost takes nothing from the other one’s views', async () => {
  const { studio } = assembly;
  await studio.openSession({ patient: somebody, protocol: 'face-and-mouth' });
  await studio.runner.select('teeth');
  await ask(face, { fault: { name: 'unplug' } });
  await studio.runner.take();
  await studio.runner.accept();
  expect(studio.runner.state.shots.map(({ step, state }) => `${step} ${state}`)).toEqual(['teeth accepted']);
  await ask(face, { shutter: true });
  await ask(face, { fault: { name: 'on' } });
  await expect
    .poll(() => studio.runner.state.shots.map(({ step, origin }) => `${step} ${origin ?? 'studio'}`), {
      timeout: 30_000,
    })
    .toEqual(['teeth studio', 'front found']);
  await expect.poll(() => studio.runner.phase, { timeout: 15_000 }).toBe('review');
  expect(studio.runner.state.shots[1]?.findings).toContainEqual({ code: 'found-later', level: 'block' });
});
