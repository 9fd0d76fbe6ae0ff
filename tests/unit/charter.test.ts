import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { charterPath } from '../../electron/host/vault-access.ts';
import { loadCharter } from '../../electron/studio/access/charter-file.ts';

const shipped = await loadCharter(charterPath(findRoot(import.meta.dirname)));

it('the charter says the same in both languages, a sentence a line', () => {
  const [fr, en] = [shipped.text.fr.split('\n'), shipped.text.en.split('\n')];
  expect(fr.length).toBe(en.length);
  expect(fr.length).toBeGreaterThan(10);
  for (const sentence of [...fr, ...en]) expect(sentence).toMatch(/^\p{Lu}.*[^\s]\.$/u);
});

it('has the spaces of French typography', () => {
  expect(shipped.text.fr).not.toMatch(/[^\u202f][;!?]|[^\u00a0]:|'/);
  expect(shipped.text.en).not.toMatch(/[\u202f\u00a0']/);
});

it.each([
  ['{', '', /not JSON/],
  [JSON.stringify({ ...shipped, version: 0 }), 'version', /./],
  [JSON.stringify({ ...shipped, text: { fr: 'x' } }), 'text.en', /./],
  [JSON.stringify({ ...shipped, signed: [] }), '', /signed/],
])('a broken one is named with its place: %s', async (text, at, problem) => {
  const folder = mkdtempSync(join(tmpdir(), 'incidence-charter-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'charter.json');
  writeFileSync(file, text);
  await expect(loadCharter(file)).rejects.toMatchObject({
    ...{ code: 'data-broken', params: { file, at, problem: expect.stringMatching(problem) } },
  });
});

it('one that is not there stops the start', async () => {
  await expect(loadCharter(join(tmpdir(), 'incidence-no-such-charter.json'))).rejects.toMatchObject({
    ...{ code: 'data-broken', params: { problem: 'unreadable' } },
  });
});
