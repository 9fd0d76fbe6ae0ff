import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeClock } from '../../electron/base/clock.ts';
import { nodeFileSystem } from '../../electron/base/file-system.ts';
import type { Orders } from '../rigs/children/acting-station.ts';
import type { Fault } from '../rigs/disturbed-disk.ts';
import { judgeRemains } from './aftermath.ts';
import { Card } from './card.ts';
import type { Finding } from './judge.ts';
import type { Line } from './ledger.ts';
import { folderAnywhere } from './proving-store.ts';
import { type SceneName, scenes } from './scenes.ts';
import { begins, scenesBegin, turnMs } from './times.ts';

export type Strike = { index: number; fault: Fault };

/** Stations on a real disk, in processes of their own that are really killed. */
export class OnDisk {
  readonly #entry: string;
  readonly #home: string;
  readonly #templates = new Map<SceneName, Promise<Line[]>>();
  #count = 0;

  private constructor(entry: string, home: string) {
    this.#entry = entry;
    this.#home = home;
  }

  /** `entry` is the bundled `acting-station`. */
  static async make(entry: string, folder = tmpdir()): Promise<OnDisk> {
    return new OnDisk(entry, await mkdtemp(join(folder, 'incidence-faults-')));
  }

  async remove(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }

  /** The operations of the scene when nothing strikes, the hospital's folder included. */
  async operations(name: SceneName): Promise<string[]> {
    return await this.#copied(name, async (folder, lines) => {
      const { operations, signal } = await this.#act(name, folder, lines);
      if (!operations) throw new Error(`${name} ended with ${signal}`);
      return operations;
    });
  }

  /**
   * Runs the scene in a process that dies or fails at the strike, then as many stations as there are further strikes, each
   * starting up on what the one before has left; judges what the last one leaves.
   */
  async run(name: SceneName, strikes: readonly Strike[]): Promise<Finding[]> {
    return await this.#copied(name, async (folder, lines) => {
      const findings: Finding[] = [];
      let scene = name;
      for (const [turn, strike] of strikes.entries()) {
        const { signal, operations, errors } = await this.#act(scene, folder, lines, strike, turn);
        if (!operations && (signal !== 'SIGKILL' || strike.fault.kind !== 'death'))
          findings.push({ kind: 'wrong', what: `its process ended: ${signal} ${errors}` });
        if (operations && (operations.length <= strike.index || strike.fault.kind === 'death'))
          findings.push({ kind: 'missed', what: `strike ${turn + 1} did not come` });
        scene = 'start-torn';
      }
      const store = folderAnywhere(join(folder, 'store'));
      const strict = strikes.every(({ fault }) => fault.kind !== 'death');
      const remains = { dir: join(folder, 'vault'), fs: nodeFileSystem, store, lines, strict };
      findings.push(...(await judgeRemains(remains)));
      return findings;
    });
  }

  async #act(
    scene: SceneName,
    folder: string,
    lines: Line[],
    strike?: Strike,
    turn = 0,
  ): Promise<{ signal: NodeJS.Signals | null; operations?: string[]; errors: string }> {
    const at = scenesBegin + turn * turnMs;
    const orders: Orders = { scene, dir: join(folder, 'vault'), store: join(folder, 'store'), at };
    if (strike) orders.strike = strike;
    const child = spawn(process.execPath, [this.#entry, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined).end(lines.map((line) => JSON.stringify(line)).join('\n'));
    const { stdout, stderr, signal } = await ended(child);
    let operations: string[] | undefined;
    for (const text of stdout.split('\n').filter(Boolean)) {
      const line = JSON.parse(text) as Line | { operations: string[] };
      if ('operations' in line) operations = line.operations;
      else lines.push(line);
    }
    return { signal, errors: stderr, ...(operations ? { operations } : {}) };
  }

  /** Works on a copy of what the scene starts from. */
  async #copied<T>(name: SceneName, work: (folder: string, lines: Line[]) => Promise<T>): Promise<T> {
    const lines = [...(await this.#template(name))];
    this.#count += 1;
    const folder = join(this.#home, `${name}-${this.#count}`);
    await cp(join(this.#home, name), folder, { recursive: true });
    try {
      return await work(folder, lines);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  #template(name: SceneName): Promise<Line[]> {
    const known = this.#templates.get(name);
    if (known) return known;
    const made = this.#prepare(name);
    this.#templates.set(name, made);
    return made;
  }

  async #prepare(name: SceneName): Promise<Line[]> {
    const folder = join(this.#home, name);
    await mkdir(folder);
    const dir = join(folder, 'vault');
    await mkdir(join(folder, 'store'));
    const store = folderAnywhere(join(folder, 'store'));
    const lines: Line[] = [];
    await scenes[name].prepare({
      ...{ dir, fs: nodeFileSystem, store, card: new Card(), clock: fakeClock(begins) },
      ledger: { say: (line) => void lines.push(line) },
    });
    // A scene that ends in a crash has left its lock: that of this process, which lives on.
    await rm(join(dir, 'lock'), { force: true });
    return lines;
  }
}

async function ended(child: ChildProcess): Promise<{ stdout: string; stderr: string; signal: NodeJS.Signals | null }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { stdout, stderr, signal };
}
