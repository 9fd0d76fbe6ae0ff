import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One release of the other body: what it handed out. */
export type OtherShot = { shot: number; files: { kind: 'JPG' | 'NEF'; bytes: number; sha256: string }[] };

export type OtherNikon = {
  /** `ptpip:127.0.0.1:PORT:PORT`. */
  readonly address: string;
  /** Hashes of the JPEG files that it has handed out, in the order of its shots. Complete once it has stopped. */
  readonly jpegs: string[];
  stop(): Promise<void>;
};

/** Starts the Nikon that is not ours. `options` are those of `other-nikon.py`. */
export async function startOtherNikon(...options: string[]): Promise<OtherNikon> {
  const script = join(import.meta.dirname, 'other-nikon.py');
  const child = spawn('python3', [script, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const jpegs: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<string>((resolve, reject) => {
    lines.once('line', (first) => {
      lines.on('line', (line) => {
        const { files }: OtherShot = JSON.parse(line);
        jpegs.push(...files.filter(({ kind }) => kind === 'JPG').map(({ sha256 }) => sha256));
      });
      resolve(first);
    });
    closed.then(() => reject(new Error(`The other Nikon did not start:\n${complaints}`)), reject);
  });
  return {
    address: `ptpip:127.0.0.1:${port}:${port}`,
    jpegs,
    async stop() {
      child.kill();
      await closed;
      if (complaints !== '') throw new Error(`The other Nikon complained:\n${complaints}`);
    },
  };
}
