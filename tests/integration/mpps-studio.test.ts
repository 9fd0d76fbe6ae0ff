import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { order } from '../../electron/contract/order.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { anna, cheap } from '../rigs/access-stage.ts';
import { type Heard, type MppsPeer, startMppsPeer } from '../rigs/mpps-peer.ts';
import { type SessionRoom, sessionRoom, somebody } from '../rigs/session-room.ts';
import { type WiredPage, wiredPage } from '../rigs/wired-page.ts';

let room: SessionRoom;
let peer: MppsPeer;
let station: Assembly;
let page: WiredPage;

const ordered = order.parse({
  ...{ kind: 'order', accessionNumber: 'A-1', studyUid: '1.2.3.4', requestedProcedure: 'Série visage' },
  ...{ scheduledStepId: 'SPS-1', priority: 'stat' },
});
const encounter = order.parse({ kind: 'encounter', admissionId: 'SEJ-7', location: 'Urgences' });

beforeEach(async () => {
  peer = await startMppsPeer();
  room = await sessionRoom({ model: 'nikon' });
  await begin();
  await page.call('operator.save', anna);
  await signIn();
  await page.call('operator.sign-charter', { version: 1 });
  await page.call('connections.set', { mpps: { address: peer.address, callingAet: 'STUDIO1' } });
});
afterEach(async () => {
  await room.close();
  await peer.close();
});

async function begin(): Promise<void> {
  station = await room.open({ passwordCost: cheap });
  page = wiredPage(station.studio);
}

async function signIn(): Promise<void> {
  await page.call('operator.sign-in', { who: anna.id, password: anna.password });
}

async function again(): Promise<void> {
  await station.close();
  await begin();
  await signIn();
}

const open = (what = ordered) => page.call('session.open', { patient: somebody, protocol: 'gaze-9', order: what });
const ready = ({ session }: Snapshot) => session?.phase === 'ready' || session?.phase === 'review';
const take = async (): Promise<void> => {
  await page.until(ready);
  await page.call('shot.take', {});
};
/** What the journal says of what was told. */
const told = async (session: string) => {
  const records: SessionRecord[] = await station.vault.read(session);
  return records.flatMap((record) => {
    return record.type === 'progress-told' ? [[record.progress, record.refused?.code ?? 'told']] : [];
  });
};
/** Series and instances that an N-SET names, images and others. */
const performed = (content: Heard['content'] = {}) => {
  const series = (content['00400340']?.Value ?? []) as Heard['content'][];
  return series.flatMap((one) => {
    const named = [...(one['00081140']?.Value ?? []), ...(one['00400220']?.Value ?? [])] as Heard['content'][];
    return named.map((instance) => [one['0020000e']?.Value?.[0], instance['00081155']?.Value?.[0]]);
  });
};
const said = () =>
  peer.heard.map(({ heard, status, content }) => [heard, status, content['00400252']?.Value?.[0] ?? '']);

describe('how far a procedure is', () => {
  test('is told from its first picture to its end, over a restart in between', async () => {
    const { session } = await open();
    await take();
    await peer.hears(1);
    expect(peer.heard[0]?.content).toMatchObject({
      '00100020': { Value: [somebody.patientId] },
      '00400241': { Value: ['STUDIO1'] },
      '00400270': { Value: [{ '0020000d': { Value: ['1.2.3.4'] }, '00080050': { Value: ['A-1'] } }] },
    });
    await page.call('shot.accept', {});
    await again();
    await page.call('session.resume', { session });
    await take();
    await page.call('session.discontinue', { reason: 'L’enfant pleure' });
    await peer.hears(2);
    await again();
    expect(said()).toEqual([
      ['N-CREATE', 0, 'IN PROGRESS'],
      ['N-SET', 0, 'DISCONTINUED'],
    ]);
    expect(await told(session)).toEqual([
      ['in-progress', 'told'],
      ['discontinued', 'told'],
    ]);
    // What was accepted is sent, and the RIS knows of exactly that.
    const [job] = station.outbox.jobs();
    const sent = (job?.instances ?? []).map(({ seriesUid = job?.seriesUid, sopInstanceUid }) => [
      seriesUid,
      sopInstanceUid,
    ]);
    expect(job?.instances.filter(({ kind }) => kind === 'photograph')).toHaveLength(1);
    expect(performed(peer.heard[1]?.content).sort()).toEqual(sent.sort());
    expect(JSON.stringify(peer.heard)).not.toContain('pleure');
    const { sessions } = await page.until(({ sessions: all }) => all.length > 0);
    expect(sessions[0]).toMatchObject({ state: 'closed', discontinued: 'L’enfant pleure' });
  });

  test('waits for a RIS that is down, and stops nobody', async () => {
    await peer.kill();
    const { session } = await open(encounter);
    await take();
    await page.until(({ session: shown }) => shown?.phase === 'review');
    await page.call('session.discontinue', { reason: 'fini' });
    expect(await told(session)).toEqual([]);
    await station.close();
    await peer.restart();
    await begin();
    await peer.hears(2);
    await signIn();
    expect(said()).toEqual([
      ['N-CREATE', 0, 'IN PROGRESS'],
      ['N-SET', 0, 'DISCONTINUED'],
    ]);
    // Nobody ordered it: what a worklist would have said is empty, where the patient stays is not.
    expect(peer.heard[0]?.content).toMatchObject({ '00380010': { Value: ['SEJ-7'] } });
    expect(peer.heard[0]?.content['00400270']?.Value).toMatchObject([{ '00080050': { vr: 'SH' } }]);
  });

  test('is said once where the answer was lost, and no more where the RIS refuses', async () => {
    await peer.plan('lost');
    const { session } = await open();
    await take();
    await peer.hears(1);
    await again();
    await peer.restart();
    await again();
    await peer.hears(2);
    expect(said().map(([, status]) => status)).toEqual([0, 0x0111]);
    await page.call('session.resume', { session });
    await page.call('session.discontinue', { reason: 'fini' });
    await peer.hears(3);
    await page.call('session.pause', {});
    await peer.plan('0106');
    const { session: second } = await open();
    await take();
    await peer.hears(4);
    await page.call('session.discontinue', { reason: 'fini' });
    await again();
    expect(await told(second)).toEqual([['in-progress', 'progress-refused']]);
    expect(peer.heard).toHaveLength(4);
    expect(await told(session)).toEqual([
      ['in-progress', 'told'],
      ['discontinued', 'told'],
    ]);
  });

  test('is nothing where nothing was photographed, or nobody wants to hear it', async () => {
    const { session } = await open();
    await page.call('session.pause', {});
    await page.call('connections.set', { mpps: null });
    await open(encounter);
    await take();
    await page.until(({ session: shown }) => shown?.phase === 'review');
    await page.call('session.discontinue', { reason: 'fini' });
    await again();
    expect(peer.heard).toEqual([]);
    const [, second] = await Promise.all([station.vault.read(session), station.vault.sessions()]);
    const openings = await Promise.all(second.map(async (id) => (await station.vault.read(id))[0]));
    const uids = openings.map((first) => first?.type === 'session-opened' && first.mppsUid !== undefined);
    expect(uids.sort()).toEqual([false, true]);
  });
});
