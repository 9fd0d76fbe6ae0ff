import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { hasNativeAead } from '../../electron/vault/sealing/aead.ts';
import { inMemory } from '../../electron/vault/sealing/age-file.ts';
import { Keyring } from '../../electron/vault/sealing/keyring.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { testIdentity, testRecoveryKey, testRecoveryRecipient } from '../rigs/vault-keys.ts';
import { open, openingRecord, picture, pictureName, sessionId, tellStory } from '../rigs/vault-story.ts';

/* Electron's own crypto, as far as a vault notices: there is no ChaCha20-Poly1305 in it. */
vi.mock('node:crypto', async (original) => {
  const unknown = (): never => {
    throw new Error('Unknown cipher');
  };
  const crypto = await original<typeof import('node:crypto')>();
  const ciphers = (): string[] => crypto.getCiphers().filter((name) => !name.includes('chacha'));
  return { ...crypto, getCiphers: ciphers, createCipheriv: unknown };
});

/** The threads that were started, and whether the next ones find their file. */
const threads = vi.hoisted(() => ({ started: [] as Worker[], isThere: true }));
vi.mock('node:worker_threads', async (original) => {
  const actual = await original<typeof import('node:worker_threads')>();
  class Watched extends actual.Worker {
    constructor(...[file, options]: ConstructorParameters<typeof actual.Worker>) {
      super(threads.isThere ? file : '/nowhere/sealing.js', options);
      threads.started.push(this);
    }
  }
  return { ...actual, Worker: Watched };
});

const home = mkdtempSync(join(tmpdir(), 'incidence-boringssl-'));
const key = join(home, 'key');
writeFileSync(key, testRecoveryKey);
const warnings: unknown[] = [];
const note = (warning: Error & { code?: string }): void => {
  if (warning.code === 'sealing-thread-lost') warnings.push(warning.code);
};
process.on('warning', note);
beforeEach(() => {
  warnings.length = 0;
});
const vaults: Vault[] = [];
afterEach(async () => {
  for (const vault of vaults.splice(0)) await vault.close();
});
afterAll(() => {
  process.off('warning', note);
  rmSync(home, { recursive: true });
});

async function opened(name: string): Promise<{ vault: Vault; store(number: number, data: Uint8Array): Promise<void> }> {
  const vault = await open(join(home, name));
  vaults.push(vault);
  await vault.createSession(openingRecord());
  const store = async (number: number, data: Uint8Array): Promise<void> => {
    await vault.storeOriginal(sessionId, pictureName(number), data, sha256Of(data));
  };
  return { vault, store };
}

function byAge(name: string, number: number): Uint8Array {
  const file = join(home, name, 'sessions', sessionId, 'originals', `${pictureName(number)}.age`);
  return execFileSync('age', ['-d', '-i', key, file], { maxBuffer: 1 << 30 });
}

async function sealedBy(keyring: Keyring, plain: Uint8Array): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  for await (const block of keyring.seal(plain)) blocks.push(block.slice());
  return Buffer.concat(blocks);
}

/** A keyring of a product that has found that the worker's file is missing: one try, and one warning. */
async function withoutThread(): Promise<Keyring> {
  vi.resetModules();
  const fresh = await import('../../electron/vault/sealing/keyring.ts');
  const keyring = fresh.Keyring.make(testRecoveryKey, [testRecoveryRecipient]);
  const before = threads.started.length;
  threads.isThere = false;
  await sealedBy(keyring, picture(8, 1_200_000));
  threads.isThere = true;
  expect(threads.started).toHaveLength(before + 1);
  expect(warnings).toEqual(['sealing-thread-lost']);
  return keyring;
}

/** How often something else that is always ready to go on, as a page's calls are, got its turn meanwhile. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  turn();
  await work();
  isOver = true;
  return turns;
}

/** Resolves once the newest thread has answered so often, and was ended then. */
async function endAfter(answers: number): Promise<void> {
  const thread = await vi.waitFor(() => {
    const newest = threads.started.at(-1);
    if (!newest) throw new Error('No thread yet.');
    return newest;
  });
  await new Promise<void>((resolve) => {
    let seen = 0;
    thread.on('message', () => {
      seen += 1;
      if (seen === answers) thread.terminate().then(() => resolve());
    });
  });
}

