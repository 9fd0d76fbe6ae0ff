import { join } from 'node:path';
import { fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { accepted, opened, shotId, started, step } from './session-records.ts';
import { testKeys, testRecoveryRecipient } from './vault-keys.ts';

export const sessionId = '6f2b7a9e-0000-4000-8000-000000000001';
const at = '2026-11-22T09:00:00.000Z';

/** Bytes that look like nothing else: a picture's stand-in. */
export function picture(number: number, bytes = 5000): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + number * 7 + (index >> 8)) & 0xff);
}

export function pictureName(number: number): string {
  return `shot-000${number}.jpg`;
}

export function capturedPicture(number: number, data = picture(number)): SessionRecord {
  return {
    type: 'shot-captured',
    at,
    shot: shotId(number),
    files: [{ name: pictureName(number), kind: 'jpeg', bytes: data.length, sha256: sha256Of(data) }],
    complete: true,
    settings: [],
    camera: { manufacturer: 'Nikon', model: 'D750' },
    light: { scene: 'ambient', mode: 'manual', fired: 'unknown' },
    ms: 40,
  };
}

export function openingRecord(): SessionRecord {
  return { ...opened([step('a')]), session: sessionId };
}

export function job(attempts: number): OutboxJob {
  return {
    version: 1,
    id: '6f2b7a9e-0000-4000-8000-0000000000aa',
    session: sessionId,
    seriesUid: '2.25.2',
    studyUid: '2.25.1',
    store: 'folder:/x',
    testStore: false,
    simulated: true,
    createdAt: at,
    state: attempts === 0 ? 'queued' : 'sending',
    attempts,
    instances: [],
    updatedAt: at,
  };
}

export async function open(dir: string, fs?: FileSystem): Promise<Vault> {
  return await openVault(dir, {
    clock: fakeClock(),
    log: silentLog,
    fs,
    keys: testKeys(),
    recoveryRecipient: testRecoveryRecipient,
  });
}

/** What the vault said yes to, and what it refused. */
export type Told = {
  records: SessionRecord[];
  refusedRecords: SessionRecord[];
  stored: number[];
  /** Attempts of the last job that was acknowledged, and of the refused ones after it. */
  job: number | undefined;
  refusedJobs: number[];
  refusals: unknown[];
};

/** Two shots and an upload, step by step; goes on after each refusal as the studio would. */
export async function tellStory(vault: Vault): Promise<Told> {
  const told: Told = { records: [], refusedRecords: [], stored: [], job: undefined, refusedJobs: [], refusals: [] };

  async function attempt(work: () => Promise<unknown>, refused: () => void = () => {}): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      told.refusals.push(error);
      refused();
      return false;
    }
  }
  async function record(one: SessionRecord, write: () => Promise<void>): Promise<void> {
    if (await attempt(write, () => told.refusedRecords.push(one))) told.records.push(one);
  }
  async function append(one: SessionRecord): Promise<void> {
    await record(one, () => vault.append(sessionId, one));
  }
  async function save(attempts: number): Promise<void> {
    const saved = await attempt(
      () => vault.saveJob(job(attempts)),
      () => told.refusedJobs.push(attempts),
    );
    if (!saved) return;
    told.job = attempts;
    told.refusedJobs = [];
  }

  await record(openingRecord(), () => vault.createSession(openingRecord()));
  for (const number of [1, 2]) {
    const data = picture(number);
    await append(started(number, 'a'));
    if (await attempt(() => vault.storeOriginal(sessionId, pictureName(number), data, sha256Of(data)))) {
      told.stored.push(number);
      await append(capturedPicture(number));
      await append(accepted(number));
    }
  }
  await save(0);
  await save(1);
  return told;
}

/** The codes of what was refused; anything that is not one of ours is thrown. */
export function codesOf(refusals: unknown[]): string[] {
  return refusals.map((error) => {
    if (!(error instanceof CodedError)) throw error;
    return error.code;
  });
}

/** Where sealed pictures are that no journal knows. */
export function quarantined(dir: string, number: number): string {
  return join(dir, 'quarantine', `${sessionId}-${pictureName(number)}.age`);
}
