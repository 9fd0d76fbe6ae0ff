import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../electron/base/clock.ts';
import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
import { keyFile } from '../../electron/host/keys/key-file.ts';
import { type KeyStore, newIdentity, recipientOf } from '../../electron/vault/keys.ts';
import { RecoveryReader } from '../../electron/vault/recovery-reader.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { memoryKeys, testRecoveryKey, testRecoveryRecipient } from '../rigs/vault-keys.ts';
import { job, openingRecord, sessionId, tellStory } from '../rigs/vault-story.ts';

let home: string;
let dir: string;
const vaults: Vault[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'incidence-keys-'));
  dir = join(home, 'vault');
});
afterEach(async () => {
  await close();
  await rm(home, { recursive: true });
});

async function open(
  keys: KeyStore,
  more: { recoveryRecipient?: string; fs?: FileSystem; renewRecovery?: boolean } = {},
): Promise<Vault> {
  const vault = await openVault(dir, { clock: systemClock, log: silentLog, keys, ...more });
  vaults.push(vault);
  return vault;
}

async function close(): Promise<void> {
  for (const vault of vaults.splice(0)) await vault.close();
}

async function everyFile(folder = dir): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('the key of a vault', () => {
  it('is made once, for a new vault, in a file that belongs to its user and lies outside', async () => {
    const path = join(home, 'config', 'incidence', 'station.key');
    const made: string[] = [];
    const store = keyFile(path, (file) => made.push(file));
    await open(store);
    await close();
    await open(store);
    expect(made).toEqual([path]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^# public key: age1[0-9a-z]{58}\nAGE-SECRET-KEY-1[0-9A-Z]{58}\n$/);
    await expect(store.create()).rejects.toMatchObject({ code: 'file-unwritable', params: { reason: 'EEXIST' } });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(join(home, 'config', 'incidence'))).toEqual(['station.key']);
  });

  it('that is missing, another, in another store or unreadable is an error, and never a new vault', async () => {
    const keys = memoryKeys();
    await tellStory(await open(keys));
    await close();
    const before = await Promise.all((await everyFile()).map(async (path) => [path, await readFile(path)]));
    const identity = await keys.read();
    const path = join(home, 'no-key');
    await writeFile(path, 'nothing like it');
    for (const [store, code, params] of [
      [memoryKeys(), 'vault-key-missing', {}],
      [memoryKeys(await newIdentity()), 'vault-key-wrong', {}],
      [memoryKeys('not a key'), 'vault-key-wrong', {}],
      [memoryKeys(identity, 'other'), 'vault-key-store-changed', { expected: 'key-file', found: 'other' }],
      [keyFile(path, () => undefined), 'file-invalid', { file: path }],
    ] as const) {
      await expect(open(store)).rejects.toMatchObject({ code, params });
      expect(await Promise.all((await everyFile()).map(async (file) => [file, await readFile(file)]))).toEqual(before);
    }
    expect((await open(keys)).sessions()).toEqual([sessionId]);
  });

  it('may have been there before the vault', async () => {
    const identity = await newIdentity();
    await open(memoryKeys(identity));
    expect(await openAgeFile(await readFile(join(dir, 'keys', 'vault.age')), identity)).toHaveLength(32);
  });
});

describe('a folder that cannot be written', () => {
  it.each(['EROFS', 'EACCES'])('is called so for %s', async (code) => {
    const fs: FileSystem = {
      ...nodeFileSystem,
      makeFolder: () => Promise.reject(Object.assign(new Error(code), { code })),
    };
    await expect(open(memoryKeys(), { fs })).rejects.toMatchObject({
      code: 'vault-read-only',
      params: { reason: code },
    });
  });
});

