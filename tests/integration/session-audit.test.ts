import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { AuditEntry, AuditRecord } from '../../electron/contract/audit.ts';
import { department } from '../../electron/contract/department.ts';
import { AuditReading } from '../../electron/studio/audit/reading.ts';
import { takeUpTrail } from '../../electron/studio/audit/trail-start.ts';
import { OpenSession, type Undated } from '../../electron/studio/open-session.ts';
import { begin, foldSession } from '../../electron/studio/session-fold.ts';
import type { Opened } from '../../electron/studio/session-state.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { shotId } from '../rigs/session-records.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { capturedPicture, job, openingRecord, picture, pictureName, sessionId } from '../rigs/vault-story.ts';

const who = { operator: 'zoe', role: 'orthoptist' } as const;
const clock = fakeClock(Date.parse('2026-11-22T09:00:00.000Z'));
const disk = { failing: false };
/** Takes nothing for the trail while `failing`. */
const fs: FileSystem = {
  ...nodeFileSystem,
  async open(path, how) {
    if (disk.failing && how !== 'read' && path.includes('/audit'))
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    return await nodeFileSystem.open(path, how);
  },
};

let folder: string;
let vault: Vault;
let shown: number;

const open = async (): Promise<Vault> => await openVault(folder, { clock, log: silentLog, keys: testKeys(), fs });
const trail = async (): Promise<AuditEntry[]> => (await vault.audit.read({ limit: 500 })).reverse();
const events = async (): Promise<string[]> => (await trail()).map(({ event, outcome }) => `${event} ${outcome}`);

beforeEach(async () => {
  disk.failing = false;
  folder = await mkdtemp(join(tmpdir(), 'incidence-session-audit-'));
  vault = await open();
  shown = 0;
});
afterEach(async () => {
  disk.failing = false;
  await vault.close();
  await rm(folder, { recursive: true, force: true });
});

/** The studio's start, over all sessions that the vault has. */
async function start(now = clock): Promise<void> {
  const sessions = await Promise.all(vault.sessions().map(async (id) => foldSession(await vault.read(id))));
  const rules = { certain: department.parse({}) };
  await takeUpTrail({ vault, sessions, department: rules, clock: now, who, version: '1.0.0', unexpected: () => 'X' });
}

async function session(): Promise<OpenSession> {
  const opened = openingRecord() as Opened;
  await vault.createSession(opened);
  const onChange = (): void => {
    shown += 1;
  };
  const deps = { vault, audit: vault.audit, who: () => who, clock, onChange };
  return new OpenSession(deps, begin(opened));
}

async function stored(number: number): Promise<Undated> {
  const data = picture(number);
  await vault.storeOriginal(sessionId, pictureName(number), data, sha256Of(data));
  return capturedPicture(number);
}

const started = (number: number): Undated => {
  return { type: 'shot-started', shot: shotId(number), step: 'a', number, sopInstanceUid: `2.25.${number}` };
};

