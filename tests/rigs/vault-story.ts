import { fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import type { FileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
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

/** Two shots and an upload, step by step. Returns the session's records. */
export async function tellStory(vault: Vault): Promise<SessionRecord[]> {
  const records = [openingRecord()];
  const append = async (record: SessionRecord): Promise<void> => {
    await vault.append(sessionId, record);
    records.push(record);
  };
  await vault.createSession(openingRecord());
  for (const number of [1, 2]) {
    const data = picture(number);
    await append(started(number, 'a'));
    await vault.storeOriginal(sessionId, pictureName(number), data, sha256Of(data));
    await append(capturedPicture(number));
    await append(accepted(number));
  }
  await vault.saveJob(job(0));
  await vault.saveJob(job(1));
  return records;
}
