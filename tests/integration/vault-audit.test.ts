import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { AuditRecord } from '../../electron/contract/audit.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { job, openingRecord, sessionId } from '../rigs/vault-story.ts';

const who = { operator: 'station', outcome: 'success' } as const;
const shot: AuditRecord = { ...who, event: 'shot-taken', session: sessionId };
const dayMs = 24 * 3600 * 1000;

let folder: string;
let clock: FakeClock;
let vault: Vault;

const open = async (dir = folder): Promise<Vault> => await openVault(dir, { clock, log: silentLog, keys: testKeys() });
const files = async (): Promise<string[]> => (await readdir(join(folder, 'audit'))).sort();
const events = async (from = vault): Promise<string[]> =>
  (await from.audit.read({ limit: 500 })).reverse().map(({ event }) => event);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-audit-'));
  clock = fakeClock();
  vault = await open();
});

afterEach(async () => {
  await vault.close();
  await rm(folder, { recursive: true, force: true });
});

/** Entries in three months; a session that was closed after them, and an upload that was confirmed. */
async function story(): Promise<void> {
  await vault.createSession(openingRecord());
  await vault.audit.record({ ...who, event: 'patient-opened', session: sessionId });
  for (let month = 0; month < 3; month += 1) {
    for (let n = 0; n < 3; n += 1) await vault.audit.record(shot);
    clock.advance(31 * dayMs);
  }
  const at = new Date(clock.now()).toISOString();
  await vault.append(sessionId, { type: 'session-closed', at, audit: vault.audit.head });
  await vault.audit.record({ ...who, event: 'series-closed', session: sessionId });
  await vault.saveJob({ ...job(1), state: 'confirmed', receipt: { at, audit: vault.audit.head } });
}

