import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkSpawn, type SpawnedChild } from '../../electron/base/supervised-child.ts';
import { simulatorContract } from '../../electron/contract/devices.ts';
import { client } from '../../electron/contract/rpc.ts';
import { bothEyesLooking } from '../rigs/both-eyes.ts';
import { openControlLine } from '../rigs/control-line.ts';
import { createGphoto2 } from '../rigs/gphoto2.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let outDir: string;

/** The bundle lies under node_modules, so that what stays outside it (sharp, zod) is found from there. */
beforeAll(async () => {
  outDir = await mkdtemp(join(root, 'node_modules', '.simulator-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    root,
    build: {
      ssr: join(root, 'electron/simulator/simulator-process.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'simulator.mjs' } },
    },
  });
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

const nikon = { model: 'nikon', seed: 3, litByTrigger: false } as const;

function start(): { child: SpawnedChild; gone: Promise<{ code: number | null }> } {
  const child = forkSpawn(join(outDir, 'simulator.mjs'), {});
  return { child, gone: new Promise((resolve) => child.onExit(resolve)) };
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

it('plays a camera with the drawn subject, and ends with its parent', async () => {
  const { child, gone } = start();
  const gphoto2 = await createGphoto2();
  try {
    const simulator = client(child.wire, simulatorContract);
    const { port, controlPort } = await simulator.call('start', { ...nikon, widthPx: 1504 });
    const ptp = Number(port.split(':')[2]);
    expect(port).toBe(`ptpip:127.0.0.1:${ptp}:${ptp}`);
    expect([await accepts(controlPort), await accepts(ptp)]).toEqual([true, true]);

    await simulator.call('pose', { pose: bothEyesLooking({ leftDeg: 20, upDeg: 0 }) });
    const { code } = await gphoto2.run(port, '--set-config', 'capturetarget=1', '--capture-image-and-download');
    expect(code).toBe(0);
    const picture = await readFile(join(gphoto2.folder, 'DSC_0001.JPG'));
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 1504, height: 1004 });

    await simulator.call('stop', {});
    expect([await accepts(controlPort), await accepts(ptp)]).toEqual([false, false]);
    await expect(simulator.call('pose', { pose: null })).rejects.toMatchObject({ code: 'camera-not-found' });

    const canon = await simulator.call('start', { model: 'canon', litByTrigger: false, plain: true, widthPx: 640 });
    expect((await gphoto2.run(canon.port, '--summary')).stdout).toContain('Canon EOS 5D Mark III');
    const preview = await gphoto2.run(canon.port, '--capture-preview');
    expect(preview.code).toBe(0);
    simulator.close();
    expect((await gone).code).toBe(0);
  } finally {
    child.kill('SIGKILL');
    await gphoto2.remove();
  }
});

it('ends with its parent in the middle of an exposure', async () => {
  const { child, gone } = start();
  const gphoto2 = await createGphoto2();
  try {
    const simulator = client(child.wire, simulatorContract);
    const { port, controlPort } = await simulator.call('start', { ...nikon, widthPx: 640 });
    expect((await gphoto2.run(port, '--set-config', 'shutterspeed2=30')).code).toBe(0);
    const control = await openControlLine(controlPort);
    const exposing = control.send({ shutter: true });
    expect((await gphoto2.run(port, '--set-config', 'iso=400')).stderr).toMatch(/Device Busy/);
    simulator.close();
    expect(await Promise.race([gone, exposing])).toMatchObject({ code: 0 });
    control.close();
  } finally {
    child.kill('SIGKILL');
    await gphoto2.remove();
  }
});
