import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import type { LightingProfile, LightingScene } from '../../electron/contract/lighting.ts';
import { type Commands, createCommands } from '../../electron/devices/trigger/commands.ts';
import type { Engine } from '../../electron/devices/trigger/engine.ts';
import { openSerialLine } from '../../electron/devices/trigger/serial-line.ts';
import { openStudioTrigger } from '../../electron/devices/trigger/studio-trigger.ts';
import {
  compileFirmware,
  firmwareOnPty,
  hardware,
  type TriggerPeer,
  virtualOnMock,
  virtualOnPty,
} from '../rigs/trigger-peers.ts';

type Ability = 'expose' | 'faults' | 'unplug';
const board = process.env.INCIDENCE_TRIGGER;

let firmware: Awaited<ReturnType<typeof compileFirmware>>;
beforeAll(async () => {
  firmware = await compileFirmware();
});
afterAll(() => firmware.remove());

/** Everything that the suite runs against, and the known differences: what cannot be done to it. */
const peers: { name: string; start: () => Promise<TriggerPeer>; settleMs: number; cannot: readonly Ability[] }[] = [
  { name: 'the virtual trigger on a pty', start: virtualOnPty, settleMs: 20, cannot: [] },
  { name: 'the virtual trigger on the mock binding', start: virtualOnMock, settleMs: 2000, cannot: ['unplug'] },
  { name: 'the firmware on a pty', start: () => firmwareOnPty(firmware.program), settleMs: 20, cannot: ['faults'] },
  ...(board === undefined
    ? []
    : [
        {
          name: board,
          start: () => hardware(board),
          settleMs: 2500,
          cannot: ['expose', 'faults', 'unplug'] as const,
        },
      ]),
];

const title = { fr: 'essai', en: 'test' };
const scene = (channels: LightingScene['channels'], flash = true): LightingScene => ({
  id: 'scene',
  title,
  flash,
  channels,
});
const axial = scene([{ channel: 'A', powerStops: 5, lampPercent: 30 }]);
const never = new AbortController().signal;

async function until(what: string, check: () => boolean, ms = 5000): Promise<void> {
  for (const end = performance.now() + ms; !check(); await sleep(5)) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
  }
}

