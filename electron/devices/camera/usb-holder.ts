import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../base/file-system.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';

export type Holder = { pid: number; program: string };

/** What freeing needs of the system; tests hand in their own. */
export type UsbSystem = {
  platform: string;
  /** Where the kernel shows processes and their open files. */
  proc: string;
  /** Where USB devices lie, `BUS/DEVICE`. */
  devices: string;
  /** Rejects where the program is missing or fails. */
  run(program: string, args: readonly string[]): Promise<void>;
  sleep(ms: number): Promise<void>;
};

const runMs = 5000;
/** The desktop lets go a moment after it has said so. */
const patienceMs = 3000;
const lookMs = 100;

export const thisSystem: UsbSystem = {
  platform: process.platform,
  proc: '/proc',
  devices: '/dev/bus/usb',
  async run(program, args) {
    await promisify(execFile)(program, [...args], { timeout: runMs });
  },
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** The programs that have a file open, as far as this user may see them; never our own process. Linux only. */
export async function holdersOf(file: string, proc: string): Promise<Holder[]> {
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (!(await hasOpen(join(proc, pid, 'fd'), file))) return [];
      const program = (await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => pid)).trim();
      return [{ pid: Number(pid), program }];
    }),
  );
  return found.flat();
}

/** Opens a camera. Where another program holds it, `camera-claimed` names that program as `holder`, if it can be seen. */
export async function namingHolder<T>(port: string, open: () => Promise<T>, system = thisSystem): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!hasCode(error, 'camera-claimed') || error.params.holder !== undefined) throw error;
    throw claimed(port, await lookFor(port, system), error);
  }
}

/**
 * Ends the desktop's hold on a USB camera: gvfs is asked to unmount it, macOS's camera daemon is ended (it starts again by
 * itself). Any other program is only named: it may be at work. Throws `camera-claimed` with the `holder` that stays.
 */
export async function freeCamera(port: string, system = thisSystem): Promise<void> {
  if (!port.startsWith('usb:')) return;
  if (system.platform === 'darwin') {
    // It fails where no daemon runs: then it holds nothing.
    await system.run('killall', ['-9', 'ptpcamerad']).catch(() => undefined);
    return;
  }
  let holders = await lookFor(port, system);
  if (holders.some(isDesktop)) {
    const asked = await system.run('gio', ['mount', '-s', 'gphoto2']).then(
      () => true,
      () => false,
    );
    for (let waitedMs = 0; asked && waitedMs < patienceMs && holders.some(isDesktop); waitedMs += lookMs) {
      await system.sleep(lookMs);
      holders = await lookFor(port, system);
    }
  }
  if (holders.length > 0) throw claimed(port, holders);
}

/** GNOME's virtual file system, which mounts a camera as soon as it is plugged in. */
function isDesktop({ program }: Holder): boolean {
  return program.startsWith('gvfs');
}

function claimed(port: string, holders: readonly Holder[], cause?: unknown): CodedError {
  const holder = [...new Set(holders.map(({ program }) => program))].join(', ');
  return new CodedError('camera-claimed', { address: port, ...(holder === '' ? {} : { holder }) }, { cause });
}

async function lookFor(port: string, system: UsbSystem): Promise<Holder[]> {
  const usb = /^usb:(\d+),(\d+)$/.exec(port);
  if (!usb) return [];
  if (system.platform === 'darwin') return [{ pid: 0, program: 'ptpcamerad' }];
  if (system.platform !== 'linux') return [];
  return await holdersOf(join(system.devices, usb[1] ?? '', usb[2] ?? ''), system.proc);
}

/** Processes end while we look, and those of others are closed to us. */
async function hasOpen(folder: string, file: string): Promise<boolean> {
  try {
    for (const name of await readdir(folder)) {
      if ((await readlink(join(folder, name)).catch(() => '')) === file) return true;
    }
    return false;
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ESRCH'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}
