import { appendFile, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';
import { silentLog } from '../../electron/base/log.ts';
import { cameraLedger } from '../../electron/host/camera-ledger.ts';
import { openVault } from '../../electron/vault/vault.ts';
import { testKeys } from '../rigs/vault-keys.ts';

const camera = 'Nikon D750 6012345';
let folder: string;
beforeEach(async () => {
  const place = await mkdtemp(join(tmpdir(), 'incidence-ledger-'));
  folder = join(place, 'cameras');
  onTestFinished(() => rm(place, { recursive: true, force: true }));
});

async function onlyFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

describe('the ledger of settled pictures', () => {
  it('knows no camera that was never met, and one without pictures once it was', async () => {
    const ledger = cameraLedger(folder);
    expect(await ledger.known(camera)).toBeNull();
    await ledger.keepOnly(camera, []);
    expect(await ledger.known(camera)).toEqual([]);
    expect(await cameraLedger(folder).known(camera)).toEqual([]);
    expect(await ledger.known('Nikon D750 6012346')).toBeNull();
  });

  it('is read by the next program as it was written by the last', async () => {
    const ledger = cameraLedger(folder);
    await Promise.all([ledger.add(camera, ['a', 'b']), ledger.add(camera, ['b', 'c']), ledger.add('Canon', ['x'])]);
    const next = cameraLedger(folder);
    expect(await next.known(camera)).toEqual(['a', 'b', 'c']);
    expect(await next.known('Canon')).toEqual(['x']);
    expect((await readdir(folder)).every((name) => /^(Nikon-D750-6012345|Canon)-[0-9a-f]{12}\.jsonl$/.test(name))).toBe(
      true,
    );
  });

  it('forgets what is no longer on the camera, in one line', async () => {
    const ledger = cameraLedger(folder);
    for (const source of ['a', 'b', 'c']) await ledger.add(camera, [source]);
    await ledger.keepOnly(camera, ['b']);
    await ledger.add(camera, ['d']);
    expect(await readFile(await onlyFile(), 'utf8')).toBe('{"settled":["b"]}\n{"settled":["d"]}\n');
    expect(await cameraLedger(folder).known(camera)).toEqual(['b', 'd']);
  });

  it.each([1, 5, 14])('goes on after a power cut that tore %i bytes off the last line', async (torn) => {
    const before = cameraLedger(folder);
    for (const source of ['a', 'torn']) await before.add(camera, [source]);
    const file = await onlyFile();
    await truncate(file, (await readFile(file)).length - torn);
    const after = cameraLedger(folder);
    expect(await after.known(camera)).toEqual(['a']);
    await after.add(camera, ['c']);
    expect(await readFile(file, 'utf8')).toBe('{"settled":["a"]}\n{"settled":["c"]}\n');
  });

  it('passes over a line that nobody can read', async () => {
    await cameraLedger(folder).add(camera, ['a']);
    await appendFile(await onlyFile(), 'rubbish\n{"settled":[7]}\n{"settled":["b"]}\n');
    expect(await cameraLedger(folder).known(camera)).toEqual(['a', 'b']);
  });

  it('says that it could not write, and holds nothing that is not on the disk', async () => {
    await cameraLedger(folder).add(camera, ['a']);
    const full: FileSystem = {
      ...nodeFileSystem,
      async open(path, how) {
        const file = await nodeFileSystem.open(path, how);
        const refuse = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
        return { ...file, write: refuse };
      },
    };
    const ledger = cameraLedger(folder, full);
    await expect(ledger.add(camera, ['b'])).rejects.toMatchObject({ code: 'vault-full' });
    await expect(ledger.keepOnly(camera, [])).rejects.toMatchObject({ code: 'vault-full' });
    expect(await ledger.known(camera)).toEqual(['a']);
    expect(await cameraLedger(folder).known(camera)).toEqual(['a']);
  });

  it('lies in the vault without disturbing it', async () => {
    const dir = join(folder, '..', 'vault');
    const options = { clock: systemClock, log: silentLog, keys: testKeys() };
    await (await openVault(dir, options)).close();
    await cameraLedger(join(dir, 'cameras')).add(camera, ['a']);
    const vault = await openVault(dir, options);
    onTestFinished(() => vault.close());
    expect(await vault.check()).toEqual({ checked: 0, damaged: [] });
    expect(await vault.status()).toMatchObject({ sessions: 0, damaged: 0, quarantined: 0 });
    expect(await cameraLedger(join(dir, 'cameras')).known(camera)).toEqual(['a']);
  });
});