describe.each(peers)('studio-trigger/1 with $name', ({ start, settleMs, cannot }) => {
  const can = (...abilities: Ability[]): boolean => !abilities.some((ability) => cannot.includes(ability));
  const profile: LightingProfile = {
    id: 'test',
    title,
    engine: 'studio-trigger/1',
    baudRate: 115_200,
    settleMs,
    answerMs: 200,
    recycleMs: 600,
    armMs: 3000,
  };
  type Rig = {
    peer: TriggerPeer;
    told: { faults: string[]; gone: string[] };
    open(): Promise<Engine>;
    /** The bare protocol, without the driver's judgement. */
    openRaw(): Promise<{ commands: Commands; events: string[]; write(text: string): Promise<void> }>;
    /** Closes what was opened last. */
    closeLast(): Promise<void>;
  };

  async function withRig(body: (rig: Rig) => Promise<void>): Promise<void> {
    const told = { faults: [] as string[], gone: [] as string[] };
    const peer = await start();
    const opened: (() => Promise<void>)[] = [peer.close];
    const closeLast = async (): Promise<void> => opened.pop()?.();

    async function open(): Promise<Engine> {
      const engine = await openStudioTrigger({
        port: peer.createPort(),
        profile,
        clock: systemClock,
        onFault: (code) => told.faults.push(code),
        onGone: (detail) => told.gone.push(detail),
      });
      opened.push(engine.close);
      return engine;
    }

    async function openRaw(): ReturnType<Rig['openRaw']> {
      const events: string[] = [];
      const commands = createCommands({
        clock: systemClock,
        answerMs: 200,
        write: (text) => line.write(text),
        onLine() {},
        onEvent: ({ name, args }) => events.push([name, ...args].join(' ')),
        onSilent() {},
      });
      const line = await openSerialLine(peer.createPort(), {
        clock: systemClock,
        onBytes: commands.receive,
        onGone() {},
      });
      opened.push(async () => {
        commands.close();
        await line.close();
      });
      if (!can('expose')) await sleep(settleMs);
      return { commands, events, write: line.write };
    }

    try {
      await body({ peer, told, open, openRaw, closeLast });
    } finally {
      while (opened.length > 0) await closeLast();
    }
  }

  /** Each test has its own device, so that those that wait do so together. A board on the desk is there only once. */
  const check = (name: string, body: (rig: Rig) => Promise<void>): void => {
    (can('expose') ? it.concurrent : it)(name, () => withRig(body));
  };

  check('says who it is', async ({ open }) => {
    const { identity } = await open();
    expect(identity.name).not.toBe('');
    expect(identity.reportsReady).toBe(true);
    if (can('expose')) expect(identity.reportsFired).toBe(true);
  });

  check('is safe after opening, whatever it was before', async ({ open, openRaw, closeLast }) => {
    const raw = await openRaw();
    await raw.commands.ask('LAMP', 'A', '50');
    await raw.commands.ask('ARM', '3000');
    await closeLast();
    await open();
    await closeLast();
    const again = await openRaw();
    const { values } = await again.commands.ask('STAT');
    expect(values).toEqual(expect.arrayContaining(['armed=0', 'A=0.0/0']));
  });

  check('arms for a scene and disarms after it; nothing flashed, nothing is claimed', async ({ told, open }) => {
    const engine = await open();
    await engine.prepare(axial, never);
    const fired = await engine.finish();
    expect(fired).toBe(engine.identity.reportsFired ? 'no' : 'unknown');
    await engine.safe();
    expect(told).toEqual({ faults: [], gone: [] });
  });

  check(
    'sets each channel, switches off what the next scene does not mention, and does not arm without a flash',
    async ({ open, openRaw, closeLast }) => {
      const engine = await open();
      await engine.prepare(scene([{ channel: 'B', powerStops: 6, lampPercent: 40 }]), never);
      await engine.prepare(scene([{ channel: 'A', lampPercent: 30 }], false), never);
      await engine.finish();
      await closeLast();
      const { commands } = await openRaw();
      // A board that restarts when its port is opened has nothing left to show.
      if (!can('expose')) return;
      const { values } = await commands.ask('STAT');
      expect(values).toEqual(expect.arrayContaining(['armed=0', 'A=0.0/30', 'B=0.0/0']));
    },
  );

  check('names what it refuses', async ({ open }) => {
    const engine = await open();
    await expect(engine.prepare(scene([{ channel: 'H', powerStops: 1 }]), never)).rejects.toMatchObject({
      code: 'trigger-fault',
      params: { code: 'SET-channel' },
    });
    await engine.prepare(axial, never);
    await engine.finish();
  });

  check('stays awake: the watchdog does not bite while the port is open', async ({ told, open }) => {
    const engine = await open();
    await engine.prepare(scene([{ channel: 'A', lampPercent: 30 }], false), never);
    await sleep(4000);
    await engine.finish();
    expect(told).toEqual({ faults: [], gone: [] });
  });

  check(
    'refuses to fire unless armed, disarms by itself, and makes itself safe when nobody speaks',
    async ({ openRaw }) => {
      const { commands, events } = await openRaw();
      expect(await commands.ask('FIRE')).toMatchObject({ ok: false, values: ['not-armed'] });
      await commands.ask('LAMP', 'A', '20');
      await commands.ask('ARM', '100');
      await sleep(200);
      expect(await commands.ask('FIRE')).toMatchObject({ ok: false, values: ['not-armed'] });
      await until('the watchdog', () => events.includes('FAULT watchdog'), 4000);
      const { values } = await commands.ask('STAT');
      expect(values).toEqual(expect.arrayContaining(['armed=0', 'A=0.0/0']));
    },
  );

  check('is deaf to wrong check sums and finds its line behind noise', async ({ openRaw }) => {
    const { commands, write } = await openRaw();
    await write('@7 LAMP A 50*00\n');
    await write('\u0001\u00fe@@ =1 OK ');
    const { values } = await commands.ask('STAT');
    expect(values).toContain('A=0.0/0');
  });

  const refusals = [
    ['SET', ['A', '10.5'], 'range'],
    ['SET', ['A'], 'args'],
    ['SET', ['h', '1.0'], 'channel'],
    ['LAMP', ['A', '101'], 'range'],
    ['ARM', ['60001'], 'range'],
    ['ARM', ['soon'], 'range'],
  ] as const;
  for (const [verb, args, code] of refusals) {
    check(`refuses ${verb} ${args.join(' ')} with ${code}`, async ({ openRaw }) => {
      const { commands } = await openRaw();
      expect(await commands.ask(verb, ...args)).toMatchObject({ ok: false, values: [code] });
    });
  }

  if (can('expose')) {
    check('reports the flash, and is ready for the next one only after recycling', async ({ peer, open }) => {
      const engine = await open();
      for (let shot = 0; shot < 3; shot += 1) {
        await engine.prepare(axial, never);
        const exposed = performance.now();
        peer.expose?.();
        expect(await engine.finish()).toBe('yes');
        await engine.prepare(axial, never);
        expect(performance.now() - exposed).toBeGreaterThan(250);
        expect(await engine.finish()).toBe('no');
      }
    });

    check('does not flash when it is not armed', async ({ peer, openRaw }) => {
      const { commands, events } = await openRaw();
      await commands.ask('SET', 'A', '5.0');
      peer.expose?.();
      await sleep(50);
      await commands.ask('STAT');
      expect(events.filter((event) => event.startsWith('FIRED'))).toEqual([]);
    });

    check('fires on command, once', async ({ openRaw }) => {
      const { commands, events } = await openRaw();
      await commands.ask('ARM', '1000');
      expect(await commands.ask('FIRE')).toMatchObject({ ok: true });
      await until('FIRED', () => events.some((event) => /^FIRED \d+ \d+$/.test(event)));
      await sleep(50);
      expect(events.filter((event) => event.startsWith('FIRED'))).toHaveLength(1);
    });

    check('lets a wait for the flash be given up', async ({ peer, open }) => {
      const engine = await open();
      await engine.prepare(scene([{ channel: 'A', powerStops: 10 }]), never);
      peer.expose?.();
      await engine.finish();
      const giveUp = new AbortController();
      const waiting = expect(engine.prepare(axial, giveUp.signal)).rejects.toMatchObject({ code: 'aborted' });
      await sleep(100);
      giveUp.abort();
      await waiting;
    });
  }

  if (can('faults')) {
    for (const fault of ['lost-answer', 'wrong-crc', 'garbage'] as const) {
      check(`survives one ${fault} anywhere`, async ({ peer, told, open }) => {
        const engine = await open();
        for (let skip = 0; skip < 6; skip += 1) {
          const before = peer.virtual?.obeyed.length ?? 0;
          const prepared = engine.prepare(axial, never);
          await until('commands', () => (peer.virtual?.obeyed.length ?? 0) >= before + Math.min(skip, 2));
          peer.virtual?.break(fault, 1);
          await prepared;
          peer.virtual?.mend();
          await engine.finish();
          await engine.safe();
        }
        expect(told).toEqual({ faults: [], gone: [] });
      });
    }

    check('arms once although the answer was lost: it asks before it repeats', async ({ peer, open }) => {
      const engine = await open();
      await engine.prepare(axial, never);
      await engine.finish();
      const from = peer.virtual?.obeyed.length ?? 0;
      const raised = new Promise<void>((resolve) => {
        const watch = setInterval(() => {
          if (peer.virtual?.obeyed.slice(from).filter((command) => command === 'STAT').length === 2) {
            clearInterval(watch);
            resolve();
          }
        }, 0);
      });
      const prepared = engine.prepare(axial, never);
      await raised;
      peer.virtual?.break('lost-answer', 1);
      await prepared;
      const arms = peer.virtual?.obeyed.slice(from).filter((command) => command.startsWith('ARM'));
      expect(arms).toEqual(['ARM 3000']);
      expect(peer.virtual?.light.armed).toBe(true);
    });

    check('says that the flash does not get ready', async ({ peer, open }) => {
      const engine = await open();
      peer.virtual?.break('not-ready');
      await expect(engine.prepare(axial, never)).rejects.toMatchObject({ code: 'trigger-not-ready' });
    });

    check(
      'gives up on a device that has fallen silent, even when nobody asks anything',
      async ({ peer, told, open }) => {
        await open();
        peer.virtual?.break('silent');
        await until('gone', () => told.gone.length > 0);
        expect(told.gone).toHaveLength(1);
      },
    );

    check('does not open what does not answer, and leaves the port free', async ({ peer, open }) => {
      peer.virtual?.break('silent');
      await expect(open()).rejects.toMatchObject({ code: 'trigger-silent' });
      peer.virtual?.mend();
      await open();
    });
  }

  if (can('unplug')) {
    check('learns at once that the plug was pulled while nothing was said', async ({ peer, told, open }) => {
      await open();
      await sleep(200);
      await peer.unplug?.();
      await until('gone, before the keep-alive asks', () => told.gone.length > 0, 500);
    });

    check(
      'tells once that the plug was pulled; what is pending and what comes later fails at once',
      async ({ peer, told, open }) => {
        const engine = await open();
        await engine.prepare(axial, never);
        await peer.unplug?.();
        await expect(engine.finish()).rejects.toMatchObject({ code: 'trigger-silent' });
        await until('gone', () => told.gone.length > 0);
        const from = performance.now();
        await expect(engine.prepare(axial, never)).rejects.toMatchObject({ code: 'trigger-silent' });
        expect(performance.now() - from).toBeLessThan(100);
        expect(told.gone).toHaveLength(1);
      },
    );
  }
});

if (board === undefined) {
  it.skip('studio-trigger/1 with a real board: set INCIDENCE_TRIGGER to its serial path', () => {});
}
