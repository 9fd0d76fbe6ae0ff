import { randomUUID } from 'node:crypto';
import { systemClock, timestamp } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';
import { fewAtOnce } from '../../electron/base/in-turn.ts';
import { silentLog } from '../../electron/base/log.ts';
import { newUid } from '../../electron/base/uid.ts';
import { endEvent, sentEvent } from '../../electron/contract/delivery-events.ts';
import type { OutboxJob, SessionRecord, StoredFile } from '../../electron/contract/journal.ts';
import { loadData } from '../../electron/host/data.ts';
import { eventOf } from '../../electron/studio/audit/session-events.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { plan } from '../../electron/studio/plan.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { goodFindings, readBack } from '../rigs/fake-state.ts';
import { testKeys } from '../rigs/vault-keys.ts';

/** Many sessions are made at once, so that disk and processor both have something to do. */
const atOnce = 8;
/** Between two sessions. */
const apartMs = 12 * 3_600_000;
/** Opening reads no picture. */
const smallPicture = new TextEncoder().encode('A picture in name only.');

/** A disk that promises nothing: what is only prepared need not outlive a power cut. */
const unsynced: FileSystem = {
  ...nodeFileSystem,
  async open(path, how) {
    return { ...(await nodeFileSystem.open(path, how)), async sync() {} };
  },
  async syncFolder() {},
};

/**
 * Fills a vault with closed sessions of the nine directions of gaze, two a day, as a station leaves them after a year and
 * more: journals of real size, small originals, confirmed uploads, the audit trail. The newest session is still open.
 */
export async function fillVault(dir: string, root: string, sessions: number): Promise<void> {
  const { protocols } = await loadData(root);
  const protocol = protocols.get('gaze-9');
  if (!protocol) throw new Error('There is no protocol gaze-9.');
  const steps = plan(protocol);
  let now = Date.now() - sessions * apartMs;
  const clock = { ...systemClock, now: () => now };
  const vault = await openVault(dir, { clock, log: silentLog, fs: unsynced, keys: testKeys() });
  const one = async (index: number): Promise<void> => {
    now += apartMs;
    await fillSession(
      vault,
      {
        type: 'session-opened',
        version: 1,
        at: timestamp(clock),
        session: randomUUID(),
        patient: { patientId: `P-${1000 + index}`, name: `PATIENT${index}^Anna`, birthDate: '2016-05-04', sex: 'F' },
        protocol: { id: protocol.id, version: protocol.version, title: protocol.title },
        composite: protocol.composite,
        steps,
        studyUid: newUid(),
        seriesUid: newUid(),
        operator: 'station',
        simulated: true,
        tracked: true,
      },
      index + 1 < sessions,
    );
  };
  const station = { operator: 'station', outcome: 'success' } as const;
  const few = fewAtOnce(atOnce);
  await Promise.all(Array.from({ length: sessions - 1 }, (_, index) => few(() => one(index))));
  await vault.audit.record({ ...station, event: 'studio-started' });
  await one(sessions - 1);
  await vault.audit.record({ ...station, event: 'studio-stopped' });
  await vault.close();
}

async function fillSession(
  vault: Vault,
  opened: Extract<SessionRecord, { type: 'session-opened' }>,
  closes: boolean,
): Promise<void> {
  const { session, at, steps } = opened;
  const records: SessionRecord[] = [opened];
  await vault.createSession(opened);
  const begun = eventOf(opened, opened, { operator: 'station' });
  if (begun) await vault.audit.record(begun);
  const append = async (record: SessionRecord): Promise<void> => {
    await vault.append(session, record);
    records.push(record);
    const event = eventOf(record, opened, { operator: 'station' });
    if (event) await vault.audit.record(event);
  };
  for (const [index, step] of steps.entries()) {
    const shot = randomUUID();
    const files: StoredFile[] = [
      { name: `shot-${String(index + 1).padStart(4, '0')}.jpg`, kind: 'jpeg', bytes: 0, sha256: '' },
      { name: `shot-${String(index + 1).padStart(4, '0')}.nef`, kind: 'raw', bytes: 0, sha256: '' },
    ];
    await append({ type: 'shot-started', at, shot, step: step.id, number: index + 1, sopInstanceUid: newUid() });
    for (const file of files) {
      const { bytes, sha256 } = await vault.storeOriginal(session, file.name, smallPicture, sha256Of(smallPicture));
      Object.assign(file, { bytes, sha256 });
    }
    await append(capturedOf(shot, at, files));
    await append({ type: 'shot-checked', at, shot, findings: goodFindings });
    await append({ type: 'shot-accepted', at, shot });
  }
  if (!closes) return await append({ type: 'session-paused', at });
  const job = jobFor(foldSession(records), [], { store: 'folder:/srv/pictures', testStore: true }, at);
  if (!job) throw new Error('A session of accepted pictures has nothing to send.');
  const sent: OutboxJob = {
    ...job,
    state: 'confirmed',
    attempts: 1,
    instances: job.instances.map((instance) => ({ ...instance, state: 'confirmed' })),
  };
  await append({ type: 'session-closed', at, job: job.id, audit: vault.audit.head });
  await vault.audit.record(sentEvent(sent));
  const confirmed = endEvent(sent);
  if (confirmed) await vault.audit.record(confirmed);
  await vault.saveJob({ ...sent, receipt: { at, audit: vault.audit.head } });
}

/** What the journal says of a shot whose files are safe. */
export function capturedOf(shot: string, at: string, files: StoredFile[]): SessionRecord {
  return {
    type: 'shot-captured',
    at,
    shot,
    files,
    complete: true,
    settings: readBack,
    camera: { manufacturer: 'Nikon Corporation', model: 'D750', serial: '6012345', sensorWidthPx: 6016 },
    light: { scene: 'axial-flash', mode: 'trigger', fired: 'yes' },
    ms: 242,
  };
}
