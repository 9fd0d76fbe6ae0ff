import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './orthanc.ts';

export type DcmqrscpOptions = {
  /** Where it moves objects to that were asked for by C-MOVE; absent, it knows nobody. */
  station?: { aet: string; port: number };
  /** More of its own options: `--disable-get`, `+xy`. */
  args?: readonly string[];
};

export type Dcmqrscp = {
  readonly aet: string;
  readonly port: number;
  /** The store's address, `dicom:ARCHIVE@127.0.0.1:PORT`. */
  readonly address: string;
  /** The stored files by path. */
  files(): Promise<Map<string, Buffer>>;
  /** Puts other bytes in the place of a file, as a disk or a person would. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** Takes a file away; its index still knows it. */
  remove(path: string): Promise<void>;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** After `kill`: the same port, the same storage. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const aet = 'ARCHIVE';
const readyWithinMs = 15_000;

/** DCMTK's archive on a free port: C-STORE of JPEGs, C-FIND, C-GET, C-MOVE; no storage commitment. */
export async function startDcmqrscp(options: DcmqrscpOptions = {}): Promise<Dcmqrscp> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-dcmqrscp-'));
  const storage = join(folder, 'storage');
  await mkdir(storage);
  const port = await freePort();
  const { station } = options;
  const configuration = join(folder, 'dcmqrscp.cfg');
  const host = station ? `station = (${station.aet}, 127.0.0.1, ${station.port})\n` : '';
  await writeFile(
    configuration,
    `NetworkTCPPort = ${port}\nMaxPDUSize = 16384\nMaxAssociations = 16\n` +
      `HostTable BEGIN\n${host}HostTable END\nVendorTable BEGIN\nVendorTable END\n` +
      `AETable BEGIN\n${aet} ${storage} RW (100, 1024mb) ANY\nAETable END\n`,
  );
  const args = ['-c', configuration, '+xy', '-xy', ...(options.args ?? [])];
  let child = await launch(args, port);
  /** It forks for each association: all of them, so that nobody is left who still answers. */
  const signalAll = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    signalAll('SIGKILL');
    await exit;
  };
  return {
    aet,
    port,
    address: `dicom:${aet}@127.0.0.1:${port}`,
    async files() {
      const names = (await readdir(storage)).filter((name) => name !== 'index.dat');
      const read = names.map(async (name) => [join(storage, name), await readFile(join(storage, name))] as const);
      return new Map(await Promise.all(read));
    },
    replace: (path, bytes) => writeFile(path, bytes),
    remove: (path) => unlink(path),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    kill,
    async restart() {
      child = await launch(args, port);
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn('dcmqrscp', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`dcmqrscp ended at once:\n${said}`);
    if (await answers(port)) return child;
    await pause(20);
  }
  child.kill('SIGKILL');
  throw new Error(`dcmqrscp was not ready within ${readyWithinMs} ms:\n${said}`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
