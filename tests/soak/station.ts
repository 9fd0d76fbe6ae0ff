import { openSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listeningWire } from '../../electron/base/listening-wire.ts';
import { createLog, type Log } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawnTo, type Spawn } from '../../electron/base/supervised-child.ts';
import { client, type Wire } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import type { ProducedFile } from '../../electron/simulator/virtual-body.ts';
import { somebody, stationIn } from '../rigs/session-room.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';
import { soakProtocol } from './protocol.ts';

/** A real studio before a virtual camera on the network, with a page that wants live view. */
export type Station = {
  readonly camera: VirtualCamera;
  readonly assembly: Assembly;
  /** When the last live frame came. */
  readonly lastFrameMs: () => number;
  readonly frames: () => number;
  /** Unforeseen errors that were logged, and where the log is. */
  readonly unexpected: string[];
  readonly logFile: string;
  produced(): Promise<ProducedFile[]>;
  /** Ends the camera's own process. */
  killCameraProcess(): void;
  close(): Promise<void>;
};

/** A page draws thirty frames a second. */
const drawMs = 33;

export async function openStation(options: {
  model: 'nikon' | 'canon';
  seed: number;
  steps: number;
}): Promise<Station> {
  const { model, seed, steps } = options;
  const root = findRoot(import.meta.dirname);
  const folder = await mkdtemp(join(tmpdir(), 'incidence-soak-'));
  await cp(join(root, 'resources'), join(folder, 'resources'), { recursive: true });
  await writeFile(join(folder, 'resources', 'protocols', 'soak.json'), JSON.stringify(soakProtocol(steps)));
  await mkdir(join(folder, 'store'));
  const logFile = join(folder, 'log.txt');
  const output = openSync(logFile, 'a');
  const unexpected: string[] = [];
  const log = listeningLog((line) => unexpected.push(line));
  let cameraPid: number | undefined;
  const start = forkSpawnTo(() => output);
  const spawn: Spawn = (entry, env) => {
    const child = start(entry, env);
    if (basename(entry) === 'camera.js') cameraPid = child.pid;
    return child;
  };
  const camera = await startVirtualCamera({ model, seed, plain: true, widthPx: 640 });
  const place = { folder, vault: join(folder, 'vault') };
  const entryFolder = join(root, 'out', 'main');
  const assembly = await stationIn(place, { root: folder, entryFolder, log, spawn, camera: camera.address });
  const { studio } = assembly;
  const page = openPage(assembly);
  await assembly.openDevices();
  await page.want();
  await studio.openSession({ patient: somebody, protocol: 'soak' });
  return {
    camera,
    assembly,
    lastFrameMs: () => page.lastFrameMs,
    frames: () => page.frames,
    unexpected,
    logFile,
    async produced() {
      const { produced } = (await camera.control({ produced: true })) as { produced: ProducedFile[] };
      return produced;
    },
    killCameraProcess() {
      if (cameraPid !== undefined) process.kill(cameraPid, 'SIGKILL');
    },
    async close() {
      page.close();
      await assembly.close();
      await camera.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listeningLog(tell: (line: string) => void): Log {
  return createLog({
    process: 'soak',
    sink: (line) => {
      if (/"level":"error"/.test(line)) tell(line);
    },
  });
}

/** A page that draws live view: it asks for the next frame when it has drawn the last. */
function openPage({ studio }: Assembly): {
  want(): Promise<void>;
  readonly lastFrameMs: number;
  readonly frames: number;
  close(): void;
} {
  let lastFrameMs = performance.now();
  let frames = 0;
  let next = (): void => {};
  let gone = (): void => {};
  const [near, far] = wirePair();
  studio.attach(far);
  const calls = client(near, studioContract);
  studio.attachFrames({
    onNext: (listener) => {
      next = listener;
    },
    send() {
      lastFrameMs = performance.now();
      frames += 1;
      setTimeout(() => next(), drawMs);
    },
    onClose: (listener) => {
      gone = listener;
    },
  });
  return {
    async want() {
      await calls.call('liveview.want', { on: true });
      next();
    },
    get lastFrameMs() {
      return lastFrameMs;
    },
    get frames() {
      return frames;
    },
    close() {
      next = () => {};
      gone();
      near.close();
    },
  };
}

function wirePair(): [Wire, Wire] {
  const close = (): void => {
    near.closed();
    far.closed();
  };
  const near = listeningWire({ send: (message) => setImmediate(() => far.receive(message)), close });
  const far = listeningWire({ send: (message) => setImmediate(() => near.receive(message)), close });
  return [near.wire, far.wire];
}
