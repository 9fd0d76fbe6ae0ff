import type { DeviceState } from '../../contract/camera-view.ts';
import type {
  CameraIdentity,
  CameraStatus,
  CardCopy,
  ConfigKey,
  CopyFate,
  LiveViewing,
  OfferedShot,
  Pose,
  ShotResult,
} from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../../contract/settings.ts';

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
  /**
   * Connects. Throws what stood in the way; the state is then `lost`, and the camera is looked for until it is there.
   * `failed` only where nothing can help by itself.
   */
  open(): Promise<void>;
  /** The operator's button: connects again whatever the state. */
  reconnect(): Promise<void>;
  /** Resolves once the camera is ready; rejects with its error when it has failed, or is not ready after `timeoutMs`. */
  whenReady(timeoutMs: number): Promise<void>;
  /** Never throws for a value that the body will not take; `camera-gone`, `camera-stalled` as all that follow. */
  apply(settings: NeutralSettings): Promise<SettingResult[]>;
  /** One of libgphoto2's own keys. Throws `camera-setting-refused`. */
  configure(key: string, value: string): Promise<void>;
  /** All that can be configured on the body, and libgphoto2's version: for support. */
  inspect(): Promise<{ library: string; keys: ConfigKey[] }>;
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
  /** See the contract. Waits until the card was looked through. Throws `camera-gone`, `camera-stalled`. */
  clear(copies: readonly CardCopy[]): Promise<readonly CopyFate[]>;
  /** How far a long download has come, 0 to 1; undefined when none is under way. */
  readonly progress: number | undefined;
  /** Whether the picture that was asked for takes longer than one usually does: somebody waits, and should be told. */
  readonly late: boolean;
  /** Ends another program's hold on the camera, then connects. Throws `camera-claimed`. */
  free(): Promise<void>;
  status(): Promise<CameraStatus>;
  /** What a simulated patient does; nothing happens on a real body. */
  pose(pose: Pose | null): Promise<void>;
  /** Ends the processes. Nothing may be asked afterwards. */
  close(): Promise<void>;
};
