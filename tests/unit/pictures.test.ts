import { expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { loadWords } from '../../electron/host/sentences.ts';
import { answerPicture } from '../../electron/studio/picture-handler.ts';
import { Pictures } from '../../electron/studio/pictures.ts';
import type { SheetDrawing } from '../../electron/studio/ports.ts';
import { applyRecord, foldSession } from '../../electron/studio/session-fold.ts';
import { seriesSheet } from '../../electron/studio/sheets/sheets.ts';
import {
  checked,
  captured as kept,
  opened,
  rejected,
  shotId,
  started,
  statesOf,
  step,
  whole,
} from '../rigs/session-records.ts';

const words = loadWords(findRoot(import.meta.dirname));
const six = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Pictures of one session whose originals come only when they are let. */
function album(...records: SessionRecord[]) {
  const start = opened(six.map((id) => step(id)));
  const state = { now: foldSession([start, ...records]) };
  const reading: { name: string; come(): void }[] = [];
  const sheets: SheetDrawing[] = [];
  const pictures = new Pictures(
    {
      vault: {
        readOriginal: (_session, name) =>
          new Promise((resolve) => reading.push({ name, come: () => resolve(new Uint8Array(1)) })),
      },
      quality: {
        assess: async () => [],
        preview: async (jpeg) => jpeg,
        contactSheet: async (sheet) => {
          sheets.push(sheet);
          return new Uint8Array();
        },
      },
      readGuide: async () => new Uint8Array(),
      words,
      inspect: () => ({ rows: 200, columns: 300 }),
    },
    () => statesOf([state.now]),
    { shows: () => false, read: async () => null },
  );
  /** Lets the oldest original come, and whatever follows from it happen. */
  const one = async (): Promise<void> => {
    reading.shift()?.come();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const append = (record: SessionRecord): void => {
    state.now = applyRecord(state.now, record);
  };
  return { pictures, session: start.session, state, reading, sheets, one, append };
}

it('has few originals in memory for a sheet, and does not keep the picture on screen waiting behind it', async () => {
  const { pictures, session, reading, sheets, one } = album(...six.flatMap((id, index) => whole(index + 1, id)));
  const sheet = pictures.contactSheet(session, 1600, 'fr', false);
  await one();
  await one();
  expect(reading.map(({ name }) => name)).toEqual(['shot-0003.jpg', 'shot-0004.jpg']);
  const seen = pictures.preview(shotId(6), 2400);
  expect(reading.map(({ name }) => name)).toEqual(['shot-0003.jpg', 'shot-0004.jpg', 'shot-0006.jpg']);
  while (reading.length > 0) {
    expect(reading.length).toBeLessThanOrEqual(3);
    await one();
  }
  expect(await seen).toHaveLength(1);
  await sheet;
  expect(sheets[0]?.pictures).toHaveLength(6);
});

it('writes the words of the locales where there is no picture, and why one does not count', async () => {
  const at = '2026-11-22T09:00:00.000Z';
  const state = foldSession([
    opened(six.map((id) => step(id))),
    ...[started(1, 'a'), kept(1), checked(1), rejected(1)],
    ...whole(2, 'a'),
    { type: 'step-skipped', at, step: 'b', reason: 'douleur' },
    { type: 'step-deferred', at, step: 'c' },
  ]);
  const show = async () => ({ jpeg: new Uint8Array(1), widthPx: 300, heightPx: 200 });
  const sheets = await Promise.all(
    (['fr', 'en'] as const).map((language) => {
      return seriesSheet(state, { widthPx: 1600, language, tries: true }, { show, words });
    }),
  );
  const said = sheets.map(({ rows, footer }) => [...rows.flat().map((cell) => cell?.note || cell?.label), footer]);
  const missing = (word: string) => [word, word, word];
  expect(said).toEqual([
    [
      ...['a', 'a · refaite', 'Passée\u00a0: douleur', 'Différée', ...missing('Manque')],
      'Simulation\u00a0: aucune personne n’a été photographiée',
    ],
    [
      ...['a', 'a · taken again', 'Skipped: douleur', 'Deferred', ...missing('Missing')],
      'Simulation: nobody was photographed',
    ],
  ]);
});

it('shows nothing of what has left the vault, not even from memory, and writes in its place that it has', async () => {
  const at = '2026-11-22T09:00:00.000Z';
  const { pictures, session, state, reading, sheets, one, append } = album(...whole(1, 'a'));
  const seen = pictures.preview(shotId(1), 200);
  await one();
  expect(await seen).toHaveLength(1);
  append({ type: 'session-closed', at });
  append({ type: 'originals-purged', at, files: ['shot-0001.jpg'] });
  await expect(pictures.preview(shotId(1), 200)).rejects.toMatchObject({ code: 'original-purged' });
  expect(
    await answerPicture(new Request(`http://x/pictures/${shotId(1)}?width=200`), pictures, () => true),
  ).toMatchObject({
    status: 410,
  });
  await pictures.contactSheet(session, 1600, 'fr', false);
  expect(reading).toEqual([]);
  expect(sheets[0]?.pictures).toEqual([]);
  const show = async (shot: string) => ({ jpeg: await pictures.preview(shot, 200), widthPx: 300, heightPx: 200 });
  const sheet = await seriesSheet(state.now, { widthPx: 1600, language: 'fr', tries: false }, { show, words });
  expect(sheet.rows[0]?.[0]).toMatchObject({
    picture: null,
    label: 'a',
    note: 'N’est plus dans le coffre',
    struck: false,
  });
});
