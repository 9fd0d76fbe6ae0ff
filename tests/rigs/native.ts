import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';
import type { Subject } from '../../electron/simulator/subject-port.ts';
import { type Make, startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import {
  type Addon,
  type GphotoFault,
  isGphotoFault,
  loadAddon,
  type NativeCamera,
  type NativeEvent,
} from '../../native/addon.ts';
import { type ChildResult, outputOf } from './child-output.ts';
import { stubSubject } from './stub-subject.ts';

export const addonPath = join(findRoot(import.meta.dirname), 'native/build/Release/incidence_gphoto2.node');

/** The compiled addon; throws where it has not been built. */
export function addon(): Addon {
  return loadAddon(addonPath);
}

/** A virtual body, a D750 unless said otherwise, in this process with small flat pictures. */
export async function startBody(
  options: { seed?: number; model?: Make; subject?: Subject } = {},
): Promise<VirtualCamera> {
  return await startVirtualCamera({
    model: options.model ?? 'nikon',
    subject: options.subject ?? stubSubject(),
    litByTrigger: false,
    widthPx: 1504,
    seed: options.seed,
  });
}

/** Asks for events in short slices until `wanted` accepts what has come, oldest first; throws after `deadlineMs`. */
export async function eventsUntil(
  camera: NativeCamera,
  wanted: (events: NativeEvent[]) => boolean,
  deadlineMs = 20_000,
): Promise<NativeEvent[]> {
  const events: NativeEvent[] = [];
  const end = performance.now() + deadlineMs;
  while (!wanted(events)) {
    if (performance.now() > end) throw new Error(`only ${JSON.stringify(events)} came`);
    const event = await camera.waitForEvent(10);
    if (event.type !== 'timeout') events.push(event);
  }
  return events;
}

/** The fault with which `promise` rejects; throws if it does not, or with anything else. */
export async function faultOf(promise: Promise<unknown>): Promise<GphotoFault> {
  try {
    await promise;
  } catch (error) {
    if (isGphotoFault(error)) return error;
    throw error;
  }
  throw new Error('no fault');
}

/** Does it as soon as the body is no longer busy: some say so at once, and are asked again. */
export async function whenReady<T>(act: () => Promise<T>): Promise<T> {
  const busy = -110;
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isGphotoFault(error) || error.gphotoCode !== busy || performance.now() > end) throw error;
    }
  }
}

/** Calls until it is true; throws after `deadlineMs`. */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 20_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export type Tap = {
  readonly port: number;
  /** The type of the first packet of each connection: 1 opens a command channel, 3 an event channel. */
  readonly opened: number[];
  /** PTP operations in the order in which they were asked. */
  readonly operations: number[];
  close(): Promise<void>;
};

const commandRequest = 6;

/** Listens on a free port of 127.0.0.1, passes everything on to `port` and writes down what the initiator asks. */
export async function startTap(port: number): Promise<Tap> {
  const opened: number[] = [];
  const operations: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const target = connect({ port, host: '127.0.0.1', noDelay: true });
    let rest = Buffer.alloc(0);
    let first = true;
    socket.on('data', (chunk) => {
      target.write(chunk);
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 8 && rest.length >= rest.readUInt32LE(0)) {
        const type = rest.readUInt32LE(4);
        if (first) opened.push(type);
        first = false;
        if (type === commandRequest) operations.push(rest.readUInt16LE(12));
        rest = rest.subarray(rest.readUInt32LE(0));
      }
    });
    target.on('data', (chunk) => socket.write(chunk));
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      sockets.add(one);
      one.on('end', () => other.end());
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    opened,
    operations,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function portOf(camera: VirtualCamera): number {
  return Number(camera.port.split(':')[2]);
}

/**
 * Runs `body` in a fresh Node process, in an async function that is given `addon`, the virtual camera's `port` and
 * `print`; with a HOME of its own and a pipe as standard input. A run that takes longer than a minute is killed.
 */
export async function inChild(body: string, port = '', env: NodeJS.ProcessEnv = {}): Promise<ChildResult> {
  const home = await mkdtemp(join(tmpdir(), 'native-'));
  const script = `
    const addon = require(process.argv[1]);
    const port = process.argv[2];
    const print = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
    (async () => { ${body} })().catch((error) => {
      print({ message: error.message, code: error.gphotoCode });
      process.exitCode = 1;
    });`;
  try {
    const child = spawn(process.execPath, ['-e', script, addonPath, port], {
      env: { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    return await outputOf(child);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Kernel thread ids of the camera threads of this process (Linux). */
export async function cameraThreads(): Promise<string[]> {
  const threads: string[] = [];
  for (const thread of await readdir('/proc/self/task')) {
    const name = await readFile(`/proc/self/task/${thread}/comm`, 'utf8').catch(() => '');
    if (name.trim() === 'camera') threads.push(thread);
  }
  return threads;
}
