import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256Of, unfinished } from '../../electron/base/durable-file.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { type Cut, cuts, type Fault, PowerCutDisk } from '../rigs/power-cut-disk.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { accepted } from '../rigs/session-records.ts';
import {
  capturedPicture,
  codesOf,
  job,
  open,
  picture,
  pictureName,
  quarantined,
  sessionId,
  type Told,
  tellStory,
} from '../rigs/vault-story.ts';

/*
 * Every file system operation of a short story fails in turn, in several ways, and the power goes in several ways. What
 * was acknowledged must be there, byte for byte; what was refused must not, or lie in quarantine.
 */
const home = mkdtempSync(join(tmpdir(), 'incidence-faults-'));
const dir = join(home, 'vault');
mkdirSync(dir);
afterAll(() => rmSync(home, { recursive: true }));

const nothingTold: Told = {
  records: [],
  refusedRecords: [],
  stored: [],
  job: undefined,
  refusedJobs: [],
  refusals: [],
};

/** Opens and tells; null if opening itself failed (with one of our codes, or `codesOf` throws). */
async function run(disk: PowerCutDisk): Promise<{ told: Told; vault: Vault | null }> {
  try {
    const vault = await open(dir, disk.fs);
    return { told: await tellStory(vault), vault };
  } catch (error) {
    return { told: { ...nothingTold, refusals: [error] }, vault: null };
  }
}

/** How many operations the undisturbed story takes. */
async function countOperations(): Promise<number> {
  const disk = new PowerCutDisk(home);
  const { told, vault } = await run(disk);
  expect(told.refusals).toEqual([]);
  const count = disk.done.length;
  await vault?.close();
  return count;
}

function unfinishedFiles(disk: PowerCutDisk): string[] {
  return [...disk.files().keys()].filter((path) => path.endsWith(unfinished));
}

/** Reopens and compares with what was told. `strict`: what was refused must be absent, not just harmless. */
async function verify(disk: PowerCutDisk, told: Told, strict: boolean): Promise<void> {
  const vault = await open(dir, disk.fs);
  try {
    expect(unfinishedFiles(disk)).toEqual([]);
    expect(vault.damaged()).toEqual([]);
    expect((await vault.check()).damaged).toEqual([]);
    const found = vault.sessions().includes(sessionId) ? await vault.read(sessionId) : [];
    expectRecords(found, told, strict);
    const journalled = new Set(found.flatMap((one) => (one.type === 'shot-captured' ? [one.shot] : [])));
    for (const number of told.stored) {
      const record = capturedPicture(number) as Extract<SessionRecord, { type: 'shot-captured' }>;
      const kept = journalled.has(record.shot)
        ? await vault.readOriginal(sessionId, pictureName(number), record.files[0]?.sha256)
        : await openAgeFile(disk.files().get(quarantined(dir, number)) ?? Buffer.alloc(0));
      expect(Buffer.compare(kept, picture(number))).toBe(0);
    }
    const allowed = [told.job, ...told.refusedJobs];
    const attempts = (await vault.jobs()).map((job) => job.attempts);
    expect(attempts.length <= 1 && allowed.includes(attempts[0])).toBe(true);
    if (vault.sessions().includes(sessionId)) {
      await vault.append(sessionId, accepted(9));
      expect(await vault.read(sessionId)).toEqual([...found, accepted(9)]);
    }
  } finally {
    await vault.close();
  }
}

/** The files that count, as they are: opening the vault would mend what this is to find. */
function lookWithoutTouching(disk: PowerCutDisk): [string, string][] {
  const files = [...disk.files()].filter(([path]) => !path.endsWith(unfinished) && !path.includes('/quarantine/'));
  return files.map(([path, data]): [string, string] => [path, sha256Of(data)]).sort(([a], [b]) => a.localeCompare(b));
}

