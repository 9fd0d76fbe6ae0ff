import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { AuditHead } from '../../electron/contract/audit.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { AuditTrail } from '../../electron/vault/audit/audit-trail.ts';
import { Keyring } from '../../electron/vault/sealing/keyring.ts';
import { SealedFiles } from '../../electron/vault/sealing/sealed-files.ts';
import { Storage } from '../../electron/vault/storage.ts';
import { DisturbedDisk, type Fault } from '../rigs/disturbed-disk.ts';
import { type Cut, cuts, PowerCutDisk } from '../rigs/power-cut-disk.ts';
import { testIdentity, testRecoveryRecipient } from '../rigs/vault-keys.ts';

/*
 * Every file system operation of a trail's three runs (entries in two months; a year later a third; then the pruning of what
 * is too old) fails in turn, and the power goes in several ways. What was acknowledged is there, once, in order; the chain
 * holds to each head that anybody was told of; what is owed comes in as soon as it can.
 */
const home = '/home/station';
const keyring = Keyring.make(testIdentity, [testRecoveryRecipient]);
const monthMs = 31 * 24 * 3_600_000;
const station = { outcome: 'success', operator: 'station' } as const;

/** What was said yes to. */
type Told = { recorded: string[]; owed: string[]; heads: AuditHead[]; pruned: boolean };

/** A disk whose operations can fail, until its power is cut. */
function newDisk() {
  const model = new PowerCutDisk(home);
  const disk = new DisturbedDisk(model.fs, () => Promise.reject(new Error('nobody dies here')));
  return Object.assign(disk, {
    powerCut(cut: Cut) {
      disk.fault = () => undefined;
      model.powerCut(cut);
    },
  });
}
type Disk = ReturnType<typeof newDisk>;

async function openTrail(disk: Disk, clock: FakeClock, heads: readonly AuditHead[] = []): Promise<AuditTrail> {
  const storage = new Storage(disk.fs);
  await storage.makeFolder(join(home, 'vault'));
  const files = new SealedFiles(storage, join(home, 'vault'), keyring);
  const witnesses = async () => ({ anchors: [...heads], begun: heads.length > 0 });
  return (await AuditTrail.open({ files, clock, log: silentLog, witnesses, recordsOf: () => undefined })).trail;
}

/** Goes on after each refusal, as a studio does. Anything that is no code of ours is a bug. */
async function tried(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}

async function story(disk: Disk, clock: FakeClock): Promise<Told> {
  const told: Told = { recorded: [], owed: [], heads: [], pruned: false };
  const run = async (names: readonly string[], prunes: boolean): Promise<void> => {
    const trail = await openTrail(disk, clock);
    if (prunes) {
      await tried(async () => {
        told.pruned = (await trail.prune(12, { operator: '' })) > 0;
      });
    }
    for (const about of names) {
      const event = { ...station, event: 'configuration-changed', about } as const;
      if (about.startsWith('owed')) {
        await trail.owe(event);
        told.owed.push(about);
      } else if (await tried(() => trail.record(event))) told.recorded.push(about);
      if (trail.head.n > 0) told.heads.push(trail.head);
      if (about.endsWith('month')) clock.advance(monthMs);
    }
    await trail.close();
    if (trail.head.n > 0) told.heads.push(trail.head);
  };
  await tried(() => run(['a', 'owed-b', 'c-month', 'owed-d', 'e'], false));
  clock.advance(12 * monthMs);
  await tried(() => run(['f'], false));
  await tried(() => run(['owed-g', 'h'], true));
  return told;
}

/** Opens what is left on a sound disk, and compares it with what was told. `isWhole`: nothing was owed when the power went. */
async function expectKept(disk: Disk, clock: FakeClock, told: Told, isWhole: boolean): Promise<void> {
  const trail = await openTrail(disk, clock, told.heads);
  expect(await trail.verify()).toMatchObject({ intact: true });
  const entries = (await trail.read({ limit: 500 })).reverse();
  const there = entries.flatMap(({ event, about }) => (event === 'configuration-changed' && about ? [about] : []));
  const first = entries[0]?.n ?? 1;
  // What went by pruning is not missed; it went from the front.
  const kept = first === 1 ? told.recorded : told.recorded.filter((about) => !/^[abc]/.test(about));
  expect(there.filter((about) => kept.includes(about))).toEqual(kept);
  expect(new Set(there).size).toBe(there.length);
  if (isWhole)
    expect(there).toEqual(expect.arrayContaining(told.owed.filter((about) => first === 1 || about !== 'owed-b')));
  await trail.record({ ...station, event: 'configuration-changed', about: 'afterwards' });
  expect(await trail.verify()).toMatchObject({ intact: true });
}

async function undisturbed(): Promise<number> {
  const disk = newDisk();
  const clock = fakeClock();
  const told = await story(disk, clock);
  const operations = disk.done.length;
  expect(told).toMatchObject({
    recorded: ['a', 'c-month', 'e', 'f', 'h'],
    owed: ['owed-b', 'owed-d', 'owed-g'],
    pruned: true,
  });
  await expectKept(disk, clock, told, true);
  return operations;
}

describe('the audit trail', () => {
  it.each<Fault>([
    { kind: 'fail', code: 'EIO' },
    { kind: 'fail', code: 'ENOSPC' },
    { kind: 'fail-after', code: 'EIO' },
    { kind: 'short' },
  ])('keeps its word when one operation meets $kind $code, whichever it is', async (fault) => {
    const operations = await undisturbed();
    for (let at = 0; at < operations; at += 1) {
      const disk = newDisk();
      const clock = fakeClock();
      disk.fault = (index) => (index === at ? fault : undefined);
      const told = await story(disk, clock);
      disk.powerCut('nothing');
      await expectKept(disk, clock, told, false);
    }
  });

  it.each(cuts)(
    'keeps its word when the disk fails for good and the power goes, %s of the rest being kept',
    async (cut) => {
      const operations = await undisturbed();
      for (let at = 0; at < operations; at += 1) {
        const disk = newDisk();
        const clock = fakeClock();
        disk.fault = (index) => (index >= at ? { kind: 'fail', code: 'EIO' } : undefined);
        const told = await story(disk, clock);
        disk.powerCut(cut);
        await expectKept(disk, clock, told, false);
      }
    },
  );

  it('writes what it owes as soon as it can', async () => {
    const operations = await undisturbed();
    for (let at = 0; at < operations; at += 1) {
      const disk = newDisk();
      const clock = fakeClock();
      disk.fault = (index, operation) =>
        index === at && operation === 'sync' ? { kind: 'fail', code: 'EIO' } : undefined;
      const told = await story(disk, clock);
      await expectKept(disk, clock, told, true);
    }
  });
});
