import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { findRoot } from '../../electron/base/places.ts';
import { type CliResult, cli, type Workplace, workplace } from '../rigs/cli.ts';
import type { Produced } from '../rigs/session-room.ts';
import { testRecoveryKey } from '../rigs/vault-keys.ts';
import { startVirtualCamera } from '../rigs/virtual-camera.ts';

const run = promisify(execFile);

/*
 * The day on which the station is gone: its key is deleted, and all that is left is the vault, the recovery key on paper and
 * the page that describes the format.
 */
let place: Workplace;
let session: string;
let produced: Produced[];
let journal: { type: string }[];
let shots: { step: string; sopInstanceUid: string; sha256: string }[];
let seriesUid: string;
let keyFile: string;

async function studio(...args: string[]): Promise<CliResult> {
  return await cli([...args, '--json', '--vault', place.vault], place.env);
}

beforeAll(async () => {
  place = await workplace();
  const camera = await startVirtualCamera({ plain: true, widthPx: 640 });
  try {
    const series = ['--protocol', 'gaze-9', '--only', 'primary,up', '--patient', place.patient, '--trigger', 'none'];
    const store = ['--store', `folder:${join(place.folder, 'store')}`, '--camera', camera.address];
    const done = await studio('run', '--unattended', ...series, ...store);
    expect([done.status, done.stderr]).toEqual([0, expect.any(String)]);
    ({ session, shots, seriesUid } = JSON.parse(done.stdout));
    ({ produced } = (await camera.control({ produced: true })) as { produced: Produced[] });
  } finally {
    await camera.stop();
  }
  keyFile = join(place.folder, 'recovery.key');
  await writeFile(keyFile, `${testRecoveryKey}\n`, { mode: 0o600 });
});
afterAll(() => place.remove());

/** The programs of the page, by the name in their first line. */
async function programs(folder: string): Promise<void> {
  const page = await readFile(join(findRoot(import.meta.dirname), 'electron', 'vault', 'FORMAT.md'), 'utf8');
  const found = [...page.matchAll(/^```\w+\n# (\S+)\n[\s\S]*?^```$/gm)];
  expect(found.map(([, name]) => name)).toEqual(['restore.sh', 'read_sealed.py', 'checksums.py']);
  await mkdir(folder);
  for (const [text, name = ''] of found) {
    await writeFile(join(folder, name), text.replace(/^```\w+\n/, '').replace(/```$/, ''));
  }
}

async function restore(out: string): Promise<void> {
  const folder = `${out}-programs`;
  await programs(folder);
  await run('sh', ['restore.sh', place.vault, keyFile, out], { cwd: folder });
}

async function hashesIn(folder: string): Promise<string[]> {
  const pictures = (await readdir(folder)).filter((name) => name.startsWith('shot-'));
  return await Promise.all(pictures.map(async (name) => sha256Of(await readFile(join(folder, name)))));
}