/** Everything that an opening of the vault shows. */
async function look(disk: PowerCutDisk): Promise<unknown> {
  const vault = await open(dir, disk.fs);
  const sessions = await Promise.all(vault.sessions().map((id) => vault.read(id)));
  const seen = { sessions, jobs: await vault.jobs(), checked: await vault.check() };
  await vault.close();
  return seen;
}

function expectRecords(found: SessionRecord[], told: Told, strict: boolean): void {
  expect(found.slice(0, told.records.length)).toEqual(told.records);
  const more = found.slice(told.records.length);
  expect(more.length).toBeLessThanOrEqual(strict ? 0 : 1);
  for (const one of more) expect(told.refusedRecords).toContainEqual(one);
}

async function tryOnce(fault: PowerCutDisk['fault'], cut: Cut, strict: boolean): Promise<Told> {
  const disk = new PowerCutDisk(home);
  disk.fault = fault;
  const { told, vault } = await run(disk);
  await vault?.close();
  codesOf(told.refusals);
  if (strict) expect(unfinishedFiles(disk)).toEqual([]);
  disk.powerCut(cut);
  await verify(disk, told, strict);
  return told;
}

const broken: Fault = { kind: 'fail', code: 'EIO' };

const once: [string, Fault][] = [
  ['EIO', { kind: 'fail', code: 'EIO' }],
  ['ENOSPC', { kind: 'fail', code: 'ENOSPC' }],
  ['EIO although it was done', { kind: 'fail-after', code: 'EIO' }],
  ['a short write', { kind: 'short' }],
];

