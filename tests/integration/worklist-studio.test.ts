import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { anna, cheap } from '../rigs/access-stage.ts';
import { type Workplace, workplace } from '../rigs/cli.ts';
import { stationIn } from '../rigs/session-room.ts';
import { type WiredPage, wiredPage } from '../rigs/wired-page.ts';
import { type Scheduled, startWlmscpfs, type Wlmscpfs } from '../rigs/wlmscpfs.ts';

const day = (later: number): string => {
  const at = new Date();
  at.setDate(at.getDate() + later);
  return `${at.getFullYear()}${String(at.getMonth() + 1).padStart(2, '0')}${String(at.getDate()).padStart(2, '0')}`;
};
const today = (accession: string, more: Partial<Scheduled> = {}): Scheduled => ({
  ...{ name: `Élève^N°${accession}`, patientId: `P-${accession}`, accession, date: day(0) },
  ...{ procedure: 'Série visage', step: 'Visage', code: 'FACE', ...more },
});

let place: Workplace;
let ris: Wlmscpfs;
let station: Assembly | undefined;
let page: WiredPage;

beforeEach(async () => {
  place = await workplace();
  const list = [today('A1', { code: 'GAZE9', step: 'Neuf regards' }), today('A2'), today('A3', { step: 'Œil' })];
  ris = await startWlmscpfs([...list, { ...today('T1'), date: day(1) }, { ...today('Y1'), date: day(-1) }]);
});
afterEach(async () => {
  await station?.close();
  await ris.close();
  await place.remove();
});

async function begin(options: Parameters<typeof stationIn>[1] = {}): Promise<void> {
  await station?.close();
  station = await stationIn(place, { camera: 'sim:nikon', testStore: true, passwordCost: cheap, ...options });
  page = wiredPage(station.studio);
  const { access } = await page.until(() => true);
  if (access.state === 'station') await page.call('operator.save', anna);
  await page.call('operator.sign-in', { who: anna.id, password: anna.password });
  if (access.state === 'station') await page.call('operator.sign-charter', { version: 1 });
}

const set = (stationAet?: string) =>
  page.call('connections.set', {
    worklist: { address: ris.address, callingAet: 'INCIDENCE', ...(stationAet ? { stationAet } : {}) },
    mapping: [
      { field: 'words', value: 'oeil', protocol: 'no-such-protocol' },
      { field: 'code', value: 'gaze9@99lab', protocol: 'gaze-9' },
      { field: 'words', value: 'VISAGE', protocol: 'growth-face' },
    ],
  });
const answered = ({ worklist }: Snapshot) => worklist.state === 'ready' || worklist.state === 'failed';
const accessions = ({ worklist }: Snapshot) => worklist.items.map(({ order }) => order.accessionNumber).sort();