it('a vault that is written in Electron is the same vault: for the age program, and for whoever has the cipher', async () => {
  expect(hasNativeAead).toBe(false);
  const dir = join(home, 'vault');
  const vault = await open(dir);
  const records = await tellStory(vault);
  expect(await vault.check()).toEqual({ checked: 2, damaged: [] });
  expect(Buffer.compare(await vault.readOriginal(sessionId, pictureName(1)), picture(1))).toBe(0);
  await vault.close();

  expect(Buffer.compare(byAge('vault', 2), picture(2))).toBe(0);
  const journal = await readSealed(dir, `sessions/${sessionId}/journal.sealed`);
  expect(journal.map((text) => JSON.parse(text))).toEqual(records);
  const sealed = join(dir, 'sessions', sessionId, 'originals', `${pictureName(2)}.age`);
  expect(readFileSync(sealed).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
  // All of this is small.
  expect(threads.started).toEqual([]);
});

it('no interaction waits for a picture: all the time others get their turns while it is sealed, and while it is opened', async () => {
  const plain = picture(1, 45_000_000);
  const turns = async (one: Keyring): Promise<{ sealing: number; opening: number }> => {
    const sealed = Buffer.alloc(46_000_000);
    let end = 0;
    const sealing = await turnsDuring(async () => {
      for await (const block of one.seal(plain)) {
        sealed.set(block, end);
        end += block.length;
      }
    });
    let at = 0;
    let same = true;
    const opening = await turnsDuring(async () => {
      await one.open(inMemory(sealed.subarray(0, end)), (piece) => {
        same &&= Buffer.compare(piece, plain.subarray(at, at + piece.length)) === 0;
        at += piece.length;
      });
    });
    expect([same, at]).toEqual([true, plain.length]);
    return { sealing, opening };
  };
  const byTheLoop = await turns(await withoutThread());
  threads.started.length = 0;
  const beside = await turns(Keyring.make(testRecoveryKey, [testRecoveryRecipient]));
  // By the loop it is a turn for each block at best; beside the thread there are hundreds of thousands.
  expect(beside.sealing).toBeGreaterThan(10 * byTheLoop.sealing);
  expect(beside.opening).toBeGreaterThan(10 * byTheLoop.opening);
  expect(threads.started).toHaveLength(1);
  // Idle as it is, the thread holds no process open.
  expect(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name))).toEqual([]);
});

it.each([0, 1, 65_536, 65_537, 1_048_576, 1_048_577, 3_000_000])(
  'files of %i bytes are the age program’s both ways',
  async (bytes) => {
    const keyring = Keyring.make(testIdentity, [testRecoveryRecipient]);
    const plain = picture(3, bytes);
    const sealed = await sealedBy(keyring, plain);
    const byProgram = execFileSync('age', ['-d', '-i', key], { input: sealed, maxBuffer: 1 << 30 });
    expect(Buffer.compare(byProgram, plain)).toBe(0);
    const theirs = execFileSync('age', ['-r', testRecoveryRecipient], { input: plain, maxBuffer: 1 << 30 });
    const reader = Keyring.make(testRecoveryKey, [testRecoveryRecipient]);
    expect(Buffer.compare(await reader.openWhole(theirs), plain)).toBe(0);
  },
);

it('several pictures at once keep their order and their keys', async () => {
  const { vault, store } = await opened('several');
  const all = [1, 2, 3, 4].map((number) => picture(number, 2_500_000 + number));
  await all.reduce(async (before, data, index) => {
    await before;
    await store(index + 1, data);
  }, Promise.resolve());
  const read = await Promise.all(all.map((_data, index) => vault.readOriginal(sessionId, pictureName(index + 1))));
  expect(read.map((data, index) => Buffer.compare(data, all[index] ?? data.subarray(1)))).toEqual([0, 0, 0, 0]);
});

it('a large picture that was changed, cut or lengthened is damaged, also where its thread looks at it', async () => {
  const keyring = Keyring.make(testIdentity, [testRecoveryRecipient]);
  const reader = Keyring.make(testRecoveryKey, [testRecoveryRecipient]);
  const sealed = await sealedBy(keyring, picture(5, 3_000_000));
  const changed = (at: number): Uint8Array => Buffer.from(sealed).fill((sealed[at] ?? 0) ^ 1, at, at + 1);
  const chunk = 65_552;
  for (const file of [changed(5000), changed(sealed.length - 1), sealed.subarray(0, -1), sealed.subarray(0, -chunk)]) {
    await expect(reader.openWhole(file)).rejects.toThrow('genuine');
  }
  await expect(reader.openWhole(Buffer.concat([sealed, Buffer.alloc(100)]))).rejects.toThrow('genuine');
  const shorter = { ...inMemory(sealed.subarray(0, -chunk)), bytes: sealed.length };
  await expect(reader.open(shorter, () => undefined)).rejects.toThrow();
  // The disk fails while the thread is still at the block before.
  const read = async (at: number, bytes: number): Promise<Uint8Array> => {
    if (at > 1_000_000) throw new Error('EIO');
    return sealed.subarray(at, at + bytes);
  };
  await expect(reader.open({ bytes: sealed.length, read }, () => undefined)).rejects.toThrow('EIO');
  expect(warnings).toEqual([]);
});

it('a thread that is killed costs time: what is stored and read is whole, nothing is called damaged, and another goes on', async () => {
  const { vault, store } = await opened('killed');
  const data = picture(6, 12_000_000);
  await store(1, picture(1, 200_000));
  const before = threads.started.length;

  const whileStoring = endAfter(4);
  await store(6, data);
  await whileStoring;
  expect(threads.started).toHaveLength(before + 1);

  const whileReading = endAfter(4);
  const read = await vault.readOriginal(sessionId, pictureName(6));
  await whileReading;
  expect(threads.started).toHaveLength(before + 2);
  expect(Buffer.compare(read, data)).toBe(0);
  expect(Buffer.compare(byAge('killed', 6), data)).toBe(0);
  expect(await vault.check()).toEqual({ checked: 0, damaged: [] });
  expect(warnings).toEqual(['sealing-thread-lost', 'sealing-thread-lost']);
});

it('where no thread can be had the loop does it all, and no second one is asked for', async () => {
  const keyring = await withoutThread();
  const plain = picture(7, 3_000_000);
  threads.started.length = 0;
  expect(Buffer.compare(await keyring.openWhole(await sealedBy(keyring, plain)), plain)).toBe(0);
  expect(threads.started).toEqual([]);
});
