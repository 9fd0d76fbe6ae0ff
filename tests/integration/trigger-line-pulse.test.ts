import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClock, systemClock } from '../../electron/base/clock.ts';
import type { LightingProfile, LightingScene } from '../../electron/contract/lighting.ts';
import type { Engine } from '../../electron/devices/trigger/engine.ts';
import { openLinePulse } from '../../electron/devices/trigger/line-pulse.ts';
import { createMockPort, type Pins } from '../../electron/simulator/trigger/mock-port.ts';
import { openPtyPair } from '../rigs/pty.ts';

const title = { fr: 'essai', en: 'test' };
const profile: LightingProfile = {
  id: 'pins',
  title,
  engine: 'line-pulse',
  baudRate: 9600,
  settleMs: 0,
  answerMs: 100,
  recycleMs: 2500,
  armMs: 5000,
  pulse: { line: 'rts', ms: 8000 },
};
const flash: LightingScene = { id: 'flash', title, flash: true, channels: [] };
const lamp: LightingScene = { id: 'lamp', title, flash: false, channels: [{ channel: 'A', lampPercent: 50 }] };
const ambient: LightingScene = { id: 'ambient', title, flash: false, channels: [] };
const never = new AbortController().signal;
const dark: Pins = { rts: false, dtr: false };
const lit: Pins = { rts: true, dtr: false };

const engines: Engine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

async function open(changes: Partial<LightingProfile> = {}) {
  const clock = fakeClock();
  const log: Pins[] = [];
  const gone: string[] = [];
  const used = { ...profile, ...changes };
  const device = { opened() {}, receive() {}, pins: (pins: Pins) => log.push(pins), closed() {} };
  const port = createMockPort(device, used.baudRate);
  const opening = openLinePulse({
    port,
    profile: used,
    clock,
    onFault() {},
    onGone: (detail) => gone.push(detail),
  });
  await passed(clock);
  const engine = await opening;
  engines.push(engine);
  return { clock, engine, log, gone };
}

/** Lets everything run that needs no time, then lets `ms` go by. */
async function passed(clock: { advance(ms: number): void }, ms = 0): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(ms);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('line-pulse', () => {
  it('lowers both lines on opening: naming one alone would raise the other', async () => {
    const { log, engine } = await open();
    expect(log).toEqual([dark]);
    expect(engine.identity).toEqual({ name: 'essai', reportsReady: false, reportsFired: false });
  });

  it('raises the line for a flash when 1.2 times the recycling time has passed since opening', async () => {
    const { clock, engine, log } = await open();
    const prepared = engine.prepare(flash, never);
    await passed(clock, 2999);
    expect(log).toEqual([dark]);
    await passed(clock, 1);
    await prepared;
    expect(log).toEqual([dark, lit]);
    expect(await engine.finish()).toBe('unknown');
    expect(log).toEqual([dark, lit, dark]);
  });

  it('waits 1.5 s at least, counted from the end of the last flash', async () => {
    const { clock, engine, log } = await open({ recycleMs: 0 });
    await passed(clock, 5000);
    await engine.prepare(flash, never);
    await passed(clock, 700);
    await engine.finish();
    const again = engine.prepare(flash, never);
    await passed(clock, 1499);
    expect(log).toEqual([dark, lit, dark]);
    await passed(clock, 1);
    await again;
    expect(log).toEqual([dark, lit, dark, lit]);
  });

  it('switches a continuous light on at once, and back by itself when nobody finishes', async () => {
    const { clock, engine, log } = await open();
    await engine.prepare(lamp, never);
    expect(log).toEqual([dark, lit]);
    await passed(clock, 7999);
    expect(log).toEqual([dark, lit]);
    await passed(clock, 1);
    expect(log).toEqual([dark, lit, dark]);
    expect(clock.pending).toBe(0);
  });

  it('leaves the room’s own light alone', async () => {
    const { engine, log } = await open();
    await engine.prepare(ambient, never);
    expect(log).toEqual([dark]);
  });

  it('pulses DTR where the profile says so', async () => {
    const { engine, log } = await open({ pulse: { line: 'dtr', ms: 100 } });
    await engine.prepare(lamp, never);
    expect(log.at(-1)).toEqual({ rts: false, dtr: true });
  });

  it('is dark when made safe, and leaves no timer', async () => {
    const { clock, engine, log } = await open();
    await engine.prepare(lamp, never);
    await engine.safe();
    expect(log.at(-1)).toEqual(dark);
    expect(clock.pending).toBe(0);
  });

  it('can be interrupted while it waits', async () => {
    const { clock, engine, log } = await open();
    const giveUp = new AbortController();
    const waiting = expect(engine.prepare(flash, giveUp.signal)).rejects.toMatchObject({ code: 'aborted' });
    await passed(clock, 1000);
    giveUp.abort();
    await waiting;
    expect(log).toEqual([dark]);
    expect(clock.pending).toBe(0);
  });

  it('refuses a port that has no lines', async () => {
    const pair = await openPtyPair();
    try {
      const port = new SerialPort({ path: pair.near, baudRate: 9600, autoOpen: false });
      const opening = openLinePulse({ port, profile, clock: systemClock, onFault() {}, onGone() {} });
      await expect(opening).rejects.toMatchObject({ code: 'trigger-fault', params: { code: 'no-pins' } });
    } finally {
      await pair.cut();
    }
  });
});
