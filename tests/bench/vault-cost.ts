import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../electron/base/clock.ts';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { StoredFile } from '../../electron/contract/journal.ts';
import { newIdentity, recipientOf } from '../../electron/vault/keys.ts';
import { openVault, type Vault } from '../../electron/vault/vault.ts';
import { opened, step } from '../rigs/session-records.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { type Figure, holds, lineOf, median } from './figures.ts';
import { capturedOf } from './vault-filling.ts';

/** The JPEG of a shot and its RAW, in bytes. */
const jpegs = [9e6, 12e6, 15e6] as const;
const rawBytes = 30e6;
/** A key press, a frame of live view and the body's own button wait no longer than this. */
const longestStallMs = 50;

type Picture = { name: string; kind: StoredFile['kind']; data: Uint8Array; sha256: string; path: string };
type Run = { ms: number; cpuMs: number };

/**
 * Pairs of a JPEG and a RAW through the vault's door and into its journal; beside it, in turn, the `age` program, which
 * encrypts the same bytes to two recipients as well, then `sync` of the file and of its folder. Same disk, same round.
 */
export async function vaultCost(rounds: number, say: (line: string) => void): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), 'incidence-bench-'));
  const vault = await openVault(join(home, 'vault'), { clock: systemClock, log: silentLog, keys: testKeys() });
  try {
    const opening = { ...opened([step('one')]), session: randomUUID() };
    await vault.createSession(opening);
    const shots = await Promise.all(jpegs.map((bytes, index) => shotOf(home, index, bytes)));
    const recipients = await Promise.all([newIdentity().then(recipientOf), newIdentity().then(recipientOf)]);
    const figures: Record<'time' | 'cpu', Figure> = {
      time: { name: 'a JPEG and its RAW, stored and synced', unit: 'ms', program: [], studio: [], atMost: 1.5 },
      cpu: { name: 'processor time of it', unit: 'ms', program: [], studio: [] },
    };
    const stalls: number[] = [];
    const everything: number[] = [];
    let number = 0;
    // The first round starts what stays started: it is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const shot of shots) {
        number += 1;
        const ours = (): Promise<Run & { stallMs: number }> => store(vault, opening.session, shot, number);
        const theirs = (): Promise<Run> => encrypt(shot, join(home, `age-${number}`), recipients);
        // Whoever comes second meets a disk that is still busy: that is each of them in turn.
        const first = round % 2 === 0 ? await ours() : null;
        const program = await theirs();
        const studio = first ?? (await ours());
        if (round === 0) continue;
        figures.time.program.push(program.ms);
        figures.time.studio.push(studio.ms);
        figures.cpu.program.push(program.cpuMs);
        figures.cpu.studio.push(studio.cpuMs);
        stalls.push(studio.stallMs);
      }
      everything.push((await timed(['sync'])).ms);
    }
    const stall = Math.max(...stalls);
    figures.time.note = `the program’s with the sync of its file and folder; a plain \`sync\` of all disks after a round: ${median(everything).toFixed(0)} ms`;
    say(
      `\nstoring ${jpegs.length} pairs of ${jpegs.map((bytes) => bytes / 1e6).join(', ')} and ${rawBytes / 1e6} MB a round, encrypted to two recipients`,
    );
    say([''.padEnd(44), 'age, sync'.padStart(14), 'studio'.padStart(14), 'ratio'.padStart(8)].join(''));
    for (const figure of Object.values(figures)) say(lineOf(figure));
    const prompt = stall <= longestStallMs;
    say(
      `  the studio answers nothing else for ${median(stalls).toFixed(0)} ms meanwhile, longest ${stall.toFixed(0)} ms`,
    );
    say(`  at most ${longestStallMs} ms: ${prompt ? 'yes' : 'NO'}`);
    return holds(figures.time) && prompt;
  } finally {
    await vault.close();
    await rm(home, { recursive: true });
  }
}

async function shotOf(home: string, index: number, jpegBytes: number): Promise<Picture[]> {
  const folder = join(home, `camera-${index}`);
  await mkdir(folder);
  const picture = async (name: string, kind: Picture['kind'], bytes: number): Promise<Picture> => {
    // Like a picture's, its bytes cannot be made fewer.
    const data = new Uint8Array(randomBytes(bytes));
    const path = join(folder, name);
    await writeFile(path, data);
    return { name, kind, data, sha256: sha256Of(data), path };
  };
  return [await picture('shot.jpg', 'jpeg', jpegBytes), await picture('shot.nef', 'raw', rawBytes)];
}

async function store(
  vault: Vault,
  session: string,
  pictures: Picture[],
  number: number,
): Promise<Run & { stallMs: number }> {
  const shot = randomUUID();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  const begun = performance.now();
  const files: StoredFile[] = [];
  for (const { name, kind, data, sha256 } of pictures) {
    const kept = await vault.storeOriginal(session, name.replace('shot', `shot-${number}`), data, sha256);
    files.push({ ...kept, kind });
  }
  await vault.append(session, capturedOf(shot, new Date().toISOString(), files));
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return { ms, cpuMs: (user + system) / 1000, stallMs: delay.max / 1e6 };
}

const script = `
  folder=$1 station=$2 recovery=$3; shift 3
  for picture; do
    sealed=$folder/\${picture##*/}.age
    age -r $station -r $recovery -o $sealed $picture; sync $sealed; sync $folder
  done`;

/** The program with its best case: the pictures are in the disk's cache, one shell runs it all, nothing is read back. */
async function encrypt(pictures: Picture[], folder: string, recipients: string[]): Promise<Run> {
  await mkdir(folder);
  return await timed(['/bin/sh', '-ec', script, 'sh', folder, ...recipients, ...pictures.map(({ path }) => path)]);
}

/** Runs a command under a shell that says what it has cost. */
async function timed(command: string[]): Promise<Run> {
  const begun = performance.now();
  const child = spawn('/bin/sh', ['-c', '"$@"; status=$?; times >&2; exit $status', 'sh', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const ms = performance.now() - begun;
  const spent = [...(words.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}: ${words}`);
  return { ms, cpuMs: spent.reduce((sum, [, m, s]) => sum + (Number(m) * 60 + Number(s)) * 1000, 0) };
}
