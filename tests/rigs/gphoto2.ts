import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Gphoto2Result = { code: number | null; stdout: string; stderr: string };

export type Gphoto2 = {
  /** Its working folder, where downloads land, and HOME. */
  readonly folder: string;
  /** Runs the stock program against `port`. Does not throw for an exit code: what failed is the test's to say. */
  run(port: string, ...args: string[]): Promise<Gphoto2Result>;
  remove(): Promise<void>;
};

/** Debian's own gphoto2 with a HOME of its own and English messages. A run that takes longer than a minute is killed. */
export async function createGphoto2(): Promise<Gphoto2> {
  const folder = await mkdtemp(join(tmpdir(), 'gphoto2-'));
  return {
    folder,
    async run(port, ...args) {
      const child = spawn('gphoto2', ['--port', port, ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      return { code, stdout, stderr };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
