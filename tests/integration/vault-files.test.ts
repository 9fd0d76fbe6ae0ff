import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { nodeFileSystem } from '../../electron/base/file-system.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { bundleChild } from '../rigs/bundle-child.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { accepted, at, opened, started, step } from '../rigs/session-records.ts';
import {
  capturedPicture,
  job,
  open,
  openingRecord,
  picture,
  pictureName,
  sessionId,
  tellStory,
} from '../rigs/vault-story.ts';

let home: string;
let dir: string;
const vaults: Vault[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'incidence-vault-'));
  dir = join(home, 'data', 'vault');
});
afterEach(async () => {
  for (const vault of vaults.splice(0)) await vault.close();
  await rm(home, { recursive: true });
});

async function opening(): Promise<Vault> {
  const vault = await open(dir);
  vaults.push(vault);
  return vault;
}

const journal = (): string => join(dir, 'sessions', sessionId, 'journal.sealed');
const original = (number: number): string =>
  join(dir, 'sessions', sessionId, 'originals', `${pictureName(number)}.age`);

async function told(): Promise<SessionRecord[]> {
  const vault = await open(dir);
  const records = await tellStory(vault);
  await vault.close();
  return records;
}

describe('a vault on disk', () => {
  it('gives back what it was given, and says how much that is', async () => {
    const records = await told();
    const vault = await opening();
    expect(vault.sessions()).toEqual([sessionId]);
    expect(await vault.read(sessionId)).toEqual(records);
    expect(Buffer.compare(await vault.readOriginal(sessionId, pictureName(1)), picture(1))).toBe(0);
    expect(await vault.jobs()).toEqual([job(1)]);
    expect(await vault.check()).toEqual({ checked: 2, damaged: [] });
    const { freeBytes, ...counts } = await vault.status();
    expect(counts).toEqual({
      sessions: 1,
      originals: 2,
      bytes: 10_000,
      jobs: { queued: 0, sending: 1, confirmed: 0, parked: 0, withdrawn: 0 },
      damaged: 0,
      priors: { pictures: 0, bytes: 0 },
      quarantined: 0,
    });
    expect(freeBytes).toBeGreaterThan(0);
  });

  it('belongs to its owner alone', async () => {
    await mkdir(dir, { recursive: true });
    await chmod(dir, 0o755);
    await told();
    for (const entry of ['', ...(await readdir(dir, { recursive: true }))]) {
      expect([entry, (await stat(join(dir, entry))).mode & 0o077]).toEqual([entry, 0]);
    }
  });

  it('refuses other bytes under a name that is taken, and accepts the same again', async () => {
    await told();
    const vault = await opening();
    const same = picture(1);
    const other = picture(5);
    const stored = await vault.storeOriginal(sessionId, pictureName(1), same, sha256Of(same));
    expect(stored).toEqual({ name: pictureName(1), bytes: same.length, sha256: sha256Of(same) });
    await expect(vault.storeOriginal(sessionId, pictureName(1), other, sha256Of(other))).rejects.toMatchObject({
      code: 'vault-write-failed',
      params: { reason: 'exists' },
    });
    expect(Buffer.compare(await openAgeFile(await readFile(original(1))), same)).toBe(0);
  });

  it('refuses bytes that are not those of their hash, and names that lead elsewhere', async () => {
    await told();
    const vault = await opening();
    const data = picture(3);
    for (const [name, sha256] of [
      ['shot-0003.jpg', sha256Of(picture(4))],
      ['../journal.sealed', sha256Of(data)],
      ['a/b.jpg', sha256Of(data)],
      ['.hidden', sha256Of(data)],
    ] as const) {
      await expect(vault.storeOriginal(sessionId, name, data, sha256)).rejects.toMatchObject({ code: 'bad-input' });
    }
    await expect(vault.readOriginal(sessionId, '../journal.sealed', sha256Of(data))).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect((await readdir(join(dir, 'sessions', sessionId, 'originals'))).length).toBe(2);
  });

  it('refuses records that its schema or its shelves do not bear out', async () => {
    await told();
    const vault = await opening();
    const before = await readFile(journal());
    const bad = { ...accepted(1), shot: 'MARKER' } as SessionRecord;
    const refusal = await vault.append(sessionId, bad).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'bad-input', params: { at: 'shot' } });
    expect(String(refusal)).not.toContain('MARKER');
    await expect(vault.append(sessionId, capturedPicture(7))).rejects.toMatchObject({ code: 'bad-input' });
    await expect(vault.append(sessionId, openingRecord())).rejects.toMatchObject({ code: 'bad-input' });
    await expect(vault.createSession(openingRecord())).rejects.toMatchObject({ code: 'bad-input' });
    await expect(vault.createSession(accepted(1))).rejects.toMatchObject({ code: 'bad-input' });
    await expect(vault.append('6f2b7a9e-0000-4000-8000-0000000000ff', accepted(1))).rejects.toMatchObject({
      code: 'session-unknown',
    });
    expect(Buffer.compare(await readFile(journal()), before)).toBe(0);
  });

  it('keeps records in the order in which they were asked for', async () => {
    const vault = await opening();
    await vault.createSession(openingRecord());
    const records = Array.from({ length: 40 }, (_, index) => started(index + 1, 'a'));
    await Promise.all(records.map((record) => vault.append(sessionId, record)));
    expect(await vault.read(sessionId)).toEqual([openingRecord(), ...records]);
  });
});

