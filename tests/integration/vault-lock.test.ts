import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChild } from '../rigs/bundle-child.ts';

const contenders = 8;
const races = 40;

type Racer = { child: ChildProcess; ask(line: string): Promise<string> };

let folder: string;
let bundle: Awaited<ReturnType<typeof bundleChild>>;
const racers: Racer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-lock-'));
  bundle = await bundleChild('vault-lock-racer');
  racers.push(...(await Promise.all(Array.from({ length: contenders }, enter))));
});
afterAll(async () => {
  for (const { child } of racers) child.kill('SIGKILL');
  await bundle.remove();
  await rm(folder, { recursive: true });
});

async function enter(): Promise<Racer> {
  const child = spawn(process.execPath, [bundle.entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toBe('ready');
  return {
    child,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      return await next();
    },
  };
}

/** What a process that was killed has left: its pid may run again as something else. */
function leftBehind(race: number): string {
  return JSON.stringify({ host: hostname(), pid: process.pid, started: `another boot/${race}` });
}

/** All at once; returns who has it, after having seen that nobody else believes so and that they name the right one. */
async function race(path: string): Promise<Racer> {
  const answers = await Promise.all(racers.map(({ ask }) => ask(`lock ${path}`)));
  const winners = racers.filter((_, index) => answers[index] === 'won');
  expect(winners, answers.join(', ')).toHaveLength(1);
  const [winner] = winners as [Racer];
  const refused = answers.filter((answer) => answer !== 'won');
  expect(refused).toEqual(Array.from({ length: contenders - 1 }, () => `vault-locked ${winner.child.pid}`));
  return winner;
}

describe('many processes and one lock', () => {
  it('goes to exactly one of those that find it stale, each time, and leaves nothing beside it', async () => {
    for (let n = 0; n < races; n += 1) {
      const path = join(folder, `stale-${n}`);
      await writeFile(path, leftBehind(n));
      const winner = await race(path);
      expect((await readdir(folder)).filter((name) => name.startsWith(`stale-${n}.`))).toEqual([]);
      expect(await winner.ask('release')).toBe('released');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to exactly one of those that find none', async () => {
    for (let n = 0; n < races; n += 1) await (await race(join(folder, 'none'))).ask('release');
  });

  it('goes to exactly one when whoever took it over died while doing so', async () => {
    // A claim on the stale lock, by somebody who is gone as well.
    for (let n = 0; n < races; n += 1) {
      const path = join(folder, `half-${n}`);
      await writeFile(path, leftBehind(n));
      const name = createHash('sha256').update(leftBehind(n)).digest('hex').slice(0, 16);
      await writeFile(`${path}.${name}.unfinished`, leftBehind(-n));
      await (await race(path)).ask('release');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on from the one that was killed with it in hand', async () => {
    const path = join(folder, 'killed');
    const winner = await race(path);
    const gone = new Promise((resolve) => winner.child.once('exit', resolve));
    winner.child.kill('SIGKILL');
    await gone;
    racers[racers.indexOf(winner)] = await enter();
    await (await race(path)).ask('release');
  });
});
