import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ChildResult, outputOf } from './child-output.ts';

export type Gphoto2 = {
  /** Its working folder, where downloads land, and HOME. */
  readonly folder: string;
  /** Runs the stock program against `port`. Does not throw for an exit code: what failed is the test's to say. */
  run(port: string, ...args: string[]): Promise<ChildResult>;
  /** As `run`, for what must succeed, and silently. Resolves with what it says. */
  succeed(port: string, ...args: string[]): Promise<string>;
  remove(): Promise<void>;
};

/** Debian's own gphoto2 with a HOME of its own and English messages. A run that takes longer than a minute is killed. */
export async function createGphoto2(): Promise<Gphoto2> {
  const folder = await mkdtemp(join(tmpdir(), 'gphoto2-'));
  async function run(port: string, ...args: string[]): Promise<ChildResult> {
    const child = spawn('gphoto2', ['--port', port, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    return await outputOf(child);
  }

  return {
    folder,
    run,
    async succeed(port, ...args) {
      const { code, stdout, stderr } = await run(port, ...args);
      expect({ args, code, stderr: stderr.trim() }).toEqual({ args, code: 0, stderr: '' });
      return stdout;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
