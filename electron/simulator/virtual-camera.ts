import { type Clock, systemClock } from '../base/clock.ts';
import { disposables } from '../base/disposables.ts';
import { createEos5dMarkIii } from './canon/eos-5d-mark-iii.ts';
import { startControlServer } from './control-server.ts';
import type { Fault } from './fault-shapes.ts';
import { createFaults } from './faults.ts';
import { createNikonD750 } from './nikon/nikon-d750.ts';
import type { PropertyValue } from './ptp/property.ts';
import { type PtpIpServer, startPtpIpServer } from './ptpip-server.ts';
import { createSceneState, type SceneState } from './scene-state.ts';
import type { Subject } from './subject-port.ts';
import type { BodyCondition, BodyOptions, ProducedFile, VirtualBody } from './virtual-body.ts';

/** The bodies that can be played, by the name of their make, and the long side of their largest pictures. */
const makes = {
  nikon: { create: createNikonD750, standardWidthPx: 6016 },
  canon: { create: createEos5dMarkIii, standardWidthPx: 5760 },
} as const satisfies Record<string, { create: (options: BodyOptions) => VirtualBody; standardWidthPx: number }>;
export type Make = keyof typeof makes;

export type VirtualCameraOptions = {
  model: Make;
  /** Drawn by; not closed with the camera. */
  subject: Subject;
  /** Long side of the largest pictures; the body's own unless given. */
  widthPx?: number | undefined;
  /** Whether only a trigger lights the subject. */
  litByTrigger: boolean;
  /** Decides the serial number. */
  seed?: number | undefined;
  /** Pictures are kept in memory, so the card is small. */
  cardBytes?: number | undefined;
  /** The number in the first picture's name, 1 to 9999. */
  firstPicture?: number | undefined;
  clock?: Clock | undefined;
  /** A failing subject, or a mistake in the camera. Unless given, it ends the process. */
  onUnexpected?: ((error: unknown) => void) | undefined;
};

export type VirtualCamera = {
  /** libgphoto2's port path: `ptpip:127.0.0.1:P:P`. */
  readonly port: string;
  readonly controlPort: number;
  readonly scene: SceneState;
  /** Whether a host has a session with it. */
  readonly connected: boolean;
  readonly condition: BodyCondition;
  play(fault: Fault): Promise<void>;
  /** As the control connection's `turn`. Throws a RangeError for what the body does not offer. */
  turn(property: number, value: PropertyValue): void;
  /** As the control connection's `produced`. */
  produced(): Promise<readonly ProducedFile[]>;
  /** As the control connection's `shutter`: names of the files; null where the body cannot now. */
  pressShutter(): Promise<string[] | null>;
  /** Breaks connections, waits for an exposure under way, frees the ports. */
  close(): Promise<void>;
};

const standardCardBytes = 2_000_000_000;

/** Listens on free ports of 127.0.0.1 until `close`. */
export async function startVirtualCamera(options: VirtualCameraOptions): Promise<VirtualCamera> {
  const { clock = systemClock, onUnexpected = crash } = options;
  const scope = disposables();
  const scene = createSceneState(options.litByTrigger);
  const { create, standardWidthPx } = makes[options.model];
  const body = create({
    clock,
    subject: options.subject,
    scene,
    widthPx: options.widthPx ?? standardWidthPx,
    cardBytes: options.cardBytes ?? standardCardBytes,
    firstPicture: options.firstPicture ?? 1,
    serial: String(6_000_000 + (Math.abs(options.seed ?? 0) % 1_000_000)),
    onUnexpected,
  });
  scope.defer(() => body.close());
  let server: PtpIpServer | null = null;
  const started = (): PtpIpServer => {
    if (!server) throw new Error('The camera has not started.');
    return server;
  };
  const faults = createFaults(clock, body, started);
  scope.defer(() => faults.close());
  try {
    server = await startPtpIpServer({ responder: body, interference: faults.interference, onUnexpected });
    scope.defer(() => started().close());
    const control = await startControlServer(scene, body, faults);
    scope.defer(() => control.close());
    const { port } = server;
    return {
      port: `ptpip:127.0.0.1:${port}:${port}`,
      controlPort: control.port,
      scene,
      get connected() {
        return body.connected;
      },
      get condition() {
        return body.condition;
      },
      turn: (property, value) => body.turn(property, value),
      play: (fault) => faults.play(fault),
      produced: () => body.produced(),
      pressShutter: () => body.pressShutter(),
      close: () => scope.dispose(),
    };
  } catch (error) {
    await scope.dispose();
    throw error;
  }
}

function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