describe('the worklist of a studio', () => {
  test('is unset, is asked as soon as it is set, and shows who is expected today', async () => {
    await begin();
    const { worklist } = await page.until(({ access }) => access.state === 'signed-in');
    expect(worklist).toEqual({ state: 'unset', items: [] });
    await expect(page.call('worklist.refresh', {})).rejects.toMatchObject({ code: 'worklist-unset' });
    await set();
    const shown = await page.until(answered);
    expect(shown.worklist).toMatchObject({ state: 'ready', at: expect.any(String) });
    expect(accessions(shown)).toEqual(['A1', 'A2', 'A3']);
    await set('NOBODY');
    expect(accessions(await page.until((now) => answered(now) && now.worklist.items.length === 0))).toEqual([]);
  });

  test('stays on screen with its age while the RIS is down, over a restart too, sealed in the vault', async () => {
    await begin();
    await set();
    const { worklist: before } = await page.until(answered);
    await ris.kill();
    await page.call('worklist.refresh', {});
    const failed = await page.until(({ worklist }) => worklist.state === 'failed');
    expect(failed.worklist).toEqual({
      ...{ ...before, state: 'failed' },
      error: { code: 'worklist-unreachable', params: { reason: 'ECONNREFUSED' } },
    });
    await begin();
    const again = await page.until(({ worklist }) => worklist.state === 'failed');
    expect(again.worklist.items).toEqual(before.items);
    expect(again.worklist.at).toBe(before.at);
    await ris.restart();
    await page.call('worklist.refresh', {});
    const { worklist: after } = await page.until(({ worklist }) => worklist.state === 'ready');
    expect(after.items).toEqual(before.items);
    for (const file of await readdir(join(place.vault, 'kept'))) {
      expect(await readFile(join(place.vault, 'kept', file), 'latin1')).not.toMatch(/N°A|P-A1|SEJ-1/);
    }
  });

  test('is nobody’s who is not at work', async () => {
    await begin();
    await set();
    await page.until(answered);
    await page.call('operator.sign-out', {});
    const { worklist, connections } = await page.until(({ access }) => access.state === 'signed-out');
    expect(worklist.items).toEqual([]);
    expect(connections).toMatchObject({ worklist: null, mpps: null, mapping: [] });
    await expect(page.call('worklist.refresh', {})).rejects.toMatchObject({ code: 'sign-in-needed' });
  });

  test('gives each item its protocol, and a session its order', async () => {
    await begin();
    await set();
    const { worklist } = await page.until(answered);
    const protocols = worklist.items.map(({ order, protocol }) => [order.accessionNumber, protocol]);
    expect(Object.fromEntries(protocols)).toEqual({ A1: 'gaze-9', A2: 'growth-face', A3: 'growth-face' });
    const item = worklist.items.find(({ order }) => order.accessionNumber === 'A1');
    if (!item?.patient.birthDate || !item.patient.sex) throw new Error('not whole');
    const { birthDate, sex } = item.patient;
    const patient = { ...item.patient, birthDate, sex };
    await page.call('session.open', { patient, protocol: 'gaze-9', order: item.order });
    const { session } = await page.until(({ session: open }) => open !== null);
    expect(session).toMatchObject({ studyUid: item.order.studyUid, order: item.order });
    await page.call('session.pause', {});
    // The same order once more, without the study's name: it is still one study. Nobody else's order is.
    const { studyUid: _, ...nameless } = item.order;
    await page.call('session.open', { patient, protocol: 'gaze-9', order: nameless });
    const second = await page.until(({ session: open }) => open !== null && open.id !== session?.id);
    expect(second.session?.studyUid).toBe(item.order.studyUid);
    await page.call('session.pause', {});
    const other = { ...patient, patientId: 'P-other' };
    await page.call('session.open', { patient: other, protocol: 'gaze-9', order: nameless });
    const third = await page.until(({ session: open }) => open?.patient.patientId === 'P-other');
    expect(third.session?.studyUid).not.toBe(item.order.studyUid);
  });

  test('says what the RIS has of one patient, on whatever day, where somebody asks', async () => {
    await begin();
    await expect(page.call('worklist.find', { patient: 'P-T1' })).rejects.toMatchObject({ code: 'worklist-unset' });
    await set();
    const { items } = await page.call('worklist.find', { patient: 'P-T1' });
    expect(items).toMatchObject([{ order: { accessionNumber: 'T1' }, protocol: 'growth-face' }]);
    expect(await page.call('worklist.find', { patient: 'eleve' })).toMatchObject({ items: { length: 5 } });
    await ris.kill();
    await expect(page.call('worklist.find', { patient: 'P-T1' })).rejects.toMatchObject({
      code: 'worklist-unreachable',
    });
  });

  test('is checked', async () => {
    await begin();
    await set();
    await page.until(answered);
    expect(await page.call('connections.check', { which: 'worklist' })).toMatchObject({ ok: true });
    await expect(page.call('connections.check', { which: 'mpps' })).rejects.toMatchObject({ code: 'store-unknown' });
    await ris.kill();
    expect(await page.call('connections.check', { which: 'worklist' })).toMatchObject({
      ...{ ok: false, error: { code: 'store-unreachable' } },
    });
  });
});
