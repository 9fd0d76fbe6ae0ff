import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipientOf } from '../../electron/vault/keys.ts';
import { Keyring } from '../../electron/vault/sealing/keyring.ts';
import { testIdentity, testRecoveryKey } from '../rigs/vault-keys.ts';

/* Against the `age` program itself, both ways. */
const folder = mkdtempSync(join(tmpdir(), 'incidence-age-'));
const file = (name: string): string => join(folder, name);
const keys = { station: testIdentity, recovery: testRecoveryKey };
let keyring: Keyring;
let recipients: string[];

beforeAll(async () => {
  recipients = await Promise.all(Object.values(keys).map(recipientOf));
  keyring = Keyring.make(testIdentity, recipients);
  for (const [name, key] of Object.entries(keys)) writeFileSync(file(name), `${key}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function sealed(plain: Uint8Array): Promise<Buffer> {
  const blocks: Buffer[] = [];
  // A block stands only until the one after the next.
  for await (const block of keyring.seal(plain)) blocks.push(Buffer.from(block));
  return Buffer.concat(blocks);
}

const chunk = 64 * 1024;
/** Around a chunk's end, around a block's, and a picture's. */
const lengths = [0, 1, chunk - 1, chunk, chunk + 1, 16 * chunk - 1, 16 * chunk, 16 * chunk + 1, 5_000_003];

describe('an age file of ours', () => {
  it.each(lengths)('of %i bytes is opened by the program with either key, and by us', async (length) => {
    const plain = randomBytes(length);
    writeFileSync(file('ours.age'), await sealed(plain));
    for (const name of Object.keys(keys)) {
      const opened = execFileSync('age', ['-d', '-i', file(name), file('ours.age')], { maxBuffer: 1e8 });
      expect(Buffer.compare(opened, plain)).toBe(0);
    }
    expect(Buffer.compare(await keyring.openWhole(readFileSync(file('ours.age'))), plain)).toBe(0);
  });

  it.each(lengths)('of the program’s own, of %i bytes, is opened by us', async (length) => {
    const plain = randomBytes(length);
    const to = recipients.flatMap((recipient) => ['-r', recipient]);
    const theirs = execFileSync('age', [...to, '-o', '-'], { input: plain, maxBuffer: 1e8 });
    expect(Buffer.compare(await keyring.openWhole(theirs), plain)).toBe(0);
  });

  it('is never the same twice, and opens with no other key', async () => {
    const plain = randomBytes(1000);
    expect(Buffer.compare(await sealed(plain), await sealed(plain))).not.toBe(0);
    const others = [await recipientOf(testRecoveryKey)];
    const stranger = Keyring.make(testRecoveryKey, others);
    const blocks: Uint8Array[] = [];
    for await (const block of stranger.seal(plain)) blocks.push(block.slice());
    await expect(keyring.openWhole(Buffer.concat(blocks))).rejects.toThrow('no identity matched');
  });

  it('is refused once any bit of it was changed', async () => {
    const whole = await sealed(randomBytes(300));
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await expect(keyring.openWhole(changed), `byte ${at}`).rejects.toThrow();
    }
  });

  it('is refused once it was cut anywhere, added to, or two of its chunks exchanged', async () => {
    const short = await sealed(randomBytes(300));
    for (let end = 0; end < short.length; end += 1) {
      await expect(keyring.openWhole(short.subarray(0, end)), `cut at ${end}`).rejects.toThrow();
    }
    const long = await sealed(randomBytes(3 * chunk));
    const start = long.length - 3 * (chunk + 16);
    const chunkAt = (index: number): Buffer =>
      long.subarray(start + index * (chunk + 16), start + (index + 1) * (chunk + 16));
    const head = long.subarray(0, start);
    for (const [name, parts] of Object.entries({
      'without the last chunk': [head, chunkAt(0), chunkAt(1)],
      'without the first chunk': [head, chunkAt(1), chunkAt(2)],
      'with two chunks exchanged': [head, chunkAt(1), chunkAt(0), chunkAt(2)],
      'with the last chunk twice': [long, chunkAt(2)],
      'with a byte more': [long, Buffer.alloc(1)],
    })) {
      await expect(keyring.openWhole(Buffer.concat(parts)), name).rejects.toThrow();
    }
  });
});
