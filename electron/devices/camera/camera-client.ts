import type { Clock } from '../../base/clock.ts';
import { createListeners } from '../../base/listeners.ts';
import type { Log } from '../../base/log.ts';
import type { Spawn } from '../../base/supervised-child.ts';
import type { CameraAddress } from '../../contract/addresses.ts';
import { type CameraIdentity, cameraContract, type LiveViewing, type OfferedShot } from '../../contract/devices.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { SettingName } from '../../contract/settings.ts';
import { lateMs, limitMs, progressMs, shotReserveMs, supervision } from './camera-limits.ts';
import type { CameraLink } from './camera-link.ts';
import { Connection } from './connection.ts';
import { type CameraLedger, ledgerInMemory } from './ledger.ts';
import { formatAddress, type KnownBody, openOneOf, portsOf } from './ports.ts';
import { Settling } from './settling.ts';
import { SimulatedBody } from './simulated-body.ts';
import { SupervisedPeer } from './supervised-peer.ts';

export type CameraLinkOptions = {
  address: CameraAddress;
  spawn: Spawn;
  /** Absolute paths of the built processes. */
  entries: { camera: string; simulator: string };
  clock: Clock;
  log: Log;
  /** Whether a simulated subject is only lit by a trigger. */
  litByTrigger: boolean;
  /** The body that is meant, where it is known: one on USB comes back under other numbers. */
  expected?: KnownBody | undefined;
  /**
   * Where settled pictures are noted. Absent, and for a simulated body, whose card ends with it, in memory. Null where
   * nobody wants what lies on the card: then it is not looked through.
   */
  ledger?: CameraLedger | null | undefined;
  seed?: number | undefined;
  widthPx?: number | undefined;
};

