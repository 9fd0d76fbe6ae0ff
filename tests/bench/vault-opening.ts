import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn } from '../../electron/base/supervised-child.ts';
import { snapshotChange, snapshot as snapshotSchema } from '../../electron/contract/snapshot.ts';
import { applied, changeBetween } from '../../electron/contract/snapshot-change.ts';
import { assemble } from '../../electron/host/assemble.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { median } from './figures.ts';
import { fillVault } from './vault-filling.ts';

/** Sessions of nine shots: a vault of 5,000. */
const sessions = 556;
/** Of our own time, from before the vault is opened until the first page could be told everything. */
const mostMs = 3000;

/** What one start of the studio came to. */
export type Opening = {
  cpuMs: number;
  wallMs: number;
  sessions: number;
  shots: number;
  /** What a page is sent first, and after one small change; and the time that it takes to read and check each. */
  firstBytes: number;
  firstMs: number;
  changeBytes: number;
  changeMs: number;
};

/**
 * A vault of 5,000 shots, opened by the studio as it is put together, each time in a new process: nothing is warm but the
 * disk's cache.
 */
export async function vaultOpening(rounds: number, say: (line: string) => void): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), 'incidence-bench-'));
  try {
    const begun = performance.now();
    await fillVault(join(home, 'vault'), findRoot(import.meta.dirname), sessions);
    const filledS = (performance.now() - begun) / 1000;
    const all: Opening[] = [];
    for (let round = 0; round < rounds; round += 1) all.push(await inNewProcess(home));
    const of = (figure: keyof Opening): number => median(all.map((one) => one[figure]));
    const holds = of('cpuMs') <= mostMs;
    say(`\nopening a vault of ${of('shots')} shots in ${of('sessions')} sessions (filled in ${filledS.toFixed(0)} s)`);
    say(
      `  processor time until the first snapshot ${of('cpuMs').toFixed(0)} ms, by the clock ${of('wallMs').toFixed(0)} ms` +
        `  at most ${mostMs} ms of our own: ${holds ? 'yes' : 'NO'}`,
    );
    say(`  a page is told ${kb(of('firstBytes'))} first, read and checked in ${of('firstMs').toFixed(1)} ms;`);
    say(`  then ${kb(of('changeBytes'))} at a change, in ${of('changeMs').toFixed(2)} ms`);
    return holds;
  } finally {
    await rm(home, { recursive: true });
  }
}

function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

async function inNewProcess(home: string): Promise<Opening> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'opening', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`opening the vault ended with ${status}`);
  return JSON.parse(said);
}

/** In a process of its own: opens the vault in `home` with all that the studio does then, and prints what it came to. */
export async function openOnce(home: string): Promise<void> {
  const before = process.cpuUsage();
  const begun = performance.now();
  const assembly = await assemble({
    root: findRoot(import.meta.dirname),
    version: '0',
    log: silentLog,
    vaultDir: join(home, 'vault'),
    keys: testKeys(),
    camera: 'sim:nikon',
    trigger: 'none',
    store: `folder:${join(home, 'store')}`,
    testStore: true,
    spawn: forkSpawn,
    roomFile: join(home, 'room.json'),
  });
  const first = assembly.studio.snapshot();
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  const { sessions: summaries, deliveries } = first;
  const message = JSON.stringify(first);
  const change = JSON.stringify(changeBetween(first, assembly.studio.snapshot()));
  const opening: Opening = {
    cpuMs: (user + system) / 1000,
    wallMs,
    sessions: summaries.length,
    shots: summaries.reduce((sum, { of }) => sum + of, 0),
    firstBytes: message.length,
    firstMs: timeOf(() => snapshotSchema.parse(JSON.parse(message))),
    changeBytes: change.length,
    changeMs: timeOf(() => applied(first, snapshotChange.parse(JSON.parse(change)))),
  };
  if (deliveries.length !== summaries.length - 1) throw new Error(`${deliveries.length} uploads`);
  await assembly.close();
  process.stdout.write(JSON.stringify(opening));
}

/** Milliseconds; the second time, as a page that has been there for a moment needs. */
function timeOf(work: () => unknown): number {
  work();
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
