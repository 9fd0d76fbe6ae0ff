import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SerialPort } from 'serialport';
import { systemClock } from '../../electron/base/clock.ts';
import type { SerialPortStream } from '../../electron/devices/trigger/serial-line.ts';
import { connectLight } from '../../electron/simulator/trigger/light-control.ts';
import { createMockPort } from '../../electron/simulator/trigger/mock-port.ts';
import { createVirtualTrigger, type VirtualTrigger } from '../../electron/simulator/trigger/virtual-trigger.ts';
import { openPtyPair } from './pty.ts';

const baudRate = 115_200;
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Something that speaks `studio-trigger/1`, and what can be done to it besides talking. Recycles in 600 ms. */
export type TriggerPeer = {
  /** Not yet opened; may be called again after the last one was closed. */
  createPort(): SerialPortStream;
  /** The camera's hot shoe. */
  expose?(): void;
  /** The virtual device, for its faults and for what it was told. */
  virtual?: VirtualTrigger;
  unplug?(): Promise<void>;
  close(): Promise<void>;
};

/** The virtual device behind one end of a real pair of pseudo-terminals; with a `controlPort` it lights that camera. */
export async function virtualOnPty(
  options: { controlPort?: number } = {},
): Promise<TriggerPeer & { path: string; virtual: VirtualTrigger }> {
  const pair = await openPtyPair();
  const port = new SerialPort({ path: pair.far, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const { controlPort } = options;
  const light = connectLight({ controlPort, clock: systemClock, onExposure: () => virtual.expose() });
  let sent = Promise.resolve();
  const send = (bytes: Uint8Array): void => {
    sent = sent.then(light.settled).then(() => void port.write(bytes));
  };
  const virtual = createVirtualTrigger({ clock: systemClock, send, onLight: light.set, recycleMs: 600 });
  light.open();
  port.on('data', virtual.receive);
  port.on('error', () => {});
  return {
    path: pair.near,
    createPort: () => new SerialPort({ path: pair.near, baudRate, autoOpen: false }),
    expose: virtual.expose,
    virtual,
    unplug: pair.cut,
    async close() {
      virtual.close();
      light.close();
      await pair.cut();
      // Not left to serialport: a hang-up during a read makes it read nothing for ever, without a `close`.
      await new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
    },
  };
}

/** The virtual device behind serialport's mock binding, as `sim:trigger` has it. */
export async function virtualOnMock(): Promise<TriggerPeer> {
  let send = (_bytes: Uint8Array): void => {};
  const virtual = createVirtualTrigger({ clock: systemClock, send: (bytes) => send(bytes), recycleMs: 600 });
  return {
    createPort: () =>
      createMockPort(
        {
          opened(put) {
            send = put;
            virtual.boot();
          },
          receive: virtual.receive,
          pins() {},
          closed() {
            send = () => {};
          },
        },
        baudRate,
      ),
    expose: virtual.expose,
    virtual,
    close: async () => virtual.close(),
  };
}

/** Compiles the firmware's own protocol core for this machine. */
export async function compileFirmware(): Promise<{ program: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-firmware-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  const program = join(folder, 'studio-trigger-host');
  const include = at('../../resources/firmware/studio-trigger');
  const flags = ['-std=c++11', '-Wall', '-Wextra', '-Werror', '-O1', '-I', include];
  try {
    await promisify(execFile)('g++', [...flags, at('studio-trigger-host.cpp'), '-o', program]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { program, remove };
}

/** What `compileFirmware` made, behind a pair of pseudo-terminals. */
export async function firmwareOnPty(program: string): Promise<TriggerPeer> {
  const pair = await openPtyPair();
  const board = spawn(program, [pair.far], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(board, 'exit');
  const close = async (): Promise<void> => {
    board.kill('SIGKILL');
    await exited;
    await pair.cut();
  };
  const started = await Promise.race([once(board.stdout, 'data').then(() => true), exited.then(() => false)]);
  if (!started) {
    await close();
    throw new Error('the firmware did not start');
  }
  return {
    createPort: () => new SerialPort({ path: pair.near, baudRate, autoOpen: false }),
    expose: () => board.kill('SIGUSR1'),
    unplug: pair.cut,
    close,
  };
}

/** A board on the desk. Nothing can be done to it but talking. */
export async function hardware(path: string): Promise<TriggerPeer> {
  return { createPort: () => new SerialPort({ path, baudRate, autoOpen: false }), close: async () => {} };
}