describe('a picture', () => {
  it('that is purged while it is being read has been purged, and is not damaged', async () => {
    let isMeant = false;
    let reached: () => void = () => undefined;
    let go: () => void = () => undefined;
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const vault = await open(dir, {
      ...nodeFileSystem,
      async open(path, how) {
        if (isMeant && path === original(1)) {
          reached();
          await held;
        }
        return await nodeFileSystem.open(path, how);
      },
    });
    vaults.push(vault);
    await tellStory(vault);
    await vault.append(sessionId, { type: 'session-closed', at });
    isMeant = true;
    const reading = vault.readOriginal(sessionId, pictureName(1));
    const refused = expect(reading).rejects.toMatchObject({ code: 'original-purged' });
    await there;
    await vault.append(sessionId, { type: 'originals-purged', at, files: [pictureName(1)] });
    expect(await vault.removePurged(sessionId)).toBe(1);
    go();
    await refused;
  });

  it('that somebody took away comes back under its name, and no other does', async () => {
    const vault = await opening();
    await tellStory(vault);
    await rm(original(1));
    const store = (data: Uint8Array): Promise<unknown> =>
      vault.storeOriginal(sessionId, pictureName(1), data, sha256Of(data));
    await expect(store(picture(7))).rejects.toMatchObject({ code: 'vault-write-failed', params: { reason: 'exists' } });
    await store(picture(1));
    expect(await vault.check()).toEqual({ checked: 2, damaged: [] });
  });
});

describe('a vault after a crash', () => {
  it('cuts off a torn last line and keeps it aside', async () => {
    const records = await told();
    await appendFile(journal(), 'p8Kd0aQ');
    const vault = await opening();
    expect(await vault.read(sessionId)).toEqual(records);
    expect(vault.recovery).toEqual({ removed: 0, cut: 1, quarantined: [`${sessionId}-torn-line`] });
    expect(await readFile(join(dir, 'quarantine', `${sessionId}-torn-line`), 'utf8')).toBe('p8Kd0aQ');
    await vault.append(sessionId, accepted(9));
    expect(await vault.read(sessionId)).toEqual([...records, accepted(9)]);
  });

  it('moves a picture that no journal knows out of the way, and never over another', async () => {
    await told();
    for (const text of ['one', 'two']) {
      await writeFile(original(8), text);
      const vault = await open(dir);
      expect(vault.recovery.quarantined).toHaveLength(1);
      await vault.close();
    }
    const kept = await readdir(join(dir, 'quarantine'));
    expect(await Promise.all(kept.sort().map((name) => readFile(join(dir, 'quarantine', name), 'utf8')))).toEqual([
      'one',
      'two',
    ]);
  });
});

