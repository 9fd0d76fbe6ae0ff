import { expect } from 'vitest';
import { type FakeClock, fakeClock } from '../../electron/base/clock.ts';
import { listeningWire } from '../../electron/base/listening-wire.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { Spawn } from '../../electron/base/supervised-child.ts';
import { cameraContract, type OfferedShot, type ShotFile, simulatorContract } from '../../electron/contract/devices.ts';
import { answer, type Handlers, type Server, type Wire } from '../../electron/contract/rpc.ts';
import { type CameraLinkOptions, createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import type { CameraLink } from '../../electron/devices/camera/camera-link.ts';
import type { CameraLedger } from '../../electron/devices/camera/ledger.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
export const identity = {
  ...{ manufacturer: 'Nikon', model: 'D750', serial: '7', settings: [], liveView: true },
  tools: { zoom: [], focus: false, autofocus: false, exposureSimulation: false },
};
const jpeg = (source: string): ShotFile => ({
  ...{ name: 'A.JPG', source, kind: 'jpeg', sha256: '0'.repeat(64), data: Uint8Array.of(1) },
});
export const offer = (source: string): OfferedShot => ({
  ...{ origin: 'found', shot: { files: [jpeg(source)], complete: true, ms: 0 } },
});
export const shotId = '00000000-0000-4000-8000-000000000000';
export const never = (): Promise<never> => new Promise(() => {});
export const settled = async (): Promise<void> => {
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
    clear: ({ copies }) => ({ fates: copies.map(({ source }) => ({ source, fate: 'deleted' })) }),
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
    pose: ({ pose }) => {
      looks.push(pose?.look ?? null);
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
    ...{ clock, started, opened, reconciled, settlings, views, freed, looks, camera, simulator, options, last },
    /** Of the process with this number, counted from 1. */
    busyMs: (_process: number) => 0,
    /** The next shot takes until this is called. */
    holdShot(): () => void {
      let finish = (): void => {};
      camera.shoot = () =>
        new Promise((resolve) => {
          finish = () => resolve({ files: [], complete: true, ms: 1 });
        });
      return () => finish();
    },
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

/** Second by second, so that what each one brings about has happened before the next. */
export async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000);
    await settled();
  }
}

export const ptpip = { kind: 'ptpip', host: '10.0.0.1', port: 15740, eventPort: 15740 } as const;
let link: CameraLink | undefined;
let clock = fakeClock();

/** A link to a camera that is played here; one at a time. */
export async function openLink(address: CameraLinkOptions['address'] = ptpip, ledger?: CameraLedger | null) {
  clock = fakeClock();
  const scene = stage(clock);
  const states: string[] = [];
  const opened = createCameraLink({ ...scene.options(address), ledger });
  link = opened;
  opened.onState(() => states.push(opened.state));
  return { link: opened, scene, states };
}

/** After each test: no timer may be left behind. */
export async function closeLink(): Promise<void> {
  await link?.close();
  expect(clock.pending).toBe(0);
}
