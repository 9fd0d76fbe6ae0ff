import { join } from 'node:path';
import { serialize } from 'node:v8';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { loadWords } from '../../electron/host/sentences.ts';
import { readJpeg } from '../../electron/stores/dicom/jpeg.ts';
import { Pictures } from '../../electron/studio/pictures.ts';
import { createQuality } from '../../electron/studio/quality/quality-client.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { disguises, finder } from '../rigs/leaks.ts';
import { bundleQuality } from '../rigs/quality-entry.ts';
import { at, opened, shotId, statesOf, step, whole } from '../rigs/session-records.ts';

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

function start(entry = bundled.entry): { quality: Quality; children: SpawnedChild[]; told: unknown[] } {
  const children: SpawnedChild[] = [];
  const told: unknown[] = [];
  const quality = createQuality({
    spawn: (path, env) => {
      const child = forkSpawn(path, env);
      children.push(child);
      const { wire } = child;
      const send = wire.send.bind(wire);
      wire.send = (message) => {
        told.push(message);
        send(message);
      };
      return child;
    },
    entry,
    clock: systemClock,
  });
  open.push(quality);
  return { quality, children, told };
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
    const sheet = await quality.contactSheet({
      widthPx: 400,
      heightPx: 300,
      ground: '#202020',
      under: [{ path: 'M0 0L400 0L400 30L0 30Z', fill: '#ff0000' }],
      pictures: [{ jpeg: picture, x: 50, y: 50, widthPx: 300, heightPx: 200 }],
      over: [],
    });
    expect(await sharp(sheet).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 300 });
  });

  it('is told no patient’s name, birth date or number, nor why a view is missing', async () => {
    const { quality, told } = start();
    const [name, patientId, reason] = ['Zqxjéwürkøz^Qwizzélynka', 'ZQX7719JKWV', 'Vqjzécroûtelle'];
    const begin = opened([step('one'), step('two', { title: { fr: 'Profil gauche', en: 'Left profile' } })]);
    const patient = { ...begin.patient, name, patientId, birthDate: '1931-08-23' };
    const skipped = { type: 'step-skipped', at, step: 'two', reason } as const;
    const drawing = (of: typeof patient): Pictures => {
      const state = foldSession([{ ...begin, patient: of }, ...whole(1, 'one'), skipped]);
      const root = findRoot(import.meta.dirname);
      const vault = { readOriginal: async () => picture };
      const deps = { vault, quality, readGuide: async () => picture, words: loadWords(root), inspect: readJpeg };
      return new Pictures(deps, () => statesOf([state]), { shows: () => false, read: async () => null });
    };
    const sheets = drawing(patient);
    await sheets.preview(shotId(1), 600);
    const composite = await sheets.composite(begin.session, 900, 'fr');
    await sheets.contactSheet(begin.session, 900, 'en', true);

    const known = [...name.split('^'), patientId, reason, '1931-08-23', '23/08/1931', 'Profil gauche', 'Left profile'];
    const find = finder(known.flatMap(disguises));
    expect(find(serialize({ known }))).not.toEqual([]);
    expect(told.length).toBeGreaterThan(3);
    expect(told.flatMap((message) => find(serialize(message)))).toEqual([]);
    // Written they are all the same: another name makes another picture.
    expect(composite).not.toEqual(await drawing({ ...patient, name: 'X' }).composite(begin.session, 900, 'fr'));
  });

  it('takes no word where a shape belongs', async () => {
    const { quality } = start();
    const sheet = { widthPx: 100, heightPx: 100, ground: '#202020', pictures: [], over: [] };
    for (const path of ['Martin', 'M0 0"/><text>x</text>'])
      await expect(quality.contactSheet({ ...sheet, under: [{ path, fill: '#ff0000' }] })).rejects.toMatchObject({
        code: 'bad-input',
      });
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