describe('a session in the trail', () => {
  it('is told record by record, by whom, without what somebody typed', async () => {
    const story = await session();
    await story.record(started(1));
    await story.record(await stored(1));
    await story.record({ type: 'shot-accepted', shot: shotId(1) });
    await story.record({ type: 'undone', what: 'accepted', step: 'a', shot: shotId(1) });
    await story.record({ type: 'shot-rejected', shot: shotId(1), reason: 'blinked, says Zoë' });
    await story.record({ type: 'step-skipped', step: 'a', reason: 'child is tired' });
    await story.record(started(2));
    await story.record({ type: 'shot-failed', shot: shotId(2), error: { code: 'camera-gone' } });
    await story.record({ type: 'session-held', on: true, reason: 'court of Nantes' });
    await story.record({ type: 'session-closed', audit: vault.audit.head });
    const told = await trail();
    expect(told.map(({ event, outcome, about, code, count }) => [event, outcome, about ?? code ?? count])).toEqual([
      ['shot-taken', 'success', 1],
      ['shot-accepted', 'success', undefined],
      ['shot-rejected', 'success', 'undone-accepted'],
      ['shot-rejected', 'success', 'retake'],
      ['shot-taken', 'failed', 'camera-gone'],
      ['held', 'success', undefined],
      ['series-closed', 'success', undefined],
    ]);
    expect(
      told.every(({ session, operator, role }) => session === sessionId && operator === 'zoe' && role === 'orthoptist'),
    ).toBe(true);
    expect(JSON.stringify(told)).not.toMatch(/Zoë|tired|Nantes|TEST/);
    expect(await vault.audit.verify()).toEqual({ entries: 7, intact: true });
  });

  it('goes no further while the trail takes nothing, but keeps the picture that was made; then tells of all in order', async () => {
    const story = await session();
    await story.record(started(1));
    disk.failing = true;
    const before = shown;
    await story.record(await stored(1));
    expect([story.state.shots[0]?.state, shown]).toEqual(['saved', before + 1]);
    const refused = story.record({ type: 'shot-accepted', shot: shotId(1) });
    await expect(refused).rejects.toMatchObject({ code: 'vault-write-failed' });
    await expect(story.record(started(2))).rejects.toMatchObject({ code: 'vault-write-failed' });
    expect(story.state.shots.map(({ state }) => state)).toEqual(['saved']);
    await story.record({ ...started(2), origin: 'body' } as Undated);
    await story.record(await stored(2));
    expect((await vault.read(sessionId)).map(({ type }) => type)).not.toContain('shot-accepted');
    disk.failing = false;
    await story.record({ type: 'shot-accepted', shot: shotId(2) });
    expect((await trail()).map(({ event, shot, late }) => [event, shot, late])).toEqual([
      ['shot-taken', shotId(1), true],
      ['shot-taken', shotId(2), true],
      ['shot-accepted', shotId(2), undefined],
    ]);
    expect(await vault.audit.verify()).toEqual({ entries: 3, intact: true });
  });

  it('that a crash kept out of it comes in late, once, as of when it happened', async () => {
    await start();
    const story = await session();
    await story.record(started(1));
    await story.record(await stored(1));
    clock.advance(1000);
    const at = new Date(clock.now()).toISOString();
    await vault.append(sessionId, { type: 'shot-accepted', at, shot: shotId(1) });
    await vault.saveJob({ ...job(1), state: 'parked', lastError: { code: 'store-refused' }, updatedAt: at });
    clock.advance(60_000);
    for (const _ of ['first', 'second']) {
      await vault.close();
      vault = await open();
      await start();
    }
    expect(await events()).toEqual([
      'studio-started success',
      'shot-taken success',
      'patient-opened success',
      'shot-accepted success',
      'series-parked failed',
      'studio-started success',
      'studio-started success',
    ]);
    const late = (await trail()).filter((entry) => entry.late);
    expect(late.map(({ event, at: then }) => [event, then])).toEqual([
      ['patient-opened', openingRecord().at],
      ['shot-accepted', at],
      ['series-parked', at],
    ]);
    expect(late.map(({ operator }) => operator)).toEqual([(openingRecord() as Opened).operator, '', '']);
    expect(await vault.audit.verify()).toEqual({ entries: 7, intact: true });
  });

  it('says that the clock was set back, and takes nothing of then for late', async () => {
    await start();
    const story = await session();
    await story.record(started(1));
    await story.record(await stored(1));
    clock.advance(3_600_000);
    await story.record({ type: 'shot-accepted', shot: shotId(1) });
    await vault.close();
    const behind = fakeClock(clock.now() - 2_000_000);
    for (const _ of ['set back', 'another day']) {
      vault = await openVault(folder, { clock: behind, log: silentLog, keys: testKeys(), fs });
      await start(behind);
      behind.advance(24 * 3_600_000);
      await vault.close();
    }
    vault = await open();
    const { entries } = await vault.audit.verify();
    expect([entries, (await events()).filter((event) => !event.startsWith('studio'))]).toEqual([
      6,
      ['shot-taken success', 'shot-accepted success', 'clock-behind failed'],
    ]);
  });
});

describe('reading the trail', () => {
  it('is itself an entry: once a day for each reader, not for each page', async () => {
    const at = { operator: 'zoe' };
    const reading = new AuditReading({ audit: vault.audit, clock, who: () => at });
    await start();
    expect((await reading.page({ limit: 1 })).entries).toMatchObject([{ event: 'audit-read', n: 2 }]);
    expect(await reading.page({ limit: 1, before: 2 })).toMatchObject({ entries: [{ n: 1 }], intact: true });
    await reading.page({ limit: 10 });
    at.operator = 'head';
    await reading.page({ limit: 10 });
    clock.advance(24 * 3_600_000);
    await reading.page({ limit: 10 });
    const readers = (await trail()).filter(({ event }) => event === 'audit-read').map(({ operator }) => operator);
    expect(readers).toEqual(['zoe', 'head', 'head']);
  });

  it('tells an older page too what verifying came to, though that is still under way', async () => {
    let verify = (): void => {};
    const gate = new Promise<void>((resolve) => (verify = resolve));
    const audit = {
      record: (event: AuditRecord) => vault.audit.record(event),
      read: (which: { before?: number | undefined; limit: number }) => vault.audit.read(which),
      verify: async () => {
        await gate;
        return await vault.audit.verify();
      },
    };
    const reading = new AuditReading({ audit, clock, who: () => who });
    await start();
    const newest = reading.page({ limit: 1 });
    await expect.poll(async () => (await events()).at(-1)).toBe('audit-read success');
    const older = reading.page({ limit: 1, before: 2 });
    verify();
    expect([(await newest).intact, (await older).intact]).toEqual([true, true]);
  });

  it('is refused to whoever cannot be noted', async () => {
    const reading = new AuditReading({ audit: vault.audit, clock, who: () => who });
    disk.failing = true;
    await expect(reading.page({ limit: 1 })).rejects.toMatchObject({ code: 'vault-write-failed' });
  });
});
