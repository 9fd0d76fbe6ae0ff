import type { DeviceState } from '../contract/camera-view.ts';
import type {
  CameraIdentity,
  CameraStatus,
  CardCopy,
  CopyFate,
  LiveViewing,
  OfferedShot,
  Pose,
  ShotResult,
  TriggerIdentity,
} from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { Rejection } from '../contract/journal.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { Check, MirrorAxis } from '../contract/protocol.ts';
import type { RoomChange, RoomSettings } from '../contract/room.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../contract/settings.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { Language } from '../contract/text.ts';
import type { Vault } from '../vault/vault.ts';

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
  /** How far a long download has come, 0 to 1. */
  readonly progress: number | undefined;
  /** Whether the picture that was asked for takes longer than one usually does: somebody waits, and should be told. */
  readonly late: boolean;
  /** Shots that nobody asked for here: the body's own button, or what lay on the camera when it was connected. */
  onOffered(listener: (offered: OfferedShot) => void): () => void;
  /** Settings were changed by hand on the body. */
  onTurned(listener: (settings: readonly SettingName[]) => void): () => void;
  /** These files are safe, or will never be wanted. Never throws. */
  settle(sources: readonly string[], discard: boolean): Promise<void>;
  /** Deletes copies on the card; see `cameraContract`. Throws `camera-gone`, `camera-stalled`. */
  clear(copies: readonly CardCopy[]): Promise<readonly CopyFate[]>;
  frame(): Promise<Uint8Array>;
  stopLiveView(): Promise<void>;
  view(viewing: LiveViewing): Promise<LiveViewing>;
  focus(steps: number): Promise<{ end: boolean }>;
  autofocus(): Promise<void>;
  /** Ends another program's hold on the camera, then connects. */
  free(): Promise<void>;
  status(): Promise<CameraStatus>;
  /** Tells a simulated patient what to do; nothing happens on a real body. */
  pose(pose: Pose | null): Promise<void>;
  reconnect(): Promise<void>;
};

/** The room's cameras by role. The host keeps who has which role; the studio asks for the one that a step names. */
export type CamerasPort = {
  /** The one for views that name none first. Never empty: a room without a camera has one in state `none`. */
  list(): readonly { role: string; camera: CameraPort }[];
  /** A camera has come into the room or left it. */
  onChange(listener: () => void): () => void;
  /** What could be tethered now. */
  detect(): Promise<{ address: string; model: string; simulated: boolean }[]>;
  /** Connects the camera at `address` for `role` from now on. Empty takes the role away. Throws `address-invalid`. */
  assign(role: string, address: string): Promise<void>;
  readonly settings: RoomSettings;
  /** Changes what is given and keeps the rest, durably. */
  set(change: RoomChange): Promise<void>;
};

/** What the studio needs of the lights. Address `none` is manual light: always possible, and recorded. */
export type TriggerPort = {
  readonly address: string;
  readonly state: DeviceState;
  readonly error?: ErrorInfo | undefined;
  readonly identity?: TriggerIdentity | undefined;
  /** How long `prepare` keeps it armed by itself; 0 where there is nothing to arm. */
  readonly armMs: number;
  onState(listener: () => void): () => void;
  whenReady(timeoutMs: number): Promise<void>;
  /** Power and modelling light for live view; never armed. */
  light(scene: LightingScene): Promise<void>;
  prepare(scene: LightingScene): Promise<void>;
  finish(): Promise<'yes' | 'no' | 'unknown'>;
  safe(): Promise<void>;
  reconnect(): Promise<void>;
};

/** An area of one colour; its outline is SVG path data. */
export type Shape = { path: string; fill: string };

/** A sheet of pictures as it is painted, all in pixels: shapes, pictures over them, shapes over those. There are no words in it. */
export type SheetDrawing = {
  widthPx: number;
  heightPx: number;
  ground: string;
  under: Shape[];
  pictures: { jpeg: Uint8Array; x: number; y: number; widthPx: number; heightPx: number }[];
  over: Shape[];
};

/** Everything that looks at pixels, outside this process. It is told nobody's name. */
export type QualityPort = {
  assess(
    jpeg: Uint8Array,
    checks: Check[],
    context: {
      flash: 'expected' | 'none';
      fired: 'yes' | 'no' | 'unknown';
      lightMode: 'trigger' | 'manual';
      /** As the step asks for it. */
      orientation: 'landscape' | 'portrait';
      /** Long side of the sensor, where it is known. */
      sensorWidthPx?: number | undefined;
    },
  ): Promise<Finding[]>;
  /** Upright, and turned round as a mirror's picture must be. */
  preview(jpeg: Uint8Array, widthPx: number, mirror: MirrorAxis): Promise<Uint8Array>;
  contactSheet(sheet: SheetDrawing): Promise<Uint8Array>;
};

/** How each operator likes the screen. */
export type PreferencesPort = {
  /** The name under which a file that could not be read was set aside. */
  readonly setAside?: string | undefined;
  of(operator: string): Preferences;
  set(operator: string, preferences: Preferences): Promise<void>;
};

/** What is written down for an auditor. See `AuditTrail`. */
export type AuditPort = Pick<Vault['audit'], 'owe' | 'settle' | 'head'>;

/** How much room is left where the vault lies. */
export type DiskPort = {
  readonly state: Snapshot['disk'];
  /** As it is now, or where nobody can say, as it was last seen. Never throws. */
  look(): Promise<Snapshot['disk']>;
  onChange(listener: () => void): () => void;
};

/** Where a tablet finds the fixation display: one address for each network, none while it is not served. */
export type TabletPort = {
  readonly urls: readonly string[];
  onChange(listener: () => void): () => void;
};

/** What stands on a sheet besides the pictures' own titles, as the locales name it. */
export type SheetWord =
  | `sheet.${'missing' | 'skipped' | 'skipped-because' | 'deferred' | 'unreadable' | 'purged' | 'simulation'}`
  | `sheet.rejected.${Rejection}`;

/** The interface's words, for what is drawn outside the page. */
export type WordsPort = (word: SheetWord, language: Language, params?: Readonly<Record<string, string>>) => string;
