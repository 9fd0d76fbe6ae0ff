import { afterEach, describe, expect, it } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { listeningWire } from '../../electron/base/listening-wire.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { Spawn } from '../../electron/base/supervised-child.ts';
import { cameraContract, type OfferedShot, type ShotFile, simulatorContract } from '../../electron/contract/devices.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { answer, type Handlers, type Server, type Wire } from '../../electron/contract/rpc.ts';
import { type CameraLinkOptions, createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import type { CameraLink } from '../../electron/devices/camera/camera-link.ts';
import type { CameraLedger } from '../../electron/devices/camera/ledger.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
const identity = {
  ...{ manufacturer: 'Nikon', model: 'D750', serial: '7', settings: [], liveView: true },
  tools: { zoom: [], focus: false, autofocus: false, exposureSimulation: false },
};
const jpeg = (source: string): ShotFile => ({
  ...{ name: 'A.JPG', source, kind: 'jpeg', sha256: '0'.repeat(64), data: Uint8Array.of(1) },
});
const offer = (source: string): OfferedShot => ({
  ...{ origin: 'found', shot: { files: [jpeg(source)], complete: true, ms: 0 } },
});
const shotId = '00000000-0000-4000-8000-000000000000';
const never = (): Promise<never> => new Promise(() => {});
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
};

/** Processes that live in this one: each start answers with what the test says, until it is killed. */
function stage(clock: FakeClock) {
  const started: { entry: string; die(): void; server: Server<typeof cameraContract> | null }[] = [];
  const opened: string[] = [];
  const reconciled: unknown[] = [];
  const settlings: unknown[] = [];
  const views: unknown[] = [];
  const freed: string[] = [];
  const camera: Mutable<Handlers<typeof cameraContract>> = {
    open: ({ port }) => {
      opened.push(port);
      return identity;
    },
    detect: () => ({ cameras: [] }),
    close: () => ({}),
    reconcile: ({ known }) => {
      reconciled.push(known);
      return { settled: known ?? ['old'] };
    },
    settle: (asked) => {
      settlings.push(asked);
      return {};
    },
    inspect: () => ({ library: '0', keys: [] }),
    free: ({ port }) => {
      freed.push(port);
      return {};
    },
    view: (viewing) => {
      views.push(viewing);
      return viewing;
    },
    focus: () => ({ end: false }),
    autofocus: () => ({}),
    status: () => ({ batteryPercent: 50 }),
    apply: () => ({ results: [] }),
    configure: () => ({}),
    shoot: () => ({ files: [], complete: true, ms: 1 }),
    frame: () => ({ jpeg: Uint8Array.of(1), sequence: 0 }),
    stopLiveView: () => ({}),
  };
  const looks: unknown[] = [];
  const simulator: Handlers<typeof simulatorContract> = {
    start: () => ({ port: `ptpip:127.0.0.1:${9000 + started.length}:1`, controlPort: 77 }),
    look: ({ fixation }) => {
      looks.push(fixation);
      return {};
    },
    stop: () => ({}),
  };
  const spawn: Spawn = (entry) => {
    const exits: ((exit: { code: number | null; signal: string | null }) => void)[] = [];
    const [ours, theirs] = pair();
    const number = started.length + 1;
    let dead = false;
    const die = (): void => {
      if (dead) return;
      dead = true;
      ours.closed();
      theirs.closed();
      for (const listener of exits) listener({ code: 1, signal: null });
    };
    theirs.wire.onMessage((message) => {
      if ((message as { kind: string }).kind === 'heartbeat')
        theirs.wire.send({ kind: 'heartbeat', busyMs: made.busyMs(number) });
    });
    const unexpected = () => 'REF';
    const server = entry === 'camera' ? answer(theirs.wire, cameraContract, camera, unexpected) : null;
    if (entry === 'simulator') answer(theirs.wire, simulatorContract, simulator, unexpected);
    started.push({ entry, die, server });
    const wire: Wire = { ...ours.wire, close: die };
    return { wire, pid: started.length, kill: die, onExit: (listener) => exits.push(listener) };
  };
  const options = (address: CameraLinkOptions['address']): CameraLinkOptions => ({
    ...{ address, spawn, clock, log: silentLog, litByTrigger: true },
    entries: { camera: 'camera', simulator: 'simulator' },
  });
  const last = (entry: string) => started.findLast((one) => one.entry === entry);
  const made = {
    ...{ started, opened, reconciled, settlings, views, freed, looks, camera, simulator, options, last },
    /** Of the process with this number, counted from 1. */
    busyMs: (_process: number) => 0,
  };
  return made;
}

