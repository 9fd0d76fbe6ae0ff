import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './orthanc.ts';

/** An attribute as DICOM's JSON has it. */
type Attribute = { vr: string; Value?: unknown[] };
export type Heard = {
  heard: 'N-CREATE' | 'N-SET';
  uid: string;
  status: number;
  content: Record<string, Attribute>;
};

export type MppsPeer = {
  /** `dicom:RIS@127.0.0.1:PORT` */
  readonly address: string;
  /** What it was told so far, over its restarts. */
  readonly heard: readonly Heard[];
  /** Resolves when it has heard so much. */
  hears(count: number): Promise<void>;
  /** What it answers next instead; see `mpps-peer.py`. */
  plan(...answers: readonly string[]): Promise<void>;
  kill(): Promise<void>;
  /** After `kill`, or after it has ended by itself: the same port, the same steps. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const script = fileURLToPath(new URL('mpps-peer.py', import.meta.url));

/** A RIS made of python3-odil, which knows what it was told. */
export async function startMppsPeer(): Promise<MppsPeer> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-mpps-'));
  const [port, inner] = [await freePort(), await freePort()];
  const answers = join(folder, 'answers');
  const heard: Heard[] = [];
  const listeners = new Set<() => void>();
  const steps = join(folder, 'steps.json');
  let running: { child: ChildProcess; door: Door } | undefined;

  async function start(): Promise<void> {
    const args = [script, `${inner}`, steps, answers];
    const child = spawn('/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const ready = once(lines, 'line');
    lines.on('line', (line) => {
      const said: Partial<Heard> = JSON.parse(line);
      if (said.heard) heard.push(said as Heard);
      for (const listener of listeners) listener();
    });
    await ready;
    running = { child, door: await openDoor(port, inner, child) };
  }

  async function kill(): Promise<void> {
    if (!running) return;
    const { child, door } = running;
    running = undefined;
    await door.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  await start();
  return {
    address: `dicom:RIS@127.0.0.1:${port}`,
    heard,
    async hears(count) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (heard.length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    },
    plan: (...lines) => writeFile(answers, lines.join('\n')),
    kill,
    async restart() {
      await kill();
      await start();
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Door = { close(): Promise<void> };

/** odil listens for one association at a time: whoever comes meanwhile waits here, as long as it lives. */
async function openDoor(port: number, inner: number, child: ChildProcess): Promise<Door> {
  const sockets = new Set<Socket>();
  const server = createServer((guest) => {
    sockets.add(guest);
    guest.on('error', () => guest.destroy()).on('close', () => sockets.delete(guest));
    lead(guest);
  });
  const lead = (guest: Socket): void => {
    if (guest.destroyed) return;
    if (child.exitCode !== null) return void guest.destroy();
    const host = connect(inner, '127.0.0.1');
    host.on('error', () => setTimeout(() => lead(guest), 10));
    host.on('connect', () => {
      host.removeAllListeners('error').on('error', () => guest.destroy());
      sockets.add(host);
      host.on('close', () => {
        sockets.delete(host);
        guest.destroy();
      });
      guest.on('close', () => host.destroy());
      guest.pipe(host).pipe(guest);
    });
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
