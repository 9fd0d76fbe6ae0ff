import type { CameraIdentity, CameraStatus, ShotResult, TriggerIdentity } from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { Check, Fixation } from '../contract/protocol.ts';
import type { NeutralSettings, SettingResult } from '../contract/settings.ts';
import type { DeviceState } from '../contract/studio.ts';

/** What the studio needs of a camera. Implemented by `devices/camera`; handed in, so that the studio knows no driver. */
export type CameraPort = {
  readonly address: string;
  readonly simulated: boolean;
  readonly state: DeviceState;
  readonly error?: ErrorInfo | undefined;
  readonly identity?: CameraIdentity | undefined;
  onState(listener: () => void): () => void;
  whenReady(timeoutMs: number): Promise<void>;
  apply(settings: NeutralSettings): Promise<SettingResult[]>;
  shoot(shotId: string, timeoutMs: number): Promise<ShotResult>;
  frame(): Promise<Uint8Array>;
  stopLiveView(): Promise<void>;
  status(): Promise<CameraStatus>;
  /** Tells a simulated patient where to look; nothing happens on a real body. */
  look(fixation: Fixation | null): Promise<void>;
  reconnect(): Promise<void>;
};

/** What the studio needs of the lights. Address `none` is manual light: always possible, and recorded. */
export type TriggerPort = {
  readonly address: string;
  readonly state: DeviceState;
  readonly error?: ErrorInfo | undefined;
  readonly identity?: TriggerIdentity | undefined;
  onState(listener: () => void): () => void;
  whenReady(timeoutMs: number): Promise<void>;
  /** Power and modelling light for live view; never armed. */
  light(scene: LightingScene): Promise<void>;
  prepare(scene: LightingScene): Promise<void>;
  finish(): Promise<'yes' | 'no' | 'unknown'>;
  safe(): Promise<void>;
  reconnect(): Promise<void>;
};

export type CompositeCell = { jpeg: Uint8Array; label: string } | null;

/** Everything that looks at pixels, outside this process. */
export type QualityPort = {
  assess(
    jpeg: Uint8Array,
    checks: Check[],
    context: { flash: 'expected' | 'none'; fired: 'yes' | 'no' | 'unknown'; lightMode: 'trigger' | 'manual' },
  ): Promise<Finding[]>;
  preview(jpeg: Uint8Array, widthPx: number): Promise<Uint8Array>;
  contactSheet(sheet: {
    title: string;
    lines: string[];
    rows: CompositeCell[][];
    cellWidthPx: number;
    footer: string;
  }): Promise<Uint8Array>;
};