describe('the recovery key', () => {
  it('is shown by the run that made it, made anew until it is kept or needed, and lies nowhere', async () => {
    const keys = memoryKeys();
    const first = (await open(keys)).recoveryKey;
    expect(first).toMatchObject({ kept: false, key: expect.stringMatching(/^AGE-SECRET-KEY-1/) });
    expect(await recipientOf(first.key ?? '')).toBe(first.recipient);
    await close();
    expect((await open(keys)).recoveryKey).toEqual({ recipient: first.recipient, kept: false, key: null });
    await close();
    const again = await open(keys, { renewRecovery: true });
    const second = again.recoveryKey;
    expect(second.recipient).not.toBe(first.recipient);
    await tellStory(again);
    await close();
    const third = (await open(keys, { renewRecovery: true })).recoveryKey;
    expect(third).toEqual({ recipient: second.recipient, kept: false, key: null });
    for (const path of await everyFile()) {
      const text = await readFile(path, 'latin1');
      expect(text.includes((second.key ?? '').slice(16))).toBe(false);
    }
    const picture = join(dir, 'sessions', sessionId, 'originals', 'shot-0001.jpg.age');
    expect(await openAgeFile(await readFile(picture), second.key ?? '')).toHaveLength(5000);
    await expect(openAgeFile(await readFile(picture), first.key ?? '')).rejects.toThrow();
  });

  it('is confirmed by typing it, however it was written down, and is then kept for good', async () => {
    const keys = memoryKeys();
    const vault = await open(keys);
    const { key, recipient } = vault.recoveryKey;
    for (const wrong of ['', 'AGE-SECRET-KEY-1', testRecoveryKey, `${key}Q`, (key ?? '').slice(0, -1)]) {
      await expect(vault.confirmRecovery(wrong)).rejects.toMatchObject({ code: 'recovery-key-wrong' });
    }
    expect(vault.recoveryKey.kept).toBe(false);
    const typed =
      (key ?? '')
        .toLowerCase()
        .replaceAll('-', '–')
        .match(/.{1,8}/g) ?? [];
    await vault.confirmRecovery(` ${typed.join(' \n')}\n`);
    expect(vault.recoveryKey).toEqual({ recipient, kept: true, key: null });
    await close();
    expect((await open(keys, { renewRecovery: true })).recoveryKey).toEqual({ recipient, kept: true, key: null });
    expect(await vaults[0]?.check()).toEqual({ checked: 0, damaged: [] });
  });

  it('that is confirmed opens the vault, also where another was being made when the power went', async () => {
    const keys = memoryKeys();
    const shown = (await open(keys)).recoveryKey;
    await close();
    const facts = await readFile(join(dir, 'vault.json'));
    await open(keys, { renewRecovery: true });
    await close();
    // The secret for the new key was on the disk by then, and vault.json was not.
    await writeFile(join(dir, 'vault.json'), facts);
    const vault = await open(keys);
    await tellStory(vault);
    await vault.confirmRecovery(shown.key ?? '');
    expect(await openAgeFile(await readFile(join(dir, 'keys', 'vault.age')), shown.key ?? '')).toHaveLength(32);
    await close();
    expect((await RecoveryReader.open(dir, shown.key ?? '').then((reader) => reader.journal(sessionId))).whole).toBe(
      true,
    );
    expect((await (await open(keys)).check()).damaged).toEqual([]);
  });

  it('may be the hospital’s own, which counts as kept; nobody exchanges it later', async () => {
    const keys = memoryKeys();
    const theirs = { recipient: testRecoveryRecipient, kept: true, key: null };
    expect((await open(keys, { recoveryRecipient: testRecoveryRecipient })).recoveryKey).toEqual(theirs);
    await close();
    const other = await recipientOf(await newIdentity());
    expect((await open(keys, { recoveryRecipient: other })).recoveryKey).toEqual(theirs);
    await close();
    await rm(dir, { recursive: true });
    await expect(open(memoryKeys(), { recoveryRecipient: 'age1nobody' })).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('whoever has not the key', () => {
  async function filled(): Promise<KeyStore> {
    const keys = memoryKeys();
    const vault = await open(keys, { recoveryRecipient: testRecoveryRecipient });
    await tellStory(vault);
    await vault.kept.write('department', { name: 'MARKER' });
    await vault.audit.record({ event: 'studio-started', outcome: 'success', operator: 'station' });
    await close();
    return keys;
  }

  it('slips no recipient in', async () => {
    const keys = await filled();
    const path = join(dir, 'vault.json');
    const facts = JSON.parse(await readFile(path, 'utf8'));
    const stranger = await recipientOf(await newIdentity());
    for (const change of [
      { recovery: stranger },
      { kept: false },
      { id: crypto.randomUUID() },
      { more: 1 },
      { mac: 'AAAA' },
    ]) {
      await writeFile(path, JSON.stringify({ ...facts, ...change }));
      await expect(open(keys)).rejects.toMatchObject({ code: 'vault-damaged', params: { file: 'vault.json' } });
    }
  });

  it('does not keep the recovery key out by naming another', async () => {
    await filled();
    const path = join(dir, 'vault.json');
    const facts = JSON.parse(await readFile(path, 'utf8'));
    const stranger = await newIdentity();
    await writeFile(path, JSON.stringify({ ...facts, recovery: await recipientOf(stranger) }));
    const reader = await RecoveryReader.open(dir, testRecoveryKey);
    expect((await reader.journal(sessionId)).whole).toBe(true);
    await expect(RecoveryReader.open(dir, stranger)).rejects.toMatchObject({ code: 'vault-damaged' });
    await expect(RecoveryReader.open(dir, await newIdentity())).rejects.toMatchObject({ code: 'recovery-key-wrong' });
  });

  it('reads nothing of a patient, in a file or in a name', async () => {
    await filled();
    const [record] = [openingRecord()].filter((one) => one.type === 'session-opened');
    for (const path of await everyFile()) {
      const text = path + (await readFile(path, 'latin1'));
      for (const secret of [record?.patient.name ?? '', record?.seriesUid ?? '', 'MARKER', 'session-opened']) {
        expect([path, text.includes(secret)]).toEqual([path, false]);
      }
    }
  });

  it('changes no bit of any file unseen', async () => {
    const keys = await filled();
    const names = (await everyFile()).map((path) => path.slice(dir.length + 1)).sort();
    expect(names.map((name) => name.replace(sessionId, 'ID').replace(job(0).id, 'JOB'))).toEqual([
      expect.stringMatching(/^audit\/.*\.sealed$/),
      'kept/department.sealed',
      'keys/vault.age',
      'outbox/JOB.sealed',
      'sessions/ID/journal.sealed',
      'sessions/ID/originals/shot-0001.jpg.age',
      'sessions/ID/originals/shot-0002.jpg.age',
      'vault.json',
    ]);
    for (const name of names) {
      const path = join(dir, name);
      const whole = await readFile(path);
      // Both ends, and what lies between them.
      const places = [
        0,
        whole.length - 1,
        ...Array.from({ length: 8 }, (_, n) => Math.floor(((n + 0.5) / 8) * whole.length)),
      ];
      for (const [n, at] of places.entries()) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ (1 << (n % 8));
        await writeFile(path, changed);
        const seen = await open(keys).then(
          async (vault) => (await vault.check()).damaged.map(({ file }) => file),
          (error: unknown) => [z.object({ code: z.string() }).parse(error).code],
        );
        const codes = ['vault-damaged', 'vault-newer', 'vault-older', 'vault-key-store-changed'];
        expect([name, at, seen.length, [name, ...codes].includes(seen[0] ?? '')]).toEqual([name, at, 1, true]);
        await close();
      }
      await writeFile(path, whole);
    }
    expect((await (await open(keys)).check()).damaged).toEqual([]);
  });
});
