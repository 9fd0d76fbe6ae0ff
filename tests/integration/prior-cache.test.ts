import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeFileSystem } from '../../electron/base/file-system.ts';
import { newUid } from '../../electron/base/uid.ts';
import { PriorCache } from '../../electron/vault/prior-cache.ts';
import { Keyring } from '../../electron/vault/sealing/keyring.ts';
import { SealedFiles } from '../../electron/vault/sealing/sealed-files.ts';
import { Storage } from '../../electron/vault/storage.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { testIdentity } from '../rigs/vault-keys.ts';
import { open } from '../rigs/vault-story.ts';

let home: string;
let dir: string;
const vaults: Vault[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'incidence-priors-'));
  dir = join(home, 'vault');
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

async function reopened(vault: Vault): Promise<Vault> {
  await vault.close();
  return await opening();
}

const name = 'Müller^Zoë';

function prior(usedAt = '2026-01-01T00:00:00.000Z') {
  const [studyUid, seriesUid, sopInstanceUid] = [newUid(), newUid(), newUid()];
  const patient = { patientId: 'P-1', name, birthDate: '2012-03-04' };
  const said = { takenAt: '2025-01-01T08:00:00+01:00', view: 'A', coding: [], orientation: 'L\\F' };
  const facts = { patient, ...said, simulated: false, derived: false, sources: [], rows: 2, columns: 3 };
  return { studyUid, seriesUid, sopInstanceUid, facts, store: 'dicomweb:http://x', usedAt };
}

const picture = (fill: number, bytes = 1000): Uint8Array => new Uint8Array(bytes).fill(fill);
const files = async (): Promise<string[]> => (await readdir(join(dir, 'priors'))).sort();

it('keeps pictures sealed over a restart, under names that tell nothing', async () => {
  const vault = await opening();
  const kept = await vault.priors.put(prior(), picture(7));
  const id = kept.picture?.id ?? '';
  const next = await reopened(vault);
  expect(await next.priors.entries()).toEqual([kept]);
  expect(await next.priors.read(id)).toEqual(picture(7));
  expect(await files()).toEqual([`${id}.age`, 'index.sealed'].sort());
  const lying = await Promise.all((await files()).map((file) => readFile(join(dir, 'priors', file))));
  expect(Buffer.concat(lying).includes('ller')).toBe(false);
  expect(Buffer.concat(lying).includes(kept.sopInstanceUid)).toBe(false);
  expect(Buffer.from(await openAgeFile(await readFile(join(dir, 'priors', `${id}.age`))))).toEqual(
    Buffer.from(picture(7)),
  );
  expect(await next.status()).toMatchObject({ priors: { pictures: 1, bytes: 1000 }, damaged: 0 });
});

it('counts no damage: what does not open is forgotten, by whoever reads it and by a check', async () => {
  const vault = await opening();
  const [read, checked, whole] = [
    await vault.priors.put(prior(), picture(1)),
    await vault.priors.put(prior(), picture(2)),
    await vault.priors.put(prior(), picture(3)),
  ];
  for (const { picture: broken } of [read, checked])
    await writeFile(join(dir, 'priors', `${broken?.id}.age`), 'not an age file');
  expect(await vault.priors.read(read.picture?.id ?? '')).toBeNull();
  expect(await vault.priors.entries()).toEqual([checked, whole]);
  expect(await vault.check()).toEqual({ checked: 0, damaged: [] });
  expect(await vault.priors.entries()).toEqual([whole]);
  expect(await files()).toHaveLength(2);
});

it('is empty once its index is broken or gone, and leaves nothing behind of what that named', async () => {
  let vault = await opening();
  for (const harm of [
    () => appendFile(join(dir, 'priors', 'index.sealed'), 'x\n'),
    () => rm(join(dir, 'priors', 'index.sealed')),
    () => rm(join(dir, 'priors'), { recursive: true }),
  ]) {
    await vault.priors.put(prior(), picture(1));
    await vault.close();
    await harm();
    vault = await opening();
    expect(await vault.priors.entries()).toEqual([]);
    expect(vault.damaged()).toEqual([]);
    expect((await files()).filter((file) => file.endsWith('.age'))).toEqual([]);
  }
});

it('removes half-written files at the next opening, and pictures that a crash left without a name', async () => {
  const vault = await opening();
  await vault.priors.put(prior(), picture(1));
  await vault.close();
  await writeFile(join(dir, 'priors', 'x.age.unfinished'), 'x');
  await writeFile(join(dir, 'priors', '00000000-0000-4000-8000-000000000000.age'), 'x');
  const next = await opening();
  expect(await next.priors.entries()).toHaveLength(1);
  expect(await files()).toHaveLength(2);
});

it('lets the longest unused go first once it is full', async () => {
  const keyring = Keyring.make(testIdentity, [await identityToRecipient(testIdentity)]);
  const sealed = new SealedFiles(new Storage(nodeFileSystem), dir, keyring);
  const cache = new PriorCache(sealed, { bytes: 2500, entries: 10 });
  const put = (month: string) => cache.put(prior(`2026-${month}-01T00:00:00.000Z`), picture(1));
  const [first, second] = [await put('01'), await put('02')];
  await cache.use([first.sopInstanceUid], '2026-05-01T00:00:00.000Z');
  const third = await put('03');
  const left = (await cache.entries()).map(({ sopInstanceUid }) => sopInstanceUid);
  expect(left.sort()).toEqual([first.sopInstanceUid, third.sopInstanceUid].sort());
  expect(await cache.read(second.picture?.id ?? '')).toBeNull();
  expect(await files()).toHaveLength(3);
  await cache.forget([first.sopInstanceUid, 'nobody']);
  expect(await cache.entries()).toEqual([third]);
  expect(await files()).toHaveLength(2);
});

it('knows what an object shows without its picture, and takes the picture when it comes', async () => {
  const { priors } = await opening();
  const known = prior();
  expect(await priors.put(known)).toEqual(known);
  const { picture: here } = await priors.put(known, picture(9));
  expect(here).toMatchObject({ bytes: 1000 });
  expect(await priors.put({ ...known, usedAt: '2027-01-01T00:00:00.000Z' })).toMatchObject({ picture: here });
  expect(await priors.entries()).toHaveLength(1);
});
