import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Spawn } from '../../base/supervised-child.ts';
import type { CameraAddress } from '../../contract/addresses.ts';
import {
  type CameraIdentity,
  type CameraStatus,
  cameraContract,
  type LiveViewing,
  type OfferedShot,
  type ShotResult,
} from '../../contract/devices.ts';
import { CodedError, type ErrorInfo } from '../../contract/errors.ts';
import type { Fixation } from '../../contract/protocol.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../../contract/settings.ts';
import type { DeviceState } from '../../contract/studio.ts';
import { whenState } from '../when-state.ts';
import { formatAddress, portOf } from './ports.ts';
import { SimulatedBody } from './simulated-body.ts';
import { SupervisedPeer } from './supervised-peer.ts';

/** A tethered camera as the studio holds it, in a process of its own that may be lost and comes back. */
export type CameraLink = {
  readonly address: string;
  readonly simulated: boolean;
  readonly state: DeviceState;
  /** Why the state is `lost`, `recovering` or `failed`. */
  readonly error: ErrorInfo | undefined;
  /** Of the body that is connected, or was last. */
  readonly identity: CameraIdentity | undefined;
  /** Where a virtual trigger reaches a simulated camera. */
  readonly controlPort: number | undefined;
  onState(listener: () => void): () => void;
  /** Connects. Throws what stood in the way; then the state is `failed`. */
  open(): Promise<void>;
  /** The operator's button: connects again whatever the state. */
  reconnect(): Promise<void>;
  /** Resolves once the camera is ready; rejects with its error when it has failed, or is not ready after `timeoutMs`. */
  whenReady(timeoutMs: number): Promise<void>;
  /** Never throws for a value that the body will not take; `camera-gone`, `camera-stalled` as all that follow. */
  apply(settings: NeutralSettings): Promise<SettingResult[]>;
  /** One of libgphoto2's own keys. Throws `camera-setting-refused`. */
  configure(key: string, value: string): Promise<void>;
  /** Waits `timeoutMs` for the files of one release; downloading them may take longer. Every file is whole. */
  shoot(shotId: string, timeoutMs: number): Promise<ShotResult>;
  frame(signal?: Abort): Promise<Uint8Array>;
  stopLiveView(): Promise<void>;
  /** Holds for the body that is there now and for the one that comes back. Resolves with what stands. */
  view(viewing: LiveViewing): Promise<LiveViewing>;
  /** Throws `camera-tool-missing`. `end` when the lens came to its stop. */
  focus(steps: number): Promise<{ end: boolean }>;
  /** Throws `camera-focus-failed`, `camera-tool-missing`. */
  autofocus(): Promise<void>;
  /** Hears of shots that nobody asked for here. Each is offered again after a reconnection until it is settled. */
  onOffered(listener: (offered: OfferedShot) => void): () => void;
  /** Hears of settings that were changed by hand on the body. */
  onTurned(listener: (settings: readonly SettingName[]) => void): () => void;
  /** These files are safe, or will never be wanted. Never throws: what a lost camera could not be told, it is told later. */
  settle(sources: readonly string[], discard: boolean): Promise<void>;
  /** How far a long download has come, 0 to 1; undefined when none is under way. */
  readonly progress: number | undefined;
  /** Ends another program's hold on the camera, then connects. Throws `camera-claimed`. */
  free(): Promise<void>;
  status(): Promise<CameraStatus>;
  /** Where a simulated patient looks; nothing happens on a real body. */
  look(fixation: Fixation | null): Promise<void>;
  /** Ends the processes. Nothing may be asked afterwards. */
  close(): Promise<void>;
};

export type CameraLinkOptions = {
  address: CameraAddress;
  spawn: Spawn;
  /** Absolute paths of the built processes. */
  entries: { camera: string; simulator: string };
  clock: Clock;
  log: Log;
  /** Whether a simulated subject is only lit by a trigger. */
  litByTrigger: boolean;
  seed?: number | undefined;
  widthPx?: number | undefined;
};

/** How long each call may take before the process counts as hung. A longer one lets shorter ones wait. */
const limitMs = {
  open: 30_000,
  detect: 20_000,
  apply: 20_000,
  configure: 10_000,
  frame: 8000,
  status: 7000,
  close: 3000,
};
/** On top of a shot's own time: draining, retrying a busy body, downloading. */
const shotReserveMs = 30_000;
const backoffMs = [250, 500, 1000, 2000, 5000];