describe('the trail in a vault', () => {
  it('keeps entries in order over a restart, a file for each month', async () => {
    await story();
    const before = await vault.audit.read({ limit: 500 });
    await vault.close();
    vault = await open();
    expect(await vault.audit.read({ limit: 500 })).toEqual(before);
    expect(before.map(({ n }) => n)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect((await files()).map((name) => name.slice(0, 7))).toEqual(['2026-01', '2026-02', '2026-03', '2026-04']);
    expect(await vault.audit.verify()).toEqual({ entries: 11, intact: true });
    expect((await vault.audit.read({ before: 6, limit: 2 })).map(({ n }) => n)).toEqual([5, 4]);
  });

  it('writes what was asked at once in the order in which it was asked', async () => {
    await Promise.all(
      [...'abcdefgh'].map((about) => vault.audit.record({ ...who, event: 'configuration-changed', about })),
    );
    const read = await vault.audit.read({ limit: 10 });
    expect(read.map(({ about }) => about).join('')).toBe('hgfedcba');
    expect(await vault.audit.verify()).toEqual({ entries: 8, intact: true });
  });

  it('takes no name and no path', async () => {
    const named = { ...who, event: 'operator-changed', about: 'Zoë Ærø' } as const;
    await expect(vault.audit.record(named)).rejects.toMatchObject({ code: 'bad-input', params: { at: 'about' } });
    await vault.audit.record({ ...who, event: 'series-sent', store: 'folder:/home/zoe' });
    await vault.audit.record({ ...who, event: 'series-sent', store: 'dicomweb:https://u:p@pacs/x?key=1' });
    const read = await vault.audit.read({ limit: 2 });
    expect(read.map(({ store }) => store)).toEqual(['dicomweb:https://pacs/x', 'folder:']);
  });

  it('finds any line that was changed, left out or moved, any cut and any file that is gone', async () => {
    await story();
    await vault.close();
    for (const name of await files()) {
      const lines = (await readFile(join(folder, 'audit', name), 'latin1')).split('\n').slice(0, -1);
      await expectBroken(name, null);
      for (const [index, line] of lines.entries()) {
        const middle = line.length >> 1;
        const other = line[middle] === 'A' ? 'B' : 'A';
        await expectBroken(name, lines.with(index, `${line.slice(0, middle)}${other}${line.slice(middle + 1)}`));
        await expectBroken(name, lines.toSpliced(index, 1));
        await expectBroken(name, [...lines.slice(0, index), line.slice(0, middle)], '');
        const next = lines[index + 1];
        if (next !== undefined) await expectBroken(name, lines.with(index, next).with(index + 1, line));
      }
    }
    vault = await open();
    expect(await vault.audit.verify()).toMatchObject({ intact: true });
  });

  it('cuts off a torn last line and says so', async () => {
    await vault.audit.record(shot);
    await vault.audit.record(shot);
    await vault.close();
    const [name = ''] = await files();
    const bytes = await readFile(join(folder, 'audit', name));
    await writeFile(join(folder, 'audit', name), bytes.subarray(0, bytes.length - 3));
    vault = await open();
    expect(vault.recovery).toMatchObject({ cut: 1 });
    expect(await events()).toEqual(['shot-taken', 'vault-recovered']);
    expect(await vault.audit.verify()).toEqual({ entries: 2, intact: true });
  });

  it('goes on in another file behind one that is broken, and says so for good', async () => {
    for (let n = 0; n < 4; n += 1) await vault.audit.record(shot);
    await vault.close();
    const [name = ''] = await files();
    const bytes = await readFile(join(folder, 'audit', name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(folder, 'audit', name), bytes);
    vault = await open();
    expect(vault.damaged()).toMatchObject([{ file: `audit/${name}`, reason: 'broken' }]);
    expect((await vault.audit.read({ limit: 1 }))[0]).toMatchObject({ event: 'vault-recovered', code: 'audit-broken' });
    expect((await vault.check()).damaged).toMatchObject([{ file: `audit/${name}` }]);
    await vault.audit.record(shot);
    const { brokenAt } = await vault.audit.verify();
    await vault.close();
    vault = await open();
    await vault.audit.record(shot);
    expect(await vault.audit.verify()).toMatchObject({ intact: false, brokenAt });
  });

  it('lets old months go, never the newest, and holds', async () => {
    await story();
    const { head } = vault.audit;
    expect(await vault.audit.prune(12, { operator: 'station' })).toBe(0);
    clock.advance(335 * dayMs);
    await vault.audit.record(shot);
    expect(await vault.audit.prune(12, { operator: 'station' })).toBe(0);
    await vault.close();
    vault = await open();
    expect(await vault.audit.prune(12, { operator: 'station' })).toBe(4 + 3);
    expect((await files()).map((name) => name.slice(0, 7))).toEqual(['2026-03', '2026-04', '2027-03']);
    const [entry] = await vault.audit.read({ limit: 1 });
    expect(entry).toMatchObject({ event: 'audit-pruned', count: 7, n: head.n + 2 });
    expect(await vault.audit.verify()).toEqual({ entries: 6, intact: true });
    expect(await vault.audit.prune(12, { operator: 'station' })).toBe(0);
    await vault.close();
    vault = await open();
    expect(await vault.audit.verify()).toEqual({ entries: 6, intact: true });
    await vault.close();
    const [oldest = ''] = await files();
    await expectBroken(oldest, null);
    vault = await open();
  });

  it('believes a clock that is years ahead only twice', async () => {
    await story();
    clock.advance(3650 * dayMs);
    expect(await vault.audit.prune(12, { operator: 'station' })).toBe(0);
  });
});

/** In a copy of the vault, with a file of the trail changed, or gone. */
async function expectBroken(name: string, lines: readonly string[] | null, end = '\n'): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), 'incidence-audit-copy-'));
  try {
    await cp(folder, copy, { recursive: true });
    if (lines) await writeFile(join(copy, 'audit', name), lines.length > 0 ? `${lines.join('\n')}${end}` : '');
    else await rm(join(copy, 'audit', name));
    const opened = await open(copy);
    const { intact } = await opened.audit.verify();
    await opened.close();
    expect({ name, lines: lines?.length, intact }).toMatchObject({ intact: false });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
