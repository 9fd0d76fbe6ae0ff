import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { loadData } from '../../electron/host/data.ts';
import { only, plan } from '../../electron/studio/plan.ts';
import { checkProtocols, loadProtocols } from '../../electron/studio/protocol-files.ts';

const root = findRoot(import.meta.dirname);
const gazeFile = join(root, 'resources', 'protocols', 'gaze-9.json');
const { guides, scenes } = await loadData(root);
const known = { guides, scenes: new Set(scenes.keys()) };
let folder = '';

type Json = { [key: string]: Json } & Json[] & string;
const gaze = async (): Promise<Json> => JSON.parse(await readFile(gazeFile, 'utf8'));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-protocol-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, value: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

test('a step may name the camera it wants, by a role of the room', async () => {
  type Named = { camera?: string };
  const protocol: { defaults: Named; steps: Named[] } = JSON.parse(await readFile(gazeFile, 'utf8'));
  const [first] = protocol.steps;
  if (first) first.camera = 'intra-oral';
  protocol.defaults.camera = 'face';
  const file = await write('roles.json', protocol);
  expect(await checkProtocols([file], known)).toEqual([]);
  const loaded = [...(await loadProtocols(folder, known)).values()].flatMap(plan);
  expect(loaded.map(({ camera }) => camera)).toEqual(['intra-oral', ...Array(8).fill('face')]);
  if (first) first.camera = 'Not a role';
  const broken = await write('roles.json', protocol);
  expect((await checkProtocols([broken], known)).map(({ path }) => path)).toEqual(['steps[0].camera']);
});

describe('the nine directions of gaze', () => {
  test('expand to nine full steps, primary first, then level, up, down', async () => {
    const protocol = (await loadProtocols(join(root, 'resources', 'protocols'), known)).get('gaze-9');
    if (!protocol) throw new Error('gaze-9 is not there');
    const steps = plan(protocol);
    expect(steps.map(({ id }) => id)).toEqual([
      'primary',
      'right',
      'left',
      'up-right',
      'up',
      'up-left',
      'down-right',
      'down',
      'down-left',
    ]);
    for (const step of steps) {
      expect(step).toMatchObject({
        scene: 'axial-flash',
        fieldWidthMm: 144,
        guide: 'eyes-144',
        orientation: 'landscape',
      });
      expect(step.settings).toMatchObject({ aperture: 11, shutterS: 1 / 125, iso: 200 });
    }
  });

  test('stand in the composite as the examiner sees them: where the patient looks is where the picture is', async () => {
    const protocol = (await loadProtocols(join(root, 'resources', 'protocols'), known)).get('gaze-9');
    if (!protocol) throw new Error('gaze-9 is not there');
    const looks = new Map(plan(protocol).map(({ id, fixation }) => [id, fixation]));
    protocol.composite.rows.forEach((row, rowIndex) => {
      row.forEach((id, column) => {
        const look = looks.get(id ?? '');
        expect(Math.sign(look?.leftDeg ?? Number.NaN)).toBe(column - 1);
        expect(Math.sign(look?.upDeg ?? Number.NaN)).toBe(1 - rowIndex);
      });
    });
  });

  test('can be photographed in part, in the order of the protocol', async () => {
    const protocol = (await loadProtocols(join(root, 'resources', 'protocols'), known)).get('gaze-9');
    if (!protocol) throw new Error('gaze-9 is not there');
    expect(only(plan(protocol), ['left', 'primary']).map(({ id, index }) => [id, index])).toEqual([
      ['primary', 0],
      ['left', 1],
    ]);
    expect(() => only(plan(protocol), ['sideways'])).toThrow(/step-unknown step=sideways/);
  });
});

describe('a broken file is named with its place', () => {
  const breakages: [string, (value: Json) => void, string, RegExp][] = [
    ['an unknown key', (value) => Object.assign(value, { colour: 'red' }), 'colour', /unknown key "colour"/],
    [
      'an unknown key in a step',
      (value) => Object.assign(value.steps?.[2] ?? {}, { iso: 3 }),
      'steps[2].iso',
      /unknown key/,
    ],
    [
      'a duplicate step id',
      (value) => Object.assign(value.steps?.[1] ?? {}, { id: 'primary' }),
      'steps[1].id',
      /duplicate/,
    ],
    [
      'a missing translation',
      (value) => Reflect.deleteProperty(value.steps?.[0]?.title ?? {}, 'en'),
      'steps[0].title.en',
      /./,
    ],
    [
      'an unknown guide',
      (value) => Object.assign(value.defaults ?? {}, { guide: 'nose' }),
      'defaults.guide',
      /no guide/,
    ],
    [
      'an unknown scene',
      (value) => Object.assign(value.steps?.[4] ?? {}, { scene: 'sun' }),
      'steps[4].scene',
      /no scene/,
    ],
    [
      'an unknown guide of a view that can be added',
      (value) => Object.assign(value.extras?.[0] ?? {}, { guide: 'nose' }),
      'extras[0].guide',
      /no guide/,
    ],
    [
      'a modifier of a view that is not named',
      (value) => {
        const coding = value.steps?.[1]?.coding;
        Object.assign(coding ?? {}, { viewModifiers: [coding?.view] });
        Reflect.deleteProperty(coding ?? {}, 'view');
      },
      'steps[1].coding.viewModifiers',
      /not named/,
    ],
    [
      'a composite of a step that is not there',
      (value) => Object.assign(value.composite?.rows ?? {}, { 0: ['sideways'] }),
      'composite.rows[0][0]',
      /no step/,
    ],
  ];
  test.each(breakages)('%s', async (_name, damage, path, message) => {
    const value = await gaze();
    damage(value);
    const file = await write('broken.json', value);
    const problems = await checkProtocols([file], known);
    expect(problems).toContainEqual({ file, path, message: expect.stringMatching(message) });
    await expect(loadProtocols(folder, known)).rejects.toMatchObject({ code: 'protocol-invalid', params: { file } });
  });

  test('what is not JSON', async () => {
    const file = await write('broken.json', '{ "id": ');
    expect(await checkProtocols([file], known)).toMatchObject([
      { file, path: '', message: expect.stringMatching(/not JSON/) },
    ]);
  });

  test('two files that claim one id: the second is named', async () => {
    const files = [await write('a.json', await gaze()), await write('b.json', await gaze())];
    expect(await checkProtocols(files, known)).toMatchObject([
      { file: files[1], path: 'id', message: expect.stringMatching(/a\.json/) },
    ]);
  });

  test('what is not there at all', async () => {
    const missing = join(folder, 'nothing.json');
    await expect(checkProtocols([missing], known)).rejects.toMatchObject({
      code: 'file-unreadable',
      params: { file: missing },
    });
  });
});
