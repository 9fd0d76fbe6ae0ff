import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectionsChange } from '../../electron/contract/connections.ts';
import { type Client, client } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { type SessionRoom, sessionRoom, somebody } from '../rigs/session-room.ts';
import { wirePair } from '../rigs/wire-pair.ts';

const password = 'p:ss wörd';
let room: SessionRoom;
let orthanc: Orthanc;
beforeEach(async () => {
  [room, orthanc] = await Promise.all([
    sessionRoom({ model: 'nikon', plain: true }),
    startOrthanc({ user: { name: 'studio', password } }),
  ]);
});
afterEach(async () => {
  await room.close();
  await orthanc.close();
});

const settings = (id: string, address: string, changes: object = {}) => ({
  ...{ id, name: `The ${id}`, address, purpose: 'archive' as const, proof: 'read-back' as const, testStore: true },
  ...{ callingAet: 'INCIDENCE', parallel: 2, kilobytesPerSecond: null, ...changes },
});

/** A station without a store of its own, as its page finds it. */
async function opened(store?: string): Promise<{ assembly: Assembly; page: Client<typeof studioContract> }> {
  const assembly = await room.open({ store });
  const [here, there] = wirePair();
  assembly.studio.attach(there);
  return { assembly, page: client(here, studioContract) };
}

async function photographed({ studio }: Assembly): Promise<string> {
  const session = await studio.openSession({ patient: somebody, protocol: 'gaze-9', steps: ['primary'] });
  await studio.runner.take();
  await studio.closeSession();
  return session;
}

test('a closed series goes to every archive with the department’s own credentials, and to a store for copies when somebody sends it there', async () => {
  const { assembly, page } = await opened();
  const { connections, outbox, studio, vault } = assembly;
  const credentials = { kind: 'basic' as const, user: 'studio', password };
  const stores = [
    settings('pacs', orthanc.address, { credentials }),
    settings('vna', `folder:${join(room.store, 'vna')}`, { kilobytesPerSecond: 100_000 }),
    settings('teaching', `folder:${join(room.store, 'teaching')}`, { purpose: 'copy' as const }),
  ];
  const set = (change: ConnectionsChange) => connections.set(change);
  await set({ stores });
  expect(await studio.deliveries.check('pacs')).toEqual({ ok: true, takes: ['QIDO-RS'] });
  const wrong = { ...credentials, password: 'x' };
  await set({ stores: stores.map((store) => (store.id === 'pacs' ? { ...store, credentials: wrong } : store)) });
  expect(await studio.deliveries.check('pacs')).toMatchObject({ ok: false, error: { code: 'store-unauthorised' } });
  await expect(studio.deliveries.check('nothing')).rejects.toMatchObject({ code: 'store-unknown' });
  await set({ stores });

  await page.call('outbox.pause', { on: true });
  const session = await photographed(assembly);
  expect(studio.snapshot().outbox).toEqual({ paused: true });
  expect(await outbox.wait(60)).toBe(false);
  const waiting = studio.snapshot().deliveries;
  expect(waiting).toMatchObject([
    { storeName: 'The pacs', purpose: 'archive', state: 'queued', store: orthanc.address },
    { storeName: 'The vna', purpose: 'archive', state: 'queued' },
  ]);
  await page.call('delivery.urgent', { job: waiting[1]?.id ?? '', on: true });
  expect(studio.snapshot().deliveries[1]).toMatchObject({ urgent: true });
  expect((await orthanc.files()).size).toBe(0);

  await page.call('outbox.pause', { on: false });
  expect(await outbox.wait(60)).toBe(true);
  await expect(page.call('delivery.send', { session, store: 'vna' })).rejects.toMatchObject({ code: 'store-unknown' });
  const { job } = await page.call('delivery.send', { session, store: 'teaching' });
  expect(await outbox.wait(60)).toBe(true);
  await expect(page.call('delivery.send', { session, store: 'teaching' })).rejects.toMatchObject({ code: 'not-now' });
  const { deliveries } = studio.snapshot();
  expect(deliveries).toMatchObject([
    { state: 'confirmed', receipt: { sha256: /^[0-9a-f]{64}$/ } },
    { state: 'confirmed', receipt: { sha256: /^[0-9a-f]{64}$/ } },
    { id: job, storeName: 'The teaching', purpose: 'copy', state: 'confirmed' },
  ]);
  const [pacs, vna, teaching] = outbox.jobs();
  const uids = pacs?.instances.map(({ sopInstanceUid }) => sopInstanceUid).sort();
  expect([...(await orthanc.files()).keys()].sort()).toEqual(uids);
  expect(vna?.instances.map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual(uids);
  expect(teaching).toMatchObject({ copy: true });

  const trail = (await vault.audit.read({ limit: 100 })).map(({ event }) => event);
  for (const event of ['deliveries-paused', 'deliveries-resumed', 'series-urgent', 'exported']) {
    expect(trail).toContain(event);
  }
  expect(trail.filter((event) => event === 'series-confirmed')).toHaveLength(3);
});

test('deliveries that were paused stay so at the next start', async () => {
  const store = `folder:${room.store}`;
  const first = await opened(store);
  await first.page.call('outbox.pause', { on: true });
  await first.assembly.close();
  const { assembly, page } = await opened(store);
  await photographed(assembly);
  expect(await assembly.outbox.wait(60)).toBe(false);
  expect(assembly.outbox.jobs()).toMatchObject([{ state: 'queued', attempts: 0 }]);
  await page.call('outbox.pause', { on: false });
  expect(await assembly.outbox.wait(60)).toBe(true);
});
