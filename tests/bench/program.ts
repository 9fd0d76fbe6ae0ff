import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Run = { ms: number; cpuMs: number };

/** Debian's gphoto2 as it is, with a HOME and a working folder of its own. */
export type Program = {
  /** Throws where the program fails. What it prints to stdout goes nowhere: its best case. */
  run(...args: string[]): Promise<Run>;
  /** The lines that it prints, and when, in milliseconds. */
  lines(...args: string[]): Promise<{ at: number; text: string }[]>;
  remove(): Promise<void>;
};

export async function gphoto2At(port: string): Promise<Program> {
  const home = await mkdtemp(join(tmpdir(), 'incidence-bench-program-'));
  return {
    async run(...args) {
      const folder = await mkdtemp(join(home, 'run-'));
      const begun = performance.now();
      const cpuMs = await timed(['gphoto2', '--quiet', '--port', port, ...args], folder, home);
      const ms = performance.now() - begun;
      await rm(folder, { recursive: true });
      return { ms, cpuMs };
    },
    async lines(...args) {
      const folder = await mkdtemp(join(home, 'run-'));
      // Without a terminal it would keep its words for the end.
      const command = ['-oL', 'gphoto2', '--port', port, ...args];
      const child = spawn('stdbuf', command, {
        cwd: folder,
        env: environment(home),
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const said: { at: number; text: string }[] = [];
      createInterface({ input: child.stdout }).on('line', (text) => said.push({ at: performance.now(), text }));
      const status = await endOf(child);
      await rm(folder, { recursive: true });
      if (status !== 0) throw new Error(`gphoto2 ${args.join(' ')} ended with ${status}`);
      return said;
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** Runs a command under a shell that says what its child has cost. Resolves with user and system time. */
async function timed(command: string[], cwd: string, home: string): Promise<number> {
  // `times`: first line the shell's own user and system time, second line its children's.
  const child = spawn('/bin/sh', ['-c', '"$@" >/dev/null; status=$?; times >&2; exit $status', 'sh', ...command], {
    cwd,
    env: environment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const status = await endOf(child);
  const times = words.trim().split('\n').at(-1) ?? '';
  const spent = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => (Number(m) * 60 + Number(s)) * 1000);
  if (status !== 0 || spent.length !== 2) throw new Error(`${command.join(' ')} ended with ${status}: ${words}`);
  return spent.reduce((sum, ms) => sum + ms, 0);
}

function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8' };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