describe('a vault', () => {
  it.each(once)('keeps its word when one operation meets %s, whichever it is', async (_name, fault) => {
    const count = await countOperations();
    expect(count).toBeGreaterThan(50);
    for (let index = 0; index < count; index += 1) {
      for (const cut of cuts) {
        const told = await tryOnce((at) => (at === index ? fault : undefined), cut, true).catch((error: unknown) => {
          throw new Error(`operation ${index}, power cut leaving ${cut}`, { cause: error });
        });
        if (fault.kind === 'short') expect(told.refusals).toEqual([]);
      }
    }
  });

  it('keeps its word when the disk or the power goes at any operation and for good', async () => {
    const count = await countOperations();
    for (let index = 0; index <= count; index += 1) {
      for (const cut of cuts) {
        await tryOnce((at) => (at >= index ? { kind: 'fail', code: 'EIO' } : undefined), cut, false).catch(
          (error: unknown) => {
            throw new Error(`from operation ${index} on, power cut leaving ${cut}`, { cause: error });
          },
        );
      }
    }
  });

  it('still has tomorrow what it showed today: opening after a crash makes sure of what it reads', async () => {
    const count = await countOperations();
    for (let index = 0; index <= count; index += 1) {
      const disk = new PowerCutDisk(home);
      disk.fault = (at) => (at >= index ? broken : undefined);
      await (await run(disk)).vault?.close();
      disk.powerCut('everything');
      const shown = await look(disk);
      disk.powerCut('nothing');
      expect([index, await look(disk)]).toEqual([index, shown]);
    }
  });

  it.each([
    ['in the same run', false],
    ['after starting again', true],
  ])('builds on nothing that a failed attempt left unfinished, %s', async (_name, reopen) => {
    const count = await countOperations();
    for (let index = 0; index <= count; index += 1) {
      const disk = new PowerCutDisk(home);
      disk.fault = (at) => (at >= index ? broken : undefined);
      const { vault } = await run(disk);
      disk.fault = () => undefined;
      if (reopen) await vault?.close();
      const again = vault && !reopen ? vault : await open(dir, disk.fs);
      const { refusals } = await tellStory(again);
      // All that may be refused is to open the session twice.
      expect([index, refusals.length <= 1, codesOf(refusals)]).toEqual([index, true, refusals.map(() => 'bad-input')]);
      await again.close();
      const shown = lookWithoutTouching(disk);
      disk.powerCut('nothing');
      expect([index, lookWithoutTouching(disk)]).toEqual([index, shown]);
    }
  });

  it('says that it is full, and takes everything again once there is room', async () => {
    const disk = new PowerCutDisk(home);
    const vault = await open(dir, disk.fs);
    const takesRoom = new Set(['write', 'open-create', 'makeFolder']);
    disk.fault = (_, operation) => (takesRoom.has(operation) ? { kind: 'fail', code: 'ENOSPC' } : undefined);
    expect(new Set(codesOf((await tellStory(vault)).refusals))).toEqual(new Set(['vault-full', 'session-unknown']));
    disk.fault = () => undefined;
    const told = await tellStory(vault);
    expect(told.refusals).toEqual([]);
    await vault.close();
    disk.powerCut('nothing');
    await verify(disk, told, true);
  });

  it('refuses what reads back differently from what was written, and writes a picture anew', async () => {
    const count = await countOperations();
    let refused = 0;
    let stored = 0;
    for (let index = 0; index < count; index += 1) {
      const disk = new PowerCutDisk(home);
      disk.fault = (at, operation) => (at === index && operation === 'write' ? { kind: 'flip' } : undefined);
      const { told, vault } = await run(disk);
      refused += codesOf(told.refusals).filter((code) => code === 'vault-write-failed').length;
      stored += told.stored.length;
      for (const number of told.stored) {
        const file = join(dir, 'sessions', sessionId, 'originals', `${pictureName(number)}.age`);
        expect(Buffer.compare(await openAgeFile(disk.files().get(file) ?? Buffer.alloc(0)), picture(number))).toBe(0);
      }
      await vault?.close();
    }
    // The secret's two writes, vault.json, the journal's first line, two jobs; a flipped line shows when it is read.
    expect(refused).toBe(6);
    // Whenever there was a session, both pictures came in.
    expect(stored).toBe(2 * (count - 4));
  });

  it('writes over the rest of a line that could not be cut back', async () => {
    const disk = new PowerCutDisk(home);
    const { told, vault } = await run(disk);
    disk.fault = (_, operation) => (operation === 'sync' || operation === 'truncate' ? broken : undefined);
    await expect(vault?.append(sessionId, capturedPicture(2))).rejects.toThrow('vault-write-failed');
    disk.fault = () => undefined;
    await vault?.append(sessionId, accepted(1));
    await vault?.close();
    disk.powerCut('nothing');
    await verify(disk, { ...told, records: [...told.records, accepted(1)] }, true);
  });

  it('opens again after any operation of its recovery has failed', async () => {
    /** A vault that has something of everything to recover: torn line, unknown picture, unfinished file. */
    async function crashed(): Promise<{ disk: PowerCutDisk; told: Told }> {
      const disk = new PowerCutDisk(home);
      const { told, vault } = await run(disk);
      await vault?.storeOriginal(sessionId, pictureName(3), picture(3), sha256Of(picture(3)));
      disk.fault = (_, operation) => (['sync', 'unlink', 'truncate'].includes(operation) ? broken : undefined);
      await expect(vault?.append(sessionId, accepted(2))).rejects.toThrow('vault-write-failed');
      await expect(vault?.saveJob(job(2))).rejects.toThrow('vault-write-failed');
      await vault?.close();
      disk.powerCut('half');
      // Of the journal written anew, and of the job.
      expect(unfinishedFiles(disk)).toHaveLength(2);
      return { disk, told: { ...told, stored: [...told.stored, 3] } };
    }
    let failed = 0;
    for (let index = 0; ; index += 1) {
      const { disk, told } = await crashed();
      const first = disk.done.length + index;
      disk.fault = (at) => (at === first ? broken : undefined);
      const opened = await open(dir, disk.fs).catch((error: unknown) => codesOf([error]));
      if (Array.isArray(opened)) failed += 1;
      else await opened.close();
      const reached = disk.done.length > first;
      disk.powerCut('names-without-bytes');
      await verify(disk, told, true);
      if (!reached) break;
    }
    expect(failed).toBeGreaterThan(20);
  });
});