export function createCameraLink(options: CameraLinkOptions): CameraLink {
  const { address, spawn, entries, clock, log } = options;
  const listeners = new Set<() => void>();
  let state: DeviceState = 'none';
  let error: ErrorInfo | undefined;
  let identity: CameraIdentity | undefined;
  let attempting: Promise<void> | null = null;
  let working = 0;
  let tries = 0;
  let closed = false;
  let cancelRetry = (): void => {};

  const gaveUp = (process: string) => () => fail(new CodedError('process-gave-up', { process }));
  let simulator: SimulatedBody | null = null;
  let findPort: () => Promise<string>;
  if (address.kind === 'sim') {
    const { model } = address;
    const played = new SimulatedBody({ ...options, model, entry: entries.simulator, onGaveUp: gaveUp('simulator') });
    findPort = () => played.port();
    simulator = played;
  } else {
    findPort = () => portOf(address, identity, detect);
  }
  const camera = new SupervisedPeer({
    contract: cameraContract,
    name: 'camera',
    spawn,
    entry: entries.camera,
    clock,
    codes: { lost: 'camera-gone', stalled: 'camera-stalled' },
    onStart: (peer) => {
      peer.on('gone', ({ detail }) => recover(new CodedError('camera-gone', { detail })));
    },
    onLost: (why) => recover(why),
    onGaveUp: gaveUp('camera'),
  });

  function onState(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function enter(next: DeviceState, why?: CodedError): void {
    if (state === next && why === undefined) return;
    state = next;
    error = why?.toInfo();
    if (next !== 'busy') log.info('camera-state', { state: next, code: why?.code });
    for (const listener of [...listeners]) listener();
  }

  function fail(why: CodedError): void {
    cancelRetry();
    if (!closed) enter('failed', why);
  }

  async function connect(): Promise<void> {
    camera.start();
    const port = await findPort();
    const found = await camera.call('open', { port }, limitMs.open);
    if (identity?.serial !== undefined && found.serial !== identity.serial && address.kind === 'usb') {
      await camera.call('close', {}, limitMs.close);
      throw new CodedError('camera-not-found', { address: formatAddress(address), detail: 'another camera' });
    }
    identity = found;
    tries = 0;
    if (!closed) enter(working > 0 ? 'busy' : 'ready');
  }

  async function detect(): Promise<{ model: string; port: string }[]> {
    return (await camera.call('detect', {}, limitMs.detect)).cameras;
  }

  /** One attempt at a time: a second caller waits for the first one's. */
  function attempt(): Promise<void> {
    attempting ??= connect().finally(() => {
      attempting = null;
    });
    return attempting;
  }

  /** After the body or its process has gone: tries until it is back. What was pending has failed already. */
  function recover(why: CodedError): void {
    if (closed || attempting || state === 'failed') return;
    enter('lost', why);
    cancelRetry();
    cancelRetry = clock.setTimeout(
      () => {
        enter('recovering', why);
        attempt().catch((cause: unknown) => recover(asCoded(cause)));
      },
      backoffMs[Math.min(tries, backoffMs.length - 1)] ?? 0,
    );
    tries += 1;
  }

  function asCoded(cause: unknown): CodedError {
    if (cause instanceof CodedError) return cause;
    return new CodedError('internal', {}, { cause, reference: log.unexpected(cause, 'camera-link') });
  }

  async function open(): Promise<void> {
    cancelRetry();
    closed = false;
    tries = 0;
    enter('connecting');
    simulator?.wake();
    camera.wake();
    try {
      await attempt();
    } catch (cause) {
      const why = asCoded(cause);
      fail(why);
      throw why;
    }
  }

  function demandReady(): void {
    if (state === 'ready' || state === 'busy') return;
    throw error && state === 'failed' ? CodedError.from(error) : new CodedError('camera-gone', { detail: state });
  }

  /** Shows `busy` while `work` runs. */
  async function whileWorking<T>(work: () => Promise<T>): Promise<T> {
    demandReady();
    working += 1;
    enter('busy');
    try {
      return await work();
    } finally {
      working -= 1;
      if (working === 0 && state === 'busy') enter('ready');
    }
  }

  return {
    address: formatAddress(address),
    simulated: address.kind === 'sim',
    get state() {
      return state;
    },
    get error() {
      return error;
    },
    get identity() {
      return identity;
    },
    get controlPort() {
      return simulator?.controlPort;
    },
    onState,
    open,
    reconnect: open,
    whenReady: (timeoutMs) =>
      whenState({
        timeoutMs,
        clock,
        look: () => (closed ? 'failed' : state),
        onState,
        why: () => (error ? CodedError.from(error) : new CodedError('camera-gone', { detail: state })),
      }),
    apply: (settings) => whileWorking(async () => (await camera.call('apply', { settings }, limitMs.apply)).results),
    configure: (key, value) =>
      whileWorking(async () => {
        await camera.call('configure', { key, value }, limitMs.configure);
      }),
    shoot: (shotId, timeoutMs) =>
      whileWorking(() => camera.call('shoot', { shotId, timeoutMs }, timeoutMs + shotReserveMs)),
    async frame(signal) {
      demandReady();
      return (await camera.call('frame', {}, limitMs.frame, signal)).jpeg;
    },
    async stopLiveView() {
      demandReady();
      await camera.call('stopLiveView', {}, limitMs.frame);
    },
    async status() {
      demandReady();
      return camera.call('status', {}, limitMs.status);
    },
    async look(fixation) {
      await simulator?.look(fixation);
    },
    async close() {
      closed = true;
      cancelRetry();
      enter('none');
      await camera.stop();
      await simulator?.stop();
      listeners.clear();
    },
  };
}