export function createCameraLink(options: CameraLinkOptions): CameraLink {
  const { address, spawn, entries, clock, log } = options;
  const offered = createListeners<OfferedShot>();
  const turned = createListeners<readonly SettingName[]>();
  let identity: CameraIdentity | undefined;
  let viewing: LiveViewing | undefined;
  let looking: Promise<void> = Promise.resolve();
  let progress: number | undefined;
  let late = false;

  const connection = new Connection({ clock, log, connect });
  const gaveUp = (process: string) => () => connection.fail(new CodedError('process-gave-up', { process }));
  let simulator: SimulatedBody | null = null;
  let findPorts: () => Promise<string[]>;
  if (address.kind === 'sim') {
    const { model } = address;
    const played = new SimulatedBody({ ...options, model, entry: entries.simulator, onGaveUp: gaveUp('simulator') });
    findPorts = async () => [await played.port()];
    simulator = played;
  } else {
    findPorts = () => portsOf(address, identity ?? options.expected, detect);
  }
  const camera = new SupervisedPeer({
    contract: cameraContract,
    name: 'camera',
    spawn,
    entry: entries.camera,
    clock,
    limits: supervision,
    codes: { lost: 'camera-gone', stalled: 'camera-stalled' },
    onStart: (peer) => {
      peer.on('gone', ({ detail }) => connection.lost(new CodedError('camera-gone', { detail })));
      peer.on('progress', ({ bytes, of }) => {
        camera.extend(progressMs);
        showProgress(bytes < of ? bytes / of : undefined);
      });
      peer.on('offered', (shot) => {
        camera.extend(progressMs);
        showProgress(undefined);
        offered.tell(shot);
      });
      peer.on('turned', ({ settings }) => turned.tell(settings));
    },
    onLost: (why) => {
      showProgress(undefined);
      connection.lost(why);
    },
    onGaveUp: gaveUp('camera'),
  });
  const settling = new Settling({
    ledger: options.ledger && address.kind !== 'sim' ? options.ledger : ledgerInMemory(),
    log,
    calls: {
      reconcile: async (known) =>
        (await camera.call('reconcile', { known: known && [...known] }, limitMs.reconcile)).settled,
      settle: async (sources, discard) => {
        await camera.call('settle', { sources: [...sources], discard }, limitMs.settle);
      },
    },
  });

  function showProgress(share: number | undefined): void {
    if (progress === share) return;
    progress = share;
    connection.tell();
  }

  function showLate(is: boolean): void {
    if (late === is) return;
    late = is;
    connection.tell();
  }

  async function connect(seen: () => void): Promise<void> {
    camera.start();
    const ports = await findPorts();
    if (address.kind !== 'ptpip') seen();
    const found = await openOneOf(ports, address, (identity ?? options.expected)?.serial, {
      open: (port) => camera.call('open', { port }, limitMs.open),
      close: async () => void (await camera.call('close', {}, limitMs.close)),
    });
    identity = found;
    // Before it is used for the first time: afterwards nobody could tell what lay there before.
    const isFirst = options.ledger !== null && (await settling.isFirstMeeting(found));
    if (isFirst) await passOver(() => settling.reconcile(found));
    const wanted = viewing;
    if (wanted) await passOver(async () => void (await camera.call('view', wanted, limitMs.tool)));
    if (options.ledger !== null && !isFirst) looking = lookThroughCard(found);
  }

  /** Beside whatever else is asked: pictures that were left there are offered as they are found. */
  async function lookThroughCard(found: CameraIdentity): Promise<void> {
    try {
      await settling.reconcile(found);
    } catch (error) {
      // A camera that has gone is looked through when it is back.
      if (error instanceof CodedError) log.warn('card-not-looked-through', { code: error.code });
      else log.unexpected(error, 'camera-link');
    }
  }

  /** What a sound body refuses does not keep it from being used. */
  async function passOver(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = error instanceof CodedError ? error.code : 'internal';
      if (code === 'camera-gone' || code === 'camera-stalled' || code === 'internal') throw error;
      log.warn('camera-refused', { code });
    }
  }

  async function detect(): Promise<{ model: string; port: string }[]> {
    return (await camera.call('detect', {}, limitMs.detect)).cameras;
  }

  /** What stays held is told by the opening that follows, which is the one that counts. */
  async function free(port: string): Promise<void> {
    try {
      await camera.call('free', { port }, limitMs.free);
    } catch (error) {
      if (!hasCode(error, 'camera-claimed')) throw error;
    }
  }

  async function open(): Promise<void> {
    simulator?.wake();
    camera.wake();
    await connection.open();
  }

  return {
    address: formatAddress(address),
    simulated: address.kind === 'sim',
    get state() {
      return connection.state;
    },
    get error() {
      return connection.error;
    },
    get identity() {
      return identity;
    },
    get controlPort() {
      return simulator?.controlPort;
    },
    get progress() {
      return progress;
    },
    get late() {
      return late;
    },
    onState: (listener) => connection.onState(listener),
    onOffered: offered.add,
    onTurned: turned.add,
    open,
    reconnect: open,
    whenReady: (timeoutMs) => connection.whenReady(timeoutMs),
    apply: (settings) =>
      connection.whileWorking(async () => (await camera.call('apply', { settings }, limitMs.apply)).results),
    configure: (key, value) =>
      connection.whileWorking(async () => {
        await camera.call('configure', { key, value }, limitMs.configure);
      }),
    inspect: () => connection.whileWorking(() => camera.call('inspect', {}, limitMs.inspect)),
    shoot: (shotId, timeoutMs) =>
      connection.whileWorking(async () => {
        const cancelLate = clock.setTimeout(() => showLate(true), lateMs);
        try {
          return await camera.call('shoot', { shotId, timeoutMs }, timeoutMs + shotReserveMs);
        } finally {
          cancelLate();
          showLate(false);
          showProgress(undefined);
        }
      }),
    async frame(signal) {
      connection.demandReady();
      return (await camera.call('frame', {}, limitMs.frame, signal)).jpeg;
    },
    async stopLiveView() {
      connection.demandReady();
      await camera.call('stopLiveView', {}, limitMs.frame);
    },
    async view(wanted) {
      viewing = wanted;
      connection.demandReady();
      return await camera.call('view', wanted, limitMs.tool);
    },
    async focus(steps) {
      connection.demandReady();
      return await camera.call('focus', { steps }, limitMs.tool);
    },
    autofocus: () =>
      connection.whileWorking(async () => {
        await camera.call('autofocus', {}, limitMs.tool);
      }),
    settle: (sources, discard) => settling.settle(sources, discard),
    async clear(copies) {
      await looking;
      connection.demandReady();
      return (await camera.call('clear', { copies: [...copies] }, limitMs.clear)).fates;
    },
    async free() {
      camera.wake();
      camera.start();
      for (const port of await findPorts()) await free(port);
      await open();
    },
    async status() {
      connection.demandReady();
      return camera.call('status', {}, limitMs.status);
    },
    async pose(pose) {
      await simulator?.pose(pose);
    },
    async close() {
      connection.close();
      await camera.stop();
      await simulator?.stop();
      connection.forgetListeners();
      offered.clear();
      turned.clear();
    },
  };
}
