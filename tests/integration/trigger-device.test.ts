import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import type { LightingProfile, LightingScene } from '../../electron/contract/lighting.ts';
import { createTriggerDevice, type TriggerDevice } from '../../electron/devices/trigger/trigger-device.ts';
import type { VirtualTrigger } from '../../electron/simulator/trigger/virtual-trigger.ts';
import { virtualOnPty } from '../rigs/trigger-peers.ts';

const title = { fr: 'essai', en: 'test' };
const profile: LightingProfile = {
  id: 'test',
  title,
  engine: 'studio-trigger/1',
  baudRate: 115_200,
  settleMs: 20,
  answerMs: 200,
  recycleMs: 2500,
  armMs: 3000,
};
const axial: LightingScene = { id: 'axial', title, flash: true, channels: [{ channel: 'A', powerStops: 5 }] };
const never = new AbortController().signal;

let peer: Awaited<ReturnType<typeof virtualOnPty>>;
let virtual: VirtualTrigger;
let device: TriggerDevice;
const told = { faults: [] as string[], gone: [] as string[] };

beforeEach(async () => {
  told.faults.length = 0;
  told.gone.length = 0;
  peer = await virtualOnPty();
  virtual = peer.virtual;
  device = createTriggerDevice({
    clock: systemClock,
    createPort: () => peer.createPort(),
    onFault: (code) => told.faults.push(code),
    onGone: (detail) => told.gone.push(detail),
  });
});
afterEach(async () => {
  await device.shutDown();
  await peer.close();
});

const open = () =>
  device.handlers.open({ target: { kind: 'serial', path: peer.path }, profile }, never) as Promise<{ name: string }>;
const prepare = async () => device.handlers.prepare({ scene: axial }, never);

async function until(what: string, check: () => boolean): Promise<void> {
  for (const end = performance.now() + 5000; !check(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (performance.now() > end) throw new Error(`not within 5 s: ${what}`);
  }
}

describe('the trigger process’s device', () => {
  it('is safe on opening and on closing', async () => {
    expect(await open()).toMatchObject({ name: 'virtual-trigger' });
    expect(virtual.obeyed.slice(0, 2)).toEqual(['ID', 'SAFE']);
    await prepare();
    expect(virtual.light.armed).toBe(true);
    await device.handlers.close({}, never);
    expect(virtual.obeyed.at(-1)).toBe('SAFE');
    expect(virtual.light).toEqual({ armed: false, lampPercent: 0 });
  });

  it('is safe when it shuts down, even in the middle of a wait', async () => {
    await open();
    virtual.break('not-ready');
    const waiting = expect(prepare()).rejects.toMatchObject({ code: 'aborted' });
    await until('SET', () => virtual.obeyed.includes('SET A 5.0'));
    await device.shutDown();
    await waiting;
    expect(virtual.obeyed.at(-1)).toBe('SAFE');
  });

  it('is safe after an error', async () => {
    await open();
    const scene: LightingScene = { ...axial, channels: [...axial.channels, { channel: 'H', lampPercent: 1 }] };
    await expect(device.handlers.prepare({ scene }, never)).rejects.toMatchObject({ code: 'trigger-fault' });
    expect(virtual.obeyed.at(-1)).toBe('SAFE');
    await prepare();
  });

  it('lets `safe` interrupt a prepare that waits for the flash', async () => {
    await open();
    virtual.break('not-ready');
    const waiting = expect(prepare()).rejects.toMatchObject({ code: 'aborted' });
    await until('SET', () => virtual.obeyed.includes('SET A 5.0'));
    await device.handlers.safe({}, never);
    await waiting;
    virtual.mend();
    await prepare();
  });

  it('passes a fault on, once, and is safe', async () => {
    await open();
    await prepare();
    const before = virtual.obeyed.length;
    virtual.fault('overheated');
    await until('the fault', () => told.faults.length > 0);
    await until('SAFE', () => virtual.obeyed.slice(before).includes('SAFE'));
    expect(told.faults).toEqual(['overheated']);
  });

  it('tells when the device has gone, and refuses what comes after it', async () => {
    await open();
    await peer.unplug?.();
    await until('gone', () => told.gone.length > 0);
    await expect(prepare()).rejects.toMatchObject({ code: 'trigger-silent' });
    expect(told.gone).toHaveLength(1);
  });

  it('opens again after the first one was opened: the port is free', async () => {
    await open();
    await open();
    await prepare();
    expect(told.gone).toEqual([]);
  });

  it('names a port that is not there', async () => {
    await peer.unplug?.();
    await expect(open()).rejects.toMatchObject({ code: 'trigger-not-found', params: { path: peer.path } });
    expect(told.gone).toEqual([]);
  });
});
