import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { ChildResult } from '../rigs/child-output.ts';
import { createGphoto2, type Gphoto2 } from '../rigs/gphoto2.ts';
import { type StubSubject, stubSubject } from '../rigs/stub-subject.ts';

const folder = '/store_00010001/DCIM/100D750';
let subject: StubSubject;
let camera: VirtualCamera;
let gphoto2: Gphoto2;

beforeEach(async () => {
  subject = stubSubject();
  camera = await startVirtualCamera({ model: 'nikon', subject, widthPx: 3008, litByTrigger: false });
  gphoto2 = await createGphoto2();
});
afterEach(async () => {
  await camera.close();
  await gphoto2.remove();
});

const run = (...args: string[]): Promise<ChildResult> => gphoto2.run(camera.port, ...args);
const download = (): Promise<ChildResult> => run('--folder', folder, '--get-file', 'DSC_0001.JPG', '--force-overwrite');
const works = async (): Promise<void> => {
  const { code, stdout } = await run('--get-config', 'iso');
  expect([code, stdout]).toEqual([0, expect.stringContaining('Current: ')]);
};

describe('faults, as stock gphoto2 meets them', () => {
  it('drop-in-download breaks one download; the next connection gets the whole file', async () => {
    await camera.pressShutter();
    await camera.play({ name: 'drop-in-download', afterBytes: 1000 });
    const broken = await download();
    expect(broken.stderr).toMatch(/error/i);
    expect(await readdir(gphoto2.folder)).not.toContain('DSC_0001.JPG');
    expect((await download()).code).toBe(0);
    const file = await readFile(join(gphoto2.folder, 'DSC_0001.JPG'));
    expect(file.equals(subject.photographs[0]?.jpeg ?? new Uint8Array())).toBe(true);
  });

  it('stall keeps an answer back until the host gives up; the next connection works', async () => {
    await camera.pressShutter();
    await camera.play({ name: 'stall', ms: 60_000, operation: 0x1009 });
    const started = performance.now();
    expect((await download()).stderr).toMatch(/error/i);
    expect(performance.now() - started).toBeGreaterThan(2000);
    expect(await readdir(gphoto2.folder)).not.toContain('DSC_0001.JPG');
    expect((await download()).code).toBe(0);
  });

  it('busy keeps the shutter waiting, and settings out', async () => {
    await camera.play({ name: 'busy', ms: 800 });
    expect((await run('--set-config', 'iso=400')).stderr).toMatch(/Device Busy/);
    const started = performance.now();
    await camera.play({ name: 'busy', ms: 1000 });
    expect((await run('--trigger-capture')).code).toBe(0);
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(subject.photographs.length).toBe(1);
  });

  it('off refuses on the same port until on', async () => {
    await works();
    await camera.play({ name: 'off' });
    await camera.play({ name: 'off' });
    expect((await run('--summary')).code).not.toBe(0);
    await camera.play({ name: 'on' });
    await works();
  });

  it('clamp keeps another value than the one written, until none', async () => {
    await camera.play({ name: 'clamp', property: '5007', value: 560 });
    await run('--set-config', 'f-number=f/11');
    expect((await run('--get-config', 'f-number')).stdout).toContain('Current: f/5.6');
    await camera.play({ name: 'none' });
    await run('--set-config', 'f-number=f/11');
    expect((await run('--get-config', 'f-number')).stdout).toContain('Current: f/11');
  });
});

describe('what is no fault of the protocol', () => {
  it('a full card takes no more pictures', async () => {
    const small = await startVirtualCamera({
      model: 'nikon',
      subject,
      widthPx: 640,
      litByTrigger: false,
      cardBytes: 137_500,
    });
    try {
      const left = await gphoto2.run(small.port, '--get-config', 'availableshots');
      expect(left.stdout).toContain('Current: 1');
      expect(await small.pressShutter()).toEqual(['DSC_0001.JPG']);
      expect(await small.pressShutter()).toBeNull();
      // libgphoto2 2.5.30 has no code for a full store: it says "unspecified", and the counter tells why.
      const { stderr } = await gphoto2.run(small.port, '--set-config', 'capturetarget=1', '--trigger-capture');
      expect(stderr).toMatch(/Could not trigger capture/);
      const none = await gphoto2.run(small.port, '--get-config', 'availableshots');
      expect(none.stdout).toContain('Current: 0');
    } finally {
      await small.close();
    }
  });

  it('a subject that fails is an error of the hardware, told and survived', async () => {
    const errors: unknown[] = [];
    const dark = new Error('no light');
    const failing = { ...subject, photograph: () => Promise.reject(dark), liveFrame: () => Promise.reject(dark) };
    const broken = await startVirtualCamera({
      model: 'nikon',
      subject: failing,
      litByTrigger: false,
      onUnexpected: (error) => errors.push(error),
    });
    try {
      expect((await gphoto2.run(broken.port, '--trigger-capture')).stderr).not.toBe('');
      expect((await gphoto2.run(broken.port, '--capture-preview')).stderr).not.toBe('');
      expect((await gphoto2.run(broken.port, '--get-config', 'iso')).code).toBe(0);
      expect(errors.length).toBeGreaterThanOrEqual(2);
      expect(new Set(errors)).toEqual(new Set([dark]));
    } finally {
      await broken.close();
    }
  });

  it('a new host takes the place of one that never said goodbye', async () => {
    const first = run('--wait-event=20s');
    await expect.poll(() => camera.connected, { timeout: 10_000 }).toBe(true);
    await works();
    expect((await first).stderr).not.toBe('');
  });
});
