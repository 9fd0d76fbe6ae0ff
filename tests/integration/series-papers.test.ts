import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { newId, newUid } from '../../electron/base/uid.ts';
import { Archives } from '../../electron/studio/archives.ts';
import { OpenSession } from '../../electron/studio/open-session.ts';
import { mostDocumentBytes, SeriesPapers } from '../../electron/studio/series-papers.ts';
import { begin, foldSession } from '../../electron/studio/session-fold.ts';
import { makeJpeg } from '../rigs/photographs.ts';
import { type Keeping, openKeeping } from '../rigs/sent-series.ts';
import { consentPdf } from '../rigs/series-of-objects.ts';
import { opened, step } from '../rigs/session-records.ts';

let folder: string;
let keeping: Keeping;
let session: OpenSession;
let papers: SeriesPapers;
const id = newId();
const at = '2026-11-22T09:00:00.000Z';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-papers-'));
  keeping = await openKeeping(folder);
  const begun = {
    ...opened([step('a', { mirror: 'left-right' })]),
    at,
    session: id,
    studyUid: newUid(),
    seriesUid: newUid(),
  };
  await keeping.vault.createSession(begun);
  const { vault, clock, connections } = keeping;
  const who = () => ({ operator: 'station' });
  session = new OpenSession({ vault, audit: vault.audit, who, clock, onChange: () => {} }, begin(begun));
  const stores = { given: [], testStore: false, embedded: null, open: keeping.stores.open };
  papers = new SeriesPapers({
    vault,
    archives: new Archives({ stores, connections }),
    connections,
    current: () => session.state,
    sessions: { alter: async (_id, work) => await work(session) },
  });
});
afterEach(async () => {
  await keeping.close();
  await rm(folder, { recursive: true });
});

/** One picture, accepted or left under review. */
async function photograph(decision: 'accepted' | 'undecided'): Promise<string> {
  const shot = newId();
  const jpeg = await makeJpeg(1);
  const sha256 = sha256Of(jpeg);
  await keeping.vault.storeOriginal(id, 'shot-0001.jpg', jpeg, sha256);
  const files = [{ name: 'shot-0001.jpg', kind: 'jpeg' as const, bytes: jpeg.length, sha256 }];
  const light = { scene: 'ambient', mode: 'manual', fired: 'unknown' } as const;
  const camera = { manufacturer: 'Nikon', model: 'D750' };
  await session.record({ type: 'shot-started', shot, step: 'a', number: 1, sopInstanceUid: newUid() });
  await session.record({ type: 'shot-captured', shot, files, complete: true, settings: [], camera, light, ms: 40 });
  await session.record({ type: 'shot-checked', shot, findings: [] });
  if (decision === 'accepted') await session.record({ type: 'shot-accepted', shot });
  return shot;
}

describe('a signed consent', () => {
  test('is in the vault bit for bit and in the journal, and still there after the next start', async () => {
    await papers.attach({ title: 'Consentement\u0007 signé', pdf: base64(consentPdf) });
    await papers.attach({ title: 'Avenant', pdf: base64(consentPdf) });
    await keeping.close();
    keeping = await openKeeping(folder);
    expect(await keeping.vault.quarantined()).toEqual([]);
    const { documents } = foldSession(await keeping.vault.read(id));
    expect(documents.map(({ title, file }) => [title, file.name, file.kind])).toEqual([
      ['Consentement signé', 'document-0001.pdf', 'pdf'],
      ['Avenant', 'document-0002.pdf', 'pdf'],
    ]);
    for (const { file } of documents) {
      expect(Buffer.from(await keeping.vault.readOriginal(id, file.name, file.sha256))).toEqual(consentPdf);
    }
    const events = (await keeping.vault.check()).damaged;
    expect(events).toEqual([]);
  });

  test.each([
    ['is no PDF', Buffer.from('a letter %%EOF'), '%PDF-'],
    ['ends early', consentPdf.subarray(0, -8), '%%EOF'],
    [
      'needs a password',
      Buffer.from(`${consentPdf.toString('latin1').replace('/Root', '/Encrypt 9 0 R /Root')}`),
      'encrypted',
    ],
    ['is too large', Buffer.concat([consentPdf, Buffer.alloc(mostDocumentBytes), Buffer.from('%%EOF')]), 'size'],
  ])('that %s is refused, and nothing is kept', async (_what, bytes, reason) => {
    await expect(papers.attach({ title: 'x', pdf: base64(bytes) })).rejects.toMatchObject({
      code: 'document-invalid',
      params: { reason },
    });
    expect(session.state.documents).toEqual([]);
  });

  test('comes too late for a session that is closed', async () => {
    await session.record({ type: 'session-closed' });
    await expect(papers.attach({ title: 'x', pdf: base64(consentPdf) })).rejects.toMatchObject({
      code: 'session-none',
    });
  });
});

describe('what closing would send', () => {
  test('is nothing before anything was photographed', () => {
    expect(papers.contents()).toEqual({ objects: [], stores: [] });
  });

  test.each(['accepted', 'undecided'] as const)('with a picture that is %s: object by object', async (decision) => {
    const shot = await photograph(decision);
    await papers.attach({ title: 'Consentement', pdf: base64(consentPdf) });
    expect(
      papers.contents().objects.map(({ kind, step: of, shot: made, title }) => [kind, of, made, title.fr]),
    ).toEqual([
      ['photograph', 'a', shot, 'a'],
      ['derived', 'a', shot, 'a'],
      ['document', undefined, undefined, 'Consentement'],
      ['report', undefined, undefined, 'Compte rendu de série'],
      ['key-objects', undefined, undefined, 'Liste de la série'],
    ]);
  });
});