describe('a vault whose station is gone', () => {
  it('exports a series while the station is there', async () => {
    const out = join(place.folder, 'exported');
    const { status, stdout } = await studio('vault', 'export', '--series', seriesUid, '--out', out);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ session, series: seriesUid, damaged: [], purged: 0 });
    expect((await hashesIn(out)).sort()).toEqual(produced.map(({ sha256 }) => sha256).sort());
    const wrong = await studio('vault', 'export', '--series', '2.25.1', '--out', out);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringMatching(/^series-unknown: .{20,}/m)]);
  });

  it('is opened by nothing of the station’s any more, and no new key is made for it', async () => {
    await rm(place.env.INCIDENCE_KEY_FILE ?? '');
    const { status, stderr } = await studio('vault', 'status');
    expect([status, stderr]).toEqual([4, expect.stringMatching(/^vault-key-missing: .{20,}/m)]);
    await expect(readFile(place.env.INCIDENCE_KEY_FILE ?? '')).rejects.toThrow('ENOENT');
  });

  it('is restored whole by the documented procedure: age, Python and the recovery key', async () => {
    const out = join(place.folder, 'by-hand');
    await restore(out);
    expect(await readdir(out)).toEqual([session]);
    expect((await hashesIn(join(out, session))).sort()).toEqual(produced.map(({ sha256 }) => sha256).sort());
    const lines = (await readFile(join(out, session, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
    journal = lines.map((line) => JSON.parse(line));
    expect(journal[0]).toMatchObject({ type: 'session-opened', seriesUid, patient: { name: 'ÆRØ^Zoë' } });
    expect(journal.slice(-2)).toMatchObject([{ type: 'session-closed' }, { type: 'card-cleared' }]);
    const uids = journal.flatMap((record) => ('sopInstanceUid' in record ? [record.sopInstanceUid] : []));
    expect(uids).toEqual(shots.map(({ sopInstanceUid }) => sopInstanceUid));
  });

  it('is restored the same by `vault recover`, ready to be made into DICOM', async () => {
    const out = join(place.folder, 'recovered');
    const { status, stdout, stderr } = await studio('vault', 'recover', '--key', keyFile, '--out', out);
    expect([status, stderr]).toEqual([0, '']);
    const counts = { checked: produced.length, sessions: 1, unlisted: 0, purged: 0, damaged: [] };
    expect(JSON.parse(stdout)).toEqual(counts);
    expect((await hashesIn(join(out, session))).sort()).toEqual(produced.map(({ sha256 }) => sha256).sort());
    const lines = (await readFile(join(out, session, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(journal);
    const series = JSON.parse(await readFile(join(out, session, 'series.json'), 'utf8'));
    expect(series).toMatchObject({ session, seriesUid, patient: { patientId: 'P-2041', name: 'ÆRØ^Zoë' } });
    const jpegs = (series.pictures as { kind: string }[]).filter(({ kind }) => kind === 'jpeg');
    expect(jpegs).toMatchObject(
      shots.map(({ step, sopInstanceUid, sha256 }) => ({
        step,
        sopInstanceUid,
        sha256,
        state: 'accepted',
        here: true,
      })),
    );
  });

  it('takes the key as a sheet has it, and no other', async () => {
    const sheet = join(place.folder, 'sheet');
    const groups = testRecoveryKey.toLowerCase().match(/.{1,20}/g) ?? [];
    await writeFile(sheet, groups.join(' \n '));
    const out = join(place.folder, 'sheet-out');
    expect((await studio('vault', 'recover', '--key', sheet, '--out', out)).status).toBe(0);
    await writeFile(sheet, testRecoveryKey.replace('GDP5', 'GDP6'));
    const { status, stderr } = await studio('vault', 'recover', '--key', sheet, '--out', out);
    expect([status, stderr]).toEqual([4, expect.stringMatching(/^recovery-key-wrong: .{20,}/m)]);
  });

  it('gives what is whole, and names what is not', async () => {
    const folder = join(place.vault, 'sessions', session, 'originals');
    const [first = '', second = ''] = await readdir(folder);
    const data = await readFile(join(folder, first));
    data[data.length - 1] = (data.at(-1) ?? 0) ^ 1;
    await writeFile(join(folder, first), data);
    const sealed = join(place.vault, 'sessions', session, 'journal.sealed');
    await writeFile(sealed, (await readFile(sealed, 'utf8')).split('\n').slice(0, 1).join('\n').concat('\nQUJD\n'));
    await rm(join(place.vault, 'vault.json'));
    const out = join(place.folder, 'damaged');
    const { status, stdout } = await studio('vault', 'recover', '--key', keyFile, '--out', out);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ checked: 0, sessions: 1, unlisted: produced.length - 1 });
    expect(JSON.parse(stdout).damaged.map(({ file }: { file: string }) => file)).toEqual([
      `sessions/${session}/journal.sealed`,
      `sessions/${session}/originals/${first}`,
    ]);
    expect(await readdir(join(out, session))).toContain(second.replace(/\.age$/, ''));

    const byHand = join(place.folder, 'damaged-by-hand');
    await expect(restore(byHand)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`journal.sealed: line 2 is damaged[^]*${first}: damaged`)),
    });
    expect(await readdir(byHand)).toEqual([session]);
    expect((await hashesIn(join(byHand, session))).sort()).toEqual((await hashesIn(join(out, session))).sort());
    expect((await readFile(join(byHand, session, 'journal.jsonl'), 'utf8')).match(/\n/g)).toHaveLength(1);
  });
});