describe('a damaged vault', () => {
  it.each([
    ['a changed byte', (text: string) => changed(text.split('\n'), 1, 40).join('\n'), 2],
    ['a changed byte in the last line', (text: string) => changed(text.split('\n'), 6, 40).join('\n'), 7],
    ['a last line without its end', (text: string) => text.replace(/\n$/, 'K'), 7],
    ['a missing line', (text: string) => text.split('\n').toSpliced(2, 1).join('\n'), 3],
    ['two lines swapped', (text: string) => swap(text.split('\n'), 2, 3).join('\n'), 3],
    ['a line of zeros', (text: string) => text.split('\n').with(3, '\0'.repeat(90)).join('\n'), 4],
    ['a plain text', () => `${JSON.stringify(accepted(1))}\n`, 1],
  ])('names file and line of %s, leaves it as it is, and goes on with the rest', async (_name, harm, line) => {
    await told();
    const harmed = harm(await readFile(journal(), 'utf8'));
    await writeFile(journal(), harmed);
    const vault = await opening();
    const damage = { session: sessionId, file: `sessions/${sessionId}/journal.sealed`, line, reason: 'broken' };
    expect(vault.damaged()).toEqual([damage]);
    expect(vault.sessions()).toEqual([]);
    expect((await vault.check()).damaged).toEqual([damage]);
    await expect(vault.read(sessionId)).rejects.toMatchObject({ code: 'vault-damaged', params: { line } });
    await expect(vault.append(sessionId, accepted(2))).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await readFile(journal(), 'utf8')).toBe(harmed);
    expect(Buffer.compare(await vault.readOriginal(sessionId, pictureName(1), sha256Of(picture(1))), picture(1))).toBe(
      0,
    );
    const other = { ...opened([step('a')]), session: '6f2b7a9e-0000-4000-8000-00000000000b' };
    await vault.createSession(other);
    expect(vault.sessions()).toEqual([other.session]);
  });

  it('finds changed and missing pictures and jobs', async () => {
    await told();
    const data = await readFile(original(1));
    data[100] = (data[100] ?? 0) ^ 1;
    await writeFile(original(1), data);
    await rm(original(2));
    await writeFile(join(dir, 'outbox', `${job(0).id}.sealed`), '{');
    const vault = await opening();
    await expect(vault.readOriginal(sessionId, pictureName(1))).rejects.toMatchObject({ code: 'vault-damaged' });
    const { checked, damaged } = await vault.check();
    expect(checked).toBe(2);
    expect(damaged.map(({ file, reason }) => [file.split('/').at(-1), reason])).toEqual([
      [`${job(0).id}.sealed`, 'broken'],
      [`${pictureName(1)}.age`, 'broken'],
      [`${pictureName(2)}.age`, 'missing'],
    ]);
    expect((await vault.status()).damaged).toBe(1);
  });

  it('finds that a session is gone with all that was in it, where the trail has told of it', async () => {
    await told();
    const before = await open(dir);
    await before.audit.record({ event: 'patient-opened', outcome: 'success', operator: 'station', session: sessionId });
    expect((await before.check()).damaged).toEqual([]);
    await before.close();
    await rm(join(dir, 'sessions', sessionId), { recursive: true });
    const vault = await opening();
    expect((await vault.check()).damaged).toEqual([
      { file: `sessions/${sessionId}/journal.sealed`, reason: 'missing', session: sessionId },
    ]);
  });

  it('finds that a delivery is gone with which a session was closed', async () => {
    await told();
    const before = await open(dir);
    await before.append(sessionId, { type: 'session-closed', at, job: job(1).id });
    expect((await before.check()).damaged).toEqual([]);
    await before.close();
    await rm(join(dir, 'outbox', `${job(1).id}.sealed`));
    const vault = await opening();
    expect((await vault.check()).damaged).toEqual([
      { file: `outbox/${job(1).id}.sealed`, reason: 'missing', session: sessionId },
    ]);
  });

  it('is not opened by a version that does not know it', async () => {
    await told();
    for (const [text, code, params] of [
      ['{"version":1,"createdAt":"2026-01-01T00:00:00Z"}', 'vault-older', { version: 1 }],
      ['{"version":3}', 'vault-newer', { version: 3 }],
      ['{"version":2}', 'vault-damaged', { file: 'vault.json' }],
      ['', 'vault-damaged', { file: 'vault.json' }],
    ] as const) {
      await writeFile(join(dir, 'vault.json'), text);
      await expect(open(dir)).rejects.toMatchObject({ code, params });
      expect(await readFile(join(dir, 'vault.json'), 'utf8')).toBe(text);
    }
    await rm(join(dir, 'vault.json'));
    await expect(open(dir)).rejects.toMatchObject({ code: 'vault-damaged', params: { reason: 'missing' } });
  });
});

