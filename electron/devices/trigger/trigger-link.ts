import type { DeviceState } from '../../contract/camera-view.ts';
import type { TriggerIdentity } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { LightingScene } from '../../contract/lighting.ts';
import type { Fired } from './engine.ts';

/** The lights as the studio holds them. Address `none` is manual light: state `none`, everything resolves, nothing is known. */
export type TriggerLink = {
  readonly address: string;
  readonly state: DeviceState;
  /** Why the state is not `ready`; also the last fault of a device that goes on. */
  readonly error?: ErrorInfo | undefined;
  readonly identity?: TriggerIdentity | undefined;
  /** How long `prepare` keeps the device armed by itself; 0 where there is nothing to arm. */
  readonly armMs: number;
  onState(listener: () => void): () => void;
  /** Starts the process and opens the device. Throws what the device says; then the state is `failed`. */
  open(): Promise<void>;
  /** Resolves once the lights are ready; rejects with their error when they failed, or are not ready after `timeoutMs`. */
  whenReady(timeoutMs: number): Promise<void>;
  /** A scene's power and modelling light, for live view; never armed. */
  light(scene: LightingScene): Promise<void>;
  /** On return the shutter may be released. Throws `trigger-*` or `process-lost`; the lights are then safe. */
  prepare(scene: LightingScene): Promise<void>;
  finish(): Promise<Fired>;
  safe(): Promise<void>;
  /** The operator's button: opens again, at once, whatever the state. */
  reconnect(): Promise<void>;
  /** Makes safe and ends the process. */
  close(): Promise<void>;
};

/** What there is without a device: nothing is connected, nothing fails. */
export const manualLight: TriggerLink = {
  address: 'none',
  state: 'none',
  armMs: 0,
  onState: () => () => {},
  open: async () => {},
  whenReady: async () => {},
  light: async () => {},
  prepare: async () => {},
  finish: async () => 'unknown',
  safe: async () => {},
  reconnect: async () => {},
  close: async () => {},
};
