import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Spawn } from '../base/supervised-child.ts';
import { parseCameraAddress } from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import { createCameraLink } from '../devices/camera/camera-client.ts';
import type { CameraLink } from '../devices/camera/camera-link.ts';
import { detectCameras } from '../devices/camera/detect-cameras.ts';
import type { CameraLedger } from '../devices/camera/ledger.ts';
import type { KnownBody } from '../devices/camera/ports.ts';

export type DetectedCamera = { address: string; model: string; serial?: string; simulated: boolean };

/** The virtual bodies that can be tethered anywhere. */
const simulated: readonly DetectedCamera[] = [
  { address: 'sim:nikon', model: 'Nikon D750', simulated: true },
  { address: 'sim:canon', model: 'Canon EOS 5D Mark III', simulated: true },
];

/** Every body on USB that libgphoto2 sees, then the virtual ones. Bodies on the network do not announce themselves. */
export async function listCameras(options: {
  root: string;
  spawn: Spawn;
  entryFolder?: string;
}): Promise<DetectedCamera[]> {
  const { root, spawn, entryFolder = join(root, 'out', 'main') } = options;
  const found = await detectCameras({ spawn, entry: join(entryFolder, 'camera.js'), clock: systemClock });
  return [...found.map(({ model, port }) => ({ address: port, model, simulated: false })), ...simulated];
}

/** One camera without a session, not opened yet. The caller closes it. Throws `address-invalid`. */
export function cameraAt(options: { root: string; log: Log; spawn: Spawn; address: string }): CameraLink {
  const entry = (name: string): string => join(options.root, 'out', 'main', `${name}.js`);
  return cameraFor(options.address, { ...options, entry, litByTrigger: false, ledger: null });
}

/** The link to the camera that an address names; nothing is contacted yet. Throws `address-invalid`. */
export function cameraFor(
  address: string,
  options: {
    log: Log;
    spawn: Spawn;
    entry: (name: string) => string;
    litByTrigger: boolean;
    expected?: KnownBody | undefined;
    /** Without one nothing is remembered beyond this run; null leaves the card alone. */
    ledger?: CameraLedger | null | undefined;
  },
): CameraLink {
  if (address === 'none') return noCamera;
  const { log, spawn, entry, litByTrigger, expected, ledger } = options;
  return createCameraLink({
    address: parseCameraAddress(address),
    expected,
    ledger,
    spawn,
    entries: { camera: entry('camera'), simulator: entry('simulator') },
    clock: systemClock,
    log,
    litByTrigger,
  });
}

const notThere = (): never => {
  throw new CodedError('camera-not-found', { address: 'none' });
};

/** A station without a camera: everything else of it works. */
const noCamera: CameraLink = {
  address: 'none',
  simulated: false,
  state: 'none',
  error: undefined,
  identity: undefined,
  controlPort: undefined,
  onState: () => () => undefined,
  open: async () => undefined,
  reconnect: async () => undefined,
  whenReady: async () => notThere(),
  apply: async () => notThere(),
  configure: async () => notThere(),
  inspect: async () => notThere(),
  shoot: async () => notThere(),
  frame: async () => notThere(),
  stopLiveView: async () => undefined,
  view: async () => notThere(),
  focus: async () => notThere(),
  autofocus: async () => notThere(),
  onOffered: () => () => undefined,
  onTurned: () => () => undefined,
  settle: async () => undefined,
  clear: async () => notThere(),
  progress: undefined,
  late: false,
  free: async () => notThere(),
  status: async () => ({}),
  pose: async () => undefined,
  close: async () => undefined,
};
