import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { forkSpawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { createQuality } from '../../electron/studio/quality/quality-client.ts';
import { bundleQuality } from '../rigs/quality-entry.ts';

type Quality = ReturnType<typeof createQuality>;

let bundled: Awaited<ReturnType<typeof bundleQuality>>;
let picture: Uint8Array;
const open: Quality[] = [];

beforeAll(async () => {
  bundled = await bundleQuality();
  picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#7a8088' } })
    .jpeg()
    .toBuffer();
});
afterEach(async () => {
  for (const quality of open.splice(0)) await quality.close();
});
afterAll(() => bundled.remove());

function start(entry = bundled.entry): { quality: Quality; children: SpawnedChild[] } {
  const children: SpawnedChild[] = [];
  const quality = createQuality({
    spawn: (path, env) => {
      const child = forkSpawn(path, env);
      children.push(child);
      return child;
    },
    entry,
    clock: systemClock,
  });
  open.push(quality);
  return { quality, children };
}

const context = {
  flash: 'none',
  fired: 'unknown',
  lightMode: 'manual',
  orientation: 'landscape',
  sensorWidthPx: 6000,
} as const;

describe('the quality process', () => {
  it('assesses, previews and draws sheets over its wire', async () => {
    const { quality } = start();
    const findings = await quality.assess(picture, [{ kind: 'size', level: 'advise', threshold: 0.5 }], context);
    expect(findings).toMatchObject([{ code: 'size-small', level: 'advise', params: { widthPx: 900 } }]);
    expect(await sharp(await quality.preview(picture, 300, 'none')).metadata()).toMatchObject({
      width: 300,
      height: 200,
    });
    const rows = [[{ jpeg: picture, label: 'Haut', note: '', struck: false, orientation: 'landscape' } as const, null]];
    const sheet = await quality.contactSheet({ title: 'É', lines: [], rows, cellWidthPx: 200, footer: '' });
    expect((await sharp(sheet).metadata()).format).toBe('jpeg');
  });

  it('answers with a code what it cannot decode, and goes on', async () => {
    const { quality, children } = start();
    await expect(quality.preview(Buffer.from('no picture'), 300, 'none')).rejects.toMatchObject({
      code: 'picture-unsupported',
    });
    await expect(quality.preview(picture, 3, 'none')).rejects.toMatchObject({ code: 'bad-input' });
    await quality.preview(picture, 100, 'none');
    expect(children).toHaveLength(1);
  });

  it('does the work of a process that died on the next one', async () => {
    const { quality, children } = start();
    await quality.preview(picture, 100, 'none');
    const pending = quality.preview(picture, 320, 'none');
    children[0]?.kill('SIGKILL');
    expect((await sharp(await pending).metadata()).width).toBe(320);
    expect(children.length).toBeGreaterThanOrEqual(2);
  });

  it('fails what is asked of it once it is closed', async () => {
    const { quality } = start();
    await quality.close();
    await expect(quality.preview(picture, 100, 'none')).rejects.toMatchObject({ code: 'process-lost' });
  });

  it('fails with a code instead of waiting for ever when the process cannot start', async () => {
    const { quality } = start(join(bundled.entry, '..', 'not-there.mjs'));
    await expect(quality.preview(picture, 100, 'none')).rejects.toMatchObject({
      code: expect.stringMatching(/^process-/),
    });
  });
});
