import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilListening } from './listening.ts';
import { freePort } from './orthanc.ts';

export type Storescp = {
  /** `dicom:STORESCP@127.0.0.1:PORT`. */
  readonly address: string;
  readonly port: number;
  /** What it has written, complete or not. */
  files(): Promise<Buffer[]>;
  kill(): Promise<void>;
  /** Alive and silent, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes all it wrote. */
  close(): Promise<void>;
};

/** DCMTK takes and writes what it is sent as it is; alone it refuses JPEG. */
export const acceptingJpeg = ['+xy', '+B'] as const;

/** DCMTK's storescp with these options on a free port of this machine, writing into a folder of its own. */
export async function startStorescp(...options: readonly string[]): Promise<Storescp> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-storescp-'));
  const port = await freePort();
  const child = spawn('storescp', [...options, '-dhl', '-od', folder, String(port)], { stdio: 'ignore' });
  await once(child, 'spawn');
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const kill = async () => {
    if (gone()) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  const close = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(port, () => !gone());
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address: `dicom:STORESCP@127.0.0.1:${port}`,
    port,
    files: async () => Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))),
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close,
  };
}