describe('the lock', () => {
  async function hold(entry: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [entry, dir], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error('the holder ended early')));
    });
    return child;
  }
  const gone = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));

  it('lets one process in at a time, and the next after the first was closed or killed', async () => {
    const holder = await bundleChild('vault-holder');
    try {
      for (const end of ['close', 'kill'] as const) {
        const child = await hold(holder.entry);
        await expect(open(dir)).rejects.toMatchObject({ code: 'vault-locked', params: { pid: child.pid } });
        const ended = gone(child);
        if (end === 'kill') child.kill('SIGKILL');
        else child.stdin?.end();
        await ended;
        await (await open(dir)).close();
      }
    } finally {
      await holder.remove();
    }
  });

  it('lets a process in once, and again after closing', async () => {
    const vault = await opening();
    await expect(open(dir)).rejects.toMatchObject({ code: 'vault-locked', params: { pid: process.pid } });
    await vault.close();
    await (await open(dir)).close();
    await expect(vault.append(sessionId, accepted(1))).rejects.toThrow('closed');
  });

  it.runIf(process.platform === 'linux')('knows that a pid runs again as something else', async () => {
    await (await open(dir)).close();
    const stale = { host: (await import('node:os')).hostname(), pid: process.pid, started: 'another boot/1' };
    await writeFile(join(dir, 'lock'), JSON.stringify(stale));
    await (await open(dir)).close();
  });

  it('is taken over when a crash left it empty', async () => {
    await (await open(dir)).close();
    await writeFile(join(dir, 'lock'), '');
    await (await open(dir)).close();
  });

  it('is given back when all that was asked is on the disk, also a session that is only beginning', async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    let isSlow = false;
    const vault = await open(dir, {
      ...nodeFileSystem,
      async rename(from, to) {
        if (isSlow) await held;
        await nodeFileSystem.rename(from, to);
      },
    });
    isSlow = true;
    const creating = vault.createSession(openingRecord());
    const closing = vault.close();
    await expect(opening()).rejects.toMatchObject({ code: 'vault-locked', params: { pid: process.pid } });
    go();
    await Promise.all([creating, closing]);
    expect((await opening()).sessions()).toEqual([sessionId]);
  });

  it('is respected when another machine holds it', async () => {
    await (await open(dir)).close();
    const foreign = { host: 'somewhere-else', pid: 1, started: 'x' };
    await writeFile(join(dir, 'lock'), JSON.stringify(foreign));
    await expect(open(dir)).rejects.toMatchObject({ code: 'vault-locked', params: { host: 'somewhere-else' } });
  });
});

function changed(lines: string[], line: number, at: number): string[] {
  const text = lines[line] ?? '';
  return lines.with(line, `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`);
}

function swap(lines: string[], a: number, b: number): string[] {
  return lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
}