/** Two ends of one wire; what is sent arrives a turn later, as between processes. */
function pair() {
  const ours: ReturnType<typeof listeningWire> = listeningWire({
    send: (message) => queueMicrotask(() => theirs.receive(message)),
    close: () => {},
  });
  const theirs: ReturnType<typeof listeningWire> = listeningWire({
    send: (message) => queueMicrotask(() => ours.receive(message)),
    close: () => {},
  });
  return [ours, theirs] as const;
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000);
    await settled();
  }
}

const ptpip = { kind: 'ptpip', host: '10.0.0.1', port: 15740, eventPort: 15740 } as const;
let link: CameraLink | undefined;
let clock: FakeClock;

async function open(address: CameraLinkOptions['address'] = ptpip, ledger?: CameraLedger | null) {
  clock = fakeClock();
  const scene = stage(clock);
  const states: string[] = [];
  const opened = createCameraLink({ ...scene.options(address), ledger });
  link = opened;
  opened.onState(() => states.push(opened.state));
  return { link: opened, scene, states };
}

afterEach(async () => {
  await link?.close();
  expect(clock.pending).toBe(0);
});

describe('camera link', () => {
  it('opens, works and closes', async () => {
    const { link, scene, states } = await open();
    expect(link.state).toBe('none');
    await link.open();
    expect(scene.opened).toEqual(['ptpip:10.0.0.1:15740:15740']);
    expect(link).toMatchObject({ state: 'ready', identity, address: 'ptpip:10.0.0.1:15740', simulated: false });
    await link.shoot(shotId, 1000);
    expect(await link.frame()).toEqual(Uint8Array.of(1));
    expect(await link.status()).toEqual({ batteryPercent: 50 });
    expect(states).toEqual(['connecting', 'ready', 'busy', 'ready']);
  });

  it('says that nothing is there, and is ready once it is', async () => {
    const { link, scene } = await open();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-not-found', { address: 'x' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-not-found' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-not-found' } });
    await expect(link.shoot(shotId, 1000)).rejects.toMatchObject({ code: 'camera-not-found' });
    await pass(60);
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-not-found' } });
    scene.camera.open = answers;
    await pass(4);
    expect(link).toMatchObject({ state: 'ready', error: undefined });
  });

  it('connects at once when the operator asks', async () => {
    const { link, scene } = await open();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-claimed', { holder: 'gallery' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-claimed' });
    scene.camera.open = answers;
    await link.reconnect();
    expect(link.state).toBe('ready');
  });

  it('is not ready with a body that goes in the moment in which it has come', async () => {
    const { link, scene } = await open();
    const { open: answers } = scene.camera;
    scene.camera.open = async (asked, signal) => {
      scene.camera.open = answers;
      const found = await answers(asked, signal);
      queueMicrotask(() => scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' }));
      return found;
    };
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-gone' });
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-gone' } });
    await pass(2);
    expect(link.state).toBe('ready');
  });

  it('fails where our own fault stands in the way', async () => {
    const { link, scene } = await open();
    scene.camera.open = () => Promise.reject(new Error('no libgphoto2'));
    await expect(link.open()).rejects.toMatchObject({ code: 'internal' });
    expect(link.state).toBe('failed');
  });

  it('reconnects with growing pauses after the body has gone', async () => {
    const { link, scene, states } = await open();
    await link.open();
    const { open: answers } = scene.camera;
    let tries = 0;
    scene.camera.open = (input, signal) => {
      tries += 1;
      return tries < 4 ? Promise.reject(new CodedError('camera-not-found')) : answers(input, signal);
    };
    scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' });
    await settled();
    expect(link).toMatchObject({ state: 'lost', error: { code: 'camera-gone', params: { detail: 'unplugged' } } });
    await expect(link.frame()).rejects.toMatchObject({ code: 'camera-gone' });
    const ready = link.whenReady(60_000);
    for (const [waitMs, expected] of [
      [250, 1],
      [499, 1],
      [1, 2],
      [1000, 3],
      [2000, 4],
    ] as const) {
      clock.advance(waitMs);
      await settled();
      expect(tries).toBe(expected);
    }
    await ready;
    expect(link).toMatchObject({ state: 'ready', error: undefined });
    expect(states.slice(0, 5)).toEqual(['connecting', 'ready', 'lost', 'recovering', 'lost']);
    expect(scene.started).toHaveLength(1);
  });

  it('opens a new process after the old one was lost; what was pending has failed', async () => {
    const { link, scene } = await open();
    await link.open();
    scene.camera.shoot = never;
    const shot = link.shoot(shotId, 1000);
    await settled();
    scene.last('camera')?.die();
    await expect(shot).rejects.toMatchObject({ code: 'camera-gone' });
    expect(link.state).toBe('lost');
    clock.advance(250);
    await settled();
    expect(link.state).toBe('ready');
    expect(scene.started).toHaveLength(2);
  });

  it('kills a process that hangs in a call', async () => {
    const { link, scene } = await open();
    await link.open();
    scene.camera.apply = never;
    const applied = link.apply({ iso: 100 });
    const stalled = expect(applied).rejects.toMatchObject({ code: 'camera-stalled' });
    await pass(25);
    await stalled;
    expect(scene.started).toHaveLength(2);
    expect(link.state).toBe('ready');
  });

  it('says within eight seconds that a body keeps the library waiting, however often, and never gives up', async () => {
    const { link, scene } = await open();
    await link.open();
    const { shoot } = scene.camera;
    for (let stall = 0; stall < 20; stall++) {
      scene.camera.shoot = never;
      const shot = expect(link.shoot(shotId, 30_000)).rejects.toMatchObject({ code: 'camera-stalled' });
      const since = clock.elapsed();
      const stuck = scene.started.length;
      scene.busyMs = (process) => (process === stuck ? clock.elapsed() - since : 0);
      await pass(7);
      await shot;
      expect(link.state).not.toBe('busy');
      scene.camera.shoot = shoot;
      await pass(4);
      expect(link.state).toBe('ready');
    }
    expect(scene.started).toHaveLength(21);
  });

  it('says when a picture is late, until it has come', async () => {
    const { link, scene } = await open();
    await link.open();
    let finish = (): void => {};
    scene.camera.shoot = () =>
      new Promise((resolve) => {
        finish = () => resolve({ files: [], complete: true, ms: 1 });
      });
    const shot = link.shoot(shotId, 30_000);
    await pass(3);
    expect(link.late).toBe(false);
    let told = 0;
    link.onState(() => (told += 1));
    await pass(2);
    expect(link).toMatchObject({ state: 'busy', late: true });
    expect(told).toBe(1);
    finish();
    await shot;
    expect(link.late).toBe(false);
  });

  it('lets a download that gets on take its time, and shows how far it is', async () => {
    const { link, scene } = await open();
    await link.open();
    let finish = (): void => {};
    scene.camera.shoot = () =>
      new Promise((resolve) => {
        finish = () => resolve({ files: [], complete: true, ms: 1 });
      });
    const shot = link.shoot(shotId, 5000);
    for (let part = 1; part <= 30; part++) {
      await pass(5);
      scene.last('camera')?.server?.emit('progress', { bytes: part, of: 40 });
      await settled();
      expect(link).toMatchObject({ state: 'busy', progress: part / 40 });
    }
    finish();
    await shot;
    expect(link.progress).toBeUndefined();
    expect(link.late).toBe(false);
    expect(scene.started).toHaveLength(1);
  });

  it('lets a frame wait for a shot that takes its time', async () => {
    const { link, scene } = await open();
    await link.open();
    let release = (): void => {};
    scene.camera.shoot = () =>
      new Promise((resolve) => {
        release = () => resolve({ files: [], complete: true, ms: 1 });
      });
    scene.camera.frame = async () => {
      await shot;
      return { jpeg: Uint8Array.of(2), sequence: 1 };
    };
    const shot = link.shoot(shotId, 20_000);
    const frame = link.frame();
    await pass(30);
    release();
    expect(await frame).toEqual(Uint8Array.of(2));
    expect(scene.started).toHaveLength(1);
  });

  it('fails for good when its process keeps dying, until the operator asks again', async () => {
    const { link, scene } = await open();
    await link.open();
    for (let death = 0; death < 6; death++) {
      scene.last('camera')?.die();
      await pass(10);
    }
    expect(link).toMatchObject({ state: 'failed', error: { code: 'process-gave-up' } });
    await link.reconnect();
    expect(link.state).toBe('ready');
  });

  it('plays a simulated body in a process of its own, and a new one after that was lost', async () => {
    const { link, scene } = await open({ kind: 'sim', model: 'nikon' });
    await link.open();
    expect(link).toMatchObject({ state: 'ready', simulated: true, address: 'sim:nikon', controlPort: 77 });
    await link.look({ leftDeg: 20, upDeg: 0 });
    expect(scene.looks).toEqual([{ leftDeg: 20, upDeg: 0 }]);
    scene.last('simulator')?.die();
    scene.last('camera')?.server?.emit('gone', { detail: 'closed' });
    await settled();
    clock.advance(250);
    await settled();
    expect(link.state).toBe('ready');
    expect(new Set(scene.opened).size).toBe(2);
    expect(scene.looks).toHaveLength(2);
  });

  it('looks nowhere on a real body', async () => {
    const { link, scene } = await open();
    await link.open();
    await link.look({ leftDeg: 20, upDeg: 0 });
    expect(scene.looks).toEqual([]);
  });

  it('waits for a camera no longer than it was told', async () => {
    const { link, scene } = await open();
    await link.open();
    scene.camera.open = never;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    const waiting = expect(link.whenReady(3000)).rejects.toMatchObject({ code: 'camera-gone' });
    clock.advance(3000);
    await waiting;
  });

  it('settles all that lay on a camera it never met; later only what it was told', async () => {
    const { link, scene } = await open();
    await link.open();
    await link.settle(['new'], false);
    await link.settle(['unwanted'], true);
    expect(scene.settlings).toEqual([
      { sources: ['new'], discard: false },
      { sources: ['unwanted'], discard: true },
    ]);
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([null, ['old', 'new', 'unwanted']]);
  });

  it('tells a camera that comes back what it could not be told', async () => {
    const { link, scene } = await open();
    await link.open();
    const { settle } = scene.camera;
    scene.camera.settle = () => Promise.reject(new CodedError('camera-gone'));
    await link.settle(['a'], true);
    scene.camera.settle = settle;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([null, ['old', 'a']]);
    expect(scene.settlings).toEqual([{ sources: ['a'], discard: true }]);
  });

  it('does not offer again what was settled while it looked through the card', async () => {
    const { link, scene } = await open();
    await link.open();
    const kept: (readonly string[] | null)[] = [];
    scene.camera.reconcile = async ({ known }) => {
      kept.push(known);
      await link.settle(['meanwhile'], false);
      return { settled: ['old'] };
    };
    for (let times = 0; times < 2; times++) {
      scene.last('camera')?.server?.emit('gone', { detail: 'off' });
      await settled();
      await pass(1);
    }
    expect(kept).toEqual([['old'], ['old', 'meanwhile']]);
  });

  it('is not ready before it is known what lay on a camera that it never met', async () => {
    const { link, scene } = await open();
    const { reconcile } = scene.camera;
    scene.camera.reconcile = never;
    const opening = expect(link.open()).rejects.toMatchObject({ code: 'camera-gone' });
    await settled();
    expect(link.state).toBe('connecting');
    scene.camera.reconcile = reconcile;
    scene.last('camera')?.die();
    await opening;
    await pass(2);
    expect(link.state).toBe('ready');
    expect(scene.reconciled).toEqual([null]);
  });

  it('leaves the card alone where nobody wants what lies on it', async () => {
    const { link, scene } = await open(ptpip, null);
    await link.open();
    scene.last('camera')?.die();
    await pass(2);
    expect([link.state, scene.reconciled]).toEqual(['ready', []]);
  });

  it('a ledger that cannot be written stops nothing and forgets nothing', async () => {
    const refuse = () => Promise.reject(new CodedError('vault-full'));
    const { link, scene } = await open(ptpip, { known: async () => null, add: refuse, keepOnly: refuse });
    await link.open();
    await link.settle(['a'], false);
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(link.state).toBe('ready');
    expect(scene.reconciled).toEqual([null, ['old', 'a']]);
  });

  it('offers, rather than settles unseen, what was photographed after the first look was refused', async () => {
    const { link, scene } = await open();
    const { reconcile } = scene.camera;
    scene.camera.reconcile = () => Promise.reject(new CodedError('camera-failed'));
    await link.open();
    scene.camera.reconcile = reconcile;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([[]]);
  });

  it('does not forget what lies on a card that is out for once', async () => {
    const { link, scene } = await open();
    await link.open();
    await link.settle(['new'], false);
    const { reconcile } = scene.camera;
    const again = async (): Promise<void> => {
      scene.last('camera')?.server?.emit('gone', { detail: 'off' });
      await settled();
      await pass(1);
    };
    scene.camera.reconcile = () => ({ settled: [] });
    await again();
    scene.camera.reconcile = reconcile;
    await again();
    expect(scene.reconciled).toEqual([null, ['old', 'new']]);
  });

  it('does not take a frame for stuck that waits while a card is looked through', async () => {
    const { link, scene } = await open();
    await link.open();
    scene.camera.reconcile = never;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    scene.camera.frame = never;
    const frame = link.frame().catch((error: unknown) => error);
    await pass(30);
    expect([link.state, scene.started.length]).toEqual(['ready', 1]);
    scene.last('camera')?.die();
    expect(await frame).toMatchObject({ code: 'camera-gone' });
  });

  it('a card that cannot be looked through does not keep the camera from being used', async () => {
    const { link, scene } = await open();
    scene.camera.reconcile = () => Promise.reject(new CodedError('camera-no-card'));
    await link.open();
    expect(link.state).toBe('ready');
  });

  it('hands on what is offered and what was turned', async () => {
    const { link, scene } = await open();
    const heard: unknown[] = [];
    const leave = link.onOffered((offered) => heard.push(offered));
    link.onTurned((settings) => heard.push(settings));
    await link.open();
    scene.last('camera')?.server?.emit('offered', offer('a'));
    scene.last('camera')?.server?.emit('turned', { settings: ['iso'] });
    await settled();
    leave();
    scene.last('camera')?.server?.emit('offered', offer('b'));
    await settled();
    expect(heard).toEqual([offer('a'), ['iso']]);
  });

  it('looks at a body that has come back as at the one that went', async () => {
    const { link, scene } = await open();
    const viewing = { zoom: 5, at: { x: 0.5, y: 0.25 }, simulateExposure: false };
    await link.open();
    expect(await link.view(viewing)).toEqual(viewing);
    scene.last('camera')?.die();
    await pass(1);
    expect(scene.views).toEqual([viewing, viewing]);
    const away = { ...viewing, zoom: 1 };
    scene.last('camera')?.die();
    await expect(link.view(away)).rejects.toMatchObject({ code: 'camera-gone' });
    await pass(2);
    expect(scene.views.at(-1)).toEqual(away);
  });

  it('frees a camera that another program holds, then connects', async () => {
    const { link, scene } = await open();
    const { open: answers } = scene.camera;
    scene.camera.open = () => Promise.reject(new CodedError('camera-claimed', { holder: 'gvfsd-gphoto2' }));
    await expect(link.open()).rejects.toMatchObject({ code: 'camera-claimed' });
    scene.camera.open = answers;
    await link.free();
    expect(link.state).toBe('ready');
    expect(scene.freed).toEqual(['ptpip:10.0.0.1:15740:15740']);
  });

  it('finds a USB body under its new number by its serial number', async () => {
    const { link, scene } = await open({ kind: 'usb', bus: 1, device: 4 });
    await link.open();
    scene.camera.detect = () => ({
      cameras: ['usb:001,004', 'usb:001,007', 'usb:001,009'].map((port) => ({ model: 'Nikon DSC D750', port })),
    });
    scene.camera.open = ({ port }) => {
      scene.opened.push(port);
      if (port === 'usb:001,004') throw new CodedError('camera-claimed');
      return port === 'usb:001,007' ? { ...identity, serial: '8' } : identity;
    };
    scene.last('camera')?.server?.emit('gone', { detail: 'unplugged' });
    await settled();
    await pass(2);
    expect(link.state).toBe('ready');
    expect(scene.opened).toEqual(['usb:001,004', 'usb:001,004', 'usb:001,007', 'usb:001,009']);
  });
});
