import { expect, it } from 'vitest';
import {
  isSecret,
  isWeaker,
  keepSecret,
  keptSecret,
  newHashing,
  realCost,
} from '../../electron/studio/access/secrets.ts';
import { cheap } from '../rigs/access-stage.ts';

it('a secret is kept at the cost that is said: 128 MiB for each guess', async () => {
  expect(realCost).toEqual({ n: 131_072, r: 8, p: 1 });
  const kept = await keepSecret('correct horse battery', realCost);
  expect(kept).toMatchObject({ kind: 'scrypt', ...realCost });
  expect(await isSecret('correct horse battery', kept)).toBe(true);
  expect(await isSecret('correct horse batterz', kept)).toBe(false);
});

it('the same secret is kept differently each time, and neither is it', async () => {
  const [one, other] = [
    await keepSecret('correct horse battery', cheap),
    await keepSecret('correct horse battery', cheap),
  ];
  expect(one.salt).not.toBe(other.salt);
  expect(one.hash).not.toBe(other.hash);
  expect(JSON.stringify([one, other])).not.toContain('horse');
});

it('is what scrypt makes of the characters, however a keyboard composes them', async () => {
  // RFC 7914, section 12: password "password", salt "NaCl" with N=1024, r=8, p=16; of 64 bytes the first 32.
  const hash = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString(
    'base64',
  );
  const how = { kind: 'scrypt', n: 1024, r: 8, p: 16, salt: Buffer.from('NaCl').toString('base64'), hash } as const;
  expect(await isSecret('password', how)).toBe(true);
  const kept = await keepSecret('mot de passe très long', cheap);
  expect(await isSecret('mot de passe tre\u0300s long', kept)).toBe(true);
});

it('is hashed anew where it was kept for less than it costs now', async () => {
  const kept = await keepSecret('x', cheap);
  expect(isWeaker(kept, cheap)).toBe(false);
  expect(isWeaker(kept, { ...cheap, n: 32 })).toBe(true);
});

it.each([
  ['more memory than a station has', { n: 2 ** 30 }],
  ['a cost that is no power of two', { n: 100_000 }],
  ['a salt that is none', { salt: 'AAAA' }],
  ['a hash that is cut', { hash: 'AAAA' }],
  ['another way of hashing', { kind: 'md5' }],
])('refuses a file that asks for %s', (_, change) => {
  const good = { ...newHashing(realCost), hash: Buffer.alloc(32).toString('base64') };
  expect(keptSecret.safeParse(good).success).toBe(true);
  expect(keptSecret.safeParse({ ...good, ...change }).success).toBe(false);
});
