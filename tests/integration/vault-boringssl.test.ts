import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { hasNativeAead } from '../../electron/vault/sealing/aead.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { testRecoveryKey } from '../rigs/vault-keys.ts';
import { open, picture, pictureName, sessionId, tellStory } from '../rigs/vault-story.ts';

/* Electron's own crypto, as far as a vault notices: there is no ChaCha20-Poly1305 in it. */
vi.mock('node:crypto', async (original) => {
  const unknown = (): never => {
    throw new Error('Unknown cipher');
  };
  const crypto = await original<typeof import('node:crypto')>();
  const ciphers = (): string[] => crypto.getCiphers().filter((name) => !name.includes('chacha'));
  return { ...crypto, getCiphers: ciphers, createCipheriv: unknown };
});

const home = mkdtempSync(join(tmpdir(), 'incidence-boringssl-'));
afterAll(() => rmSync(home, { recursive: true }));

it('a vault that is written in Electron is the same vault: for the age program, and for whoever has the cipher', async () => {
  expect(hasNativeAead).toBe(false);
  const dir = join(home, 'vault');
  const vault = await open(dir);
  const records = await tellStory(vault);
  expect(await vault.check()).toEqual({ checked: 2, damaged: [] });
  expect(Buffer.compare(await vault.readOriginal(sessionId, pictureName(1)), picture(1))).toBe(0);
  await vault.close();

  writeFileSync(join(home, 'key'), testRecoveryKey);
  const sealed = join(dir, 'sessions', sessionId, 'originals', `${pictureName(2)}.age`);
  const opened = execFileSync('age', ['-d', '-i', join(home, 'key'), sealed]);
  expect(Buffer.compare(opened, picture(2))).toBe(0);
  const journal = await readSealed(dir, `sessions/${sessionId}/journal.sealed`);
  expect(journal.map((text) => JSON.parse(text))).toEqual(records);
  expect(readFileSync(sealed).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
});
