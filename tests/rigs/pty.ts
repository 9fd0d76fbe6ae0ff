import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Two pseudo-terminals joined by a cable: what is written into one comes out of the other. */
export type PtyPair = {
  readonly near: string;
  readonly far: string;
  /** Cuts the cable, as pulling a USB plug does; whoever holds an end loses it. Also the way to close. */
  cut(): Promise<void>;
};

/** Throws with what socat said when it does not make the pair within five seconds. */
export async function openPtyPair(): Promise<PtyPair> {
  const socat = spawn('socat', ['-d', '-d', 'pty,raw,echo=0', 'pty,raw,echo=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(socat, 'exit');
  const said: string[] = [];
  const lines = createInterface({ input: socat.stderr });
  const paths = await new Promise<string[]>((resolve, reject) => {
    const fail = (): void => {
      socat.kill('SIGKILL');
      reject(new Error(`socat made no pair of terminals: ${said.join(' | ')}`));
    };
    const timer = setTimeout(fail, 5000);
    socat.once('error', reject);
    socat.once('exit', fail);
    lines.on('line', (line) => {
      said.push(line);
      if (!line.includes('starting data transfer loop')) return;
      clearTimeout(timer);
      socat.off('exit', fail);
      resolve(said.flatMap((text) => /PTY is (\S+)/.exec(text)?.[1] ?? []));
    });
  });
  const [near, far] = paths;
  if (near === undefined || far === undefined) throw new Error(`socat named no terminals: ${said.join(' | ')}`);
  return {
    near,
    far,
    async cut() {
      if (socat.exitCode === null && socat.signalCode === null) socat.kill('SIGKILL');
      await exited;
    },
  };
}
