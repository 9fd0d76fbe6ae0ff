import type { Clock } from '../../base/clock.ts';
import type { TriggerIdentity } from '../../contract/devices.ts';
import type { LightingProfile, LightingScene } from '../../contract/lighting.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { SerialPortStream } from './serial-line.ts';

export type Fired = 'yes' | 'no' | 'unknown';

/** One open device. Its calls come one after the other. */
export type Engine = {
  readonly identity: TriggerIdentity;
  /** The scene's power and modelling light, not armed. Nothing where a device has none. */
  light(scene: LightingScene): Promise<void>;
  /** On return the scene stands, the flash is ready and armed. Throws `trigger-not-ready`, `trigger-fault`, `aborted`. */
  prepare(scene: LightingScene, signal: Abort): Promise<void>;
  /** After the exposure: disarms and says what the device saw. */
  finish(): Promise<Fired>;
  /** Everything off. */
  safe(): Promise<void>;
  /** Closes the port; `onGone` is not called. The caller has made it safe. */
  close(): Promise<void>;
};

export type EngineContext = {
  port: SerialPortStream;
  profile: LightingProfile;
  clock: Clock;
  onFault: (code: string) => void;
  /** The device has gone; nothing works until it is opened again. */
  onGone: (detail: string) => void;
};

/** Opens the port, makes the device safe, and asks who it is. On an error the port is closed again. */
export type OpenEngine = (context: EngineContext) => Promise<Engine>;

/** When a flash may be taken as recycled by the clock alone, in ms since the last one. */
export function recycleWaitMs(profile: LightingProfile): number {
  return Math.max(profile.recycleMs * 1.2, 1500);
}
