import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sha256Of, unfinished } from '../../electron/base/durable-file.ts';
import { bundleChild } from '../rigs/bundle-child.ts';
import { openAgeFile } from '../rigs/sealed-vault.ts';
import { open, picture, pictureName, quarantined, sessionId } from '../rigs/vault-story.ts';

/** A process that photographs is killed without warning, at many moments; what it was told is saved must be there. */
let writer: { entry: string; remove(): Promise<void> };
beforeAll(async () => {
  writer = await bundleChild('vault-writer');
});
afterAll(() => writer.remove());

type Said = { started: number[]; stored: number[]; captured: number[]; job: number[] };

/** Runs the writer from shot `first` on and kills it `delayMs` after it has opened the vault. */
async function writeUntilKilled(dir: string, first: number, delayMs: number): Promise<Said> {
  const child = spawn(process.execPath, [writer.entry, dir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let kill: NodeJS.Timeout | undefined;
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    kill ??= setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  clearTimeout(kill);
  const said = (word: string): number[] =>
    [...text.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].map((match) => Number(match[1]));
  expect(said('open')).toEqual([0]);
  return { started: said('started'), stored: said('stored'), captured: said('captured'), job: said('job') };
}

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('a vault whose process is killed', () => {
  it('has everything that was acknowledged, after twenty kills on top of each other', async () => {
    const dir = join(await mkdtemp(join(tmpdir(), 'incidence-kill-')), 'vault');
    onTestFinished(() => rm(join(dir, '..'), { recursive: true }));
    const all: Said = { started: [], stored: [], captured: [], job: [] };
    let finishedShots = 0;
    for (let kill = 0; kill < 20; kill += 1) {
      const said = await writeUntilKilled(dir, 1 + kill * 10, kill * 3.7);
      all.started.push(...said.started);
      all.stored.push(...said.stored);
      all.captured.push(...said.captured);
      all.job.push(...said.job);
      finishedShots += said.captured.length;

      const vault = await open(dir);
      try {
        expect(vault.damaged()).toEqual([]);
        expect((await vault.check()).damaged).toEqual([]);
        expect((await everyFile(dir)).filter((name) => name.endsWith(unfinished))).toEqual([]);
        const records = vault.sessions().length === 0 ? [] : await vault.read(sessionId);
        const started = records.flatMap((record) => (record.type === 'shot-started' ? [record.number] : []));
        const captured = records.flatMap((record) =>
          record.type === 'shot-captured' ? record.files.map(({ name }) => name) : [],
        );
        expect(started).toEqual(expect.arrayContaining(all.started));
        expect(captured).toEqual(expect.arrayContaining(all.captured.map(pictureName)));
        for (const number of all.stored) {
          const name = pictureName(number);
          const kept = captured.includes(name)
            ? await vault.readOriginal(sessionId, name)
            : await openAgeFile(await readFile(quarantined(dir, number)));
          expect(sha256Of(kept)).toBe(sha256Of(picture(number, 400_000)));
        }
        const attempts = (await vault.jobs())[0]?.attempts ?? 0;
        expect(attempts).toBeGreaterThanOrEqual(Math.max(0, ...all.job));
      } finally {
        await vault.close();
      }
    }
    expect(finishedShots).toBeGreaterThan(5);
  });
});
