import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRoot, resourcePath } from '../../electron/base/places.ts';
import { engines } from '../../electron/devices/trigger/engines.ts';
import { loadLighting } from '../../electron/studio/lighting-data.ts';

const scene = { id: 'one', title: { fr: 'un', en: 'one' }, flash: true, channels: [{ channel: 'A', powerStops: 5 }] };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incidence-lighting-'));
  await mkdir(join(dir, 'profiles'));
  await mkdir(join(dir, 'scenes'));
});
afterEach(() => rm(dir, { recursive: true }));

const write = (name: string, content: unknown): Promise<void> =>
  writeFile(join(dir, 'scenes', name), typeof content === 'string' ? content : JSON.stringify(content));

describe('loadLighting', () => {
  it('loads what the product ships', async () => {
    const { profiles, scenes } = await loadLighting(resourcePath(findRoot(import.meta.dirname), 'lighting'));
    expect([...profiles.keys()]).toEqual(['line-pulse', 'studio-trigger-1']);
    expect([...scenes.keys()]).toEqual(['ambient', 'axial-flash', 'face-softboxes', 'oral-ring-flash']);
    expect(new Set([...profiles.values()].map(({ engine }) => engine))).toEqual(new Set(Object.keys(engines)));
    expect(scenes.get('axial-flash')).toMatchObject({
      flash: true,
      channels: [{ channel: 'A', powerStops: 5, lampPercent: 30 }],
    });
  });

  it.each([
    ['an unknown key', { ...scene, colour: 'red' }, '', 'colour'],
    ['a wrong value', { ...scene, channels: [{ channel: 'A', powerStops: 11 }] }, 'channels[0].powerStops', '10'],
    ['what is not JSON', '{', '', 'not JSON'],
  ])('names the file and the place of %s', async (_what, content, at, problem) => {
    await write('bad.json', content);
    await expect(loadLighting(dir)).rejects.toMatchObject({
      code: 'data-broken',
      params: { file: join(dir, 'scenes', 'bad.json'), at, problem: expect.stringContaining(problem) },
    });
  });

  it('refuses an id that two files claim', async () => {
    await write('a.json', scene);
    await write('b.json', scene);
    await expect(loadLighting(dir)).rejects.toMatchObject({
      code: 'data-broken',
      params: { file: join(dir, 'scenes', 'b.json'), at: 'id', problem: expect.stringContaining('a.json') },
    });
  });
});
