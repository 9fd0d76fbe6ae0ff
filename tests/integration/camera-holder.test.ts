import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, open, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import {
  freeCamera,
  holdersOf,
  namingHolder,
  thisSystem,
  type UsbSystem,
} from '../../electron/devices/camera/usb-holder.ts';

/*
 * A file in a folder of our own stands for the USB device; the programs that hold it, the kernel's list of open files and
 * the `gio` that is asked to unmount are real processes.
 */
const port = 'usb:001,004';
let folder: string;
let device: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'incidence-usb-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, '001'));
  device = join(folder, '001', '004');
  await writeFile(device, '');
});

/** A process of the given name that has the device open. */
async function hold(program: string): Promise<ChildProcess> {
  const path = join(folder, program);
  await copyFile('/bin/sleep', path);
  await chmod(path, 0o700);
  const file = await open(device, 'r');
  const child = spawn(path, ['600'], { stdio: [file.fd, 'ignore', 'ignore'] });
  await once(child, 'spawn');
  await file.close();
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The system with a `gio` of ours first on the path: it notes how it was called, then does `script`. */
async function systemWith(script: string): Promise<UsbSystem & { asked(): Promise<string> }> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'gio'), `#!/bin/sh\necho "$@" >> ${folder}/asked\n${script}\n`, { mode: 0o700 });
  return {
    ...thisSystem,
    devices: folder,
    async run(program, args) {
      await promisify(execFile)(program, [...args], { env: { PATH: `${bin}:${process.env.PATH}` } });
    },
    asked: () => readFile(join(folder, 'asked'), 'utf8').catch(() => ''),
  };
}

const refused = (): Promise<never> => Promise.reject(new CodedError('camera-claimed', { address: port }));

describe('a USB camera that another program holds', () => {
  it('is held by nobody, then by whoever has it open', async () => {
    expect(await holdersOf(device, '/proc')).toEqual([]);
    const child = await hold('darktable');
    expect(await holdersOf(device, '/proc')).toEqual([{ pid: child.pid, program: 'darktable' }]);
  });

  it('names the program, and passes on every other failure as it is', async () => {
    await hold('darktable');
    const system = await systemWith('true');
    await expect(namingHolder(port, refused, system)).rejects.toMatchObject({
      code: 'camera-claimed',
      params: { address: port, holder: 'darktable' },
    });
    const gone = new CodedError('camera-gone');
    await expect(namingHolder(port, () => Promise.reject(gone), system)).rejects.toBe(gone);
    expect(await namingHolder(port, async () => 7, system)).toBe(7);
  });

  it('names nobody where nobody can be seen', async () => {
    const system = await systemWith('true');
    await expect(namingHolder(port, refused, system)).rejects.toMatchObject({ params: { address: port } });
    await expect(namingHolder(port, refused, system)).rejects.not.toMatchObject({
      params: { holder: expect.anything() },
    });
  });

  it('is freed from the desktop by asking the desktop', async () => {
    const child = await hold('gvfsd-gphoto2');
    const gone = once(child, 'exit');
    const system = await systemWith(`kill ${child.pid}`);
    await freeCamera(port, system);
    await gone;
    expect(await system.asked()).toBe('mount -s gphoto2\n');
    expect(await holdersOf(device, '/proc')).toEqual([]);
  });

  it.each([
    ['refuses', 'exit 1'],
    ['says yes and holds on', 'true'],
  ])('is named again when the desktop %s', async (_, script) => {
    const child = await hold('gvfsd-gphoto2');
    const system = { ...(await systemWith(script)), sleep: async () => undefined };
    await expect(freeCamera(port, system)).rejects.toMatchObject({
      code: 'camera-claimed',
      params: { holder: 'gvfsd-gphoto2' },
    });
    expect(child.exitCode).toBeNull();
  });

  it('is never taken from a program that may be at work', async () => {
    const child = await hold('darktable');
    const system = await systemWith('true');
    await expect(freeCamera(port, system)).rejects.toMatchObject({ params: { holder: 'darktable' } });
    expect(await system.asked()).toBe('');
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  });

  it('is freed on macOS by ending the daemon, whether it runs or not', async () => {
    const calls: string[] = [];
    const run = (program: string, args: readonly string[]) => {
      calls.push([program, ...args].join(' '));
      return Promise.reject(new Error('No matching processes were found'));
    };
    const mac = { ...thisSystem, platform: 'darwin', run };
    await expect(namingHolder(port, refused, mac)).rejects.toMatchObject({ params: { holder: 'ptpcamerad' } });
    await freeCamera(port, mac);
    expect(calls).toEqual(['killall -9 ptpcamerad']);
  });

  it('has nothing to free on the network', async () => {
    const system = await systemWith('true');
    await freeCamera('ptpip:127.0.0.1:1:1', system);
    expect(await system.asked()).toBe('');
  });
});
