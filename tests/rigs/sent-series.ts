import { join } from 'node:path';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
import { newId, newUid } from '../../electron/base/uid.ts';
import type { Department } from '../../electron/contract/department.ts';
import { department } from '../../electron/contract/department.ts';
import type { OutboxJob, SessionRecord, StoredFile } from '../../electron/contract/journal.ts';
import { type Deliveries, openDeliveries } from '../../electron/host/deliveries.ts';
import { openRetention } from '../../electron/host/vault-retention.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { makeJpeg } from './photographs.ts';
import { opened, step } from './session-records.ts';
import { testKeys } from './vault-keys.ts';

export type SentSeries = { session: string; series: string; shots: string[]; job: OutboxJob };
/** The files of each: an accepted pair, and a try that was rejected before it. */
export const filesOfSeries = {
  sent: ['shot-0002.jpg'],
  raw: ['shot-0002-2.raw'],
  tried: ['shot-0001.jpg'],
} as const;

/** A real vault and outbox on a clock that stands still, with a folder as the store. */
export type Keeping = Deliveries & {
  clock: FakeClock;
  retention(): ReturnType<typeof openRetention>;
  decide(rules: Partial<Department>): Promise<void>;
};

export async function openKeeping(
  vaultDir: string,
  { fs, clock = fakeClock(Date.parse('2026-11-22T09:00:00.000Z')) }: { fs?: FileSystem; clock?: FakeClock } = {},
): Promise<Keeping> {
  const deliveries = await openDeliveries({
    ...{ vaultDir, keys: testKeys(), log: silentLog, version: '0', clock },
    ...(fs ? { fs } : {}),
  });
  return {
    ...deliveries,
    clock,
    retention: () => openRetention(deliveries.vault, { log: silentLog, clock }),
    decide: (rules) => deliveries.vault.kept.write('department', department.parse(rules)),
  };
}

/** One view, taken twice; the second with its RAW. Closed and enqueued; `wait` of the outbox says when it is confirmed. */
export async function sendSeries(
  { vault, outbox, clock }: Pick<Keeping, 'vault' | 'outbox' | 'clock'>,
  store: string,
  seed = 1,
  change: Partial<ReturnType<typeof opened>> = {},
): Promise<SentSeries> {
  const session = newId();
  const at = new Date(clock.now()).toISOString();
  const begun = { ...opened([step('a')]), at, session, studyUid: newUid(), seriesUid: newUid(), ...change };
  await vault.createSession(begun);
  const shots = [newId(), newId()];
  const put = async (name: string, kind: StoredFile['kind'], data: Uint8Array): Promise<StoredFile> => {
    const sha256 = sha256Of(data);
    await vault.storeOriginal(session, name, data, sha256);
    return { name, kind, bytes: data.length, sha256 };
  };
  const take = async (number: number, files: StoredFile[]): Promise<void> => {
    const shot = shots[number - 1] ?? '';
    const light = { scene: 'ambient', mode: 'manual', fired: 'unknown' } as const;
    const camera = { manufacturer: 'Nikon', model: 'D750' };
    const records: SessionRecord[] = [
      { type: 'shot-started', at, shot, step: 'a', number, sopInstanceUid: newUid() },
      { type: 'shot-captured', at, shot, files, complete: true, settings: [], camera, light, ms: 40 },
      { type: 'shot-checked', at, shot, findings: [] },
    ];
    for (const record of records) await vault.append(session, record);
  };
  await take(1, [await put('shot-0001.jpg', 'jpeg', await makeJpeg(seed))]);
  await vault.append(session, { type: 'shot-rejected', at, shot: shots[0] ?? '', reason: 'retake' });
  await take(2, [
    await put('shot-0002.jpg', 'jpeg', await makeJpeg(seed + 1000)),
    await put('shot-0002-2.raw', 'raw', new Uint8Array(4000).fill(seed)),
  ]);
  await vault.append(session, { type: 'shot-accepted', at, shot: shots[1] ?? '' });
  const job = jobFor(foldSession(await vault.read(session)), [], { store, testStore: false }, at);
  if (!job) throw new Error('nothing to send');
  await outbox.enqueue(job);
  await vault.append(session, { type: 'session-closed', at, job: job.id });
  return { session, series: begun.seriesUid, shots, job };
}

/** Where the vault keeps a session's pictures. */
export function originalsFolder(vaultDir: string, session: string): string {
  return join(vaultDir, 'sessions', session, 'originals');
}
