import { createRequire } from 'node:module';

/**
 * libgphoto2 through N-API, with no policy. Every promise of one camera is served in order by that camera's own
 * thread. One process opens one camera: the library's settings and abilities are process-wide.
 */
export type Addon = {
  /** libgphoto2's own, such as `2.5.30`. */
  readonly version: string;
  /** USB bodies that the library sees. Ports look like `usb:001,004`. */
  detect(): Promise<{ model: string; port: string }[]>;
  /**
   * Opens by port path (`usb:001,004`, `ptpip:IP:PORT:EVENTPORT`). The model is the detected one on USB and
   * `PTP/IP Camera` on PTP/IP unless given.
   */
  open(port: string, options?: { model?: string }): Promise<NativeCamera>;
  /** The longest `busyMs` of all cameras, also of one that is being opened or closed. */
  busyMs(): number;
};

export type NativeCamera = {
  readonly abilities: CameraAbilities;
  /** One preview picture as the body sends it (JPEG on all supported bodies); may be empty. */
  preview(): Promise<Uint8Array>;
  /** Nobody reads these bytes of a preview any more: a later one may be written over them. */
  recycle(preview: Uint8Array): void;
  /** Releases the shutter and returns without waiting for files. */
  trigger(): Promise<void>;
  /** Waits at most `timeoutMs` for one event. */
  waitForEvent(timeoutMs: number): Promise<NativeEvent>;
  /** All keys that `getConfig` takes. */
  listConfig(): Promise<string[]>;
  getConfig(key: string): Promise<ConfigEntry>;
  /** Writes by label (or number, or text, as the entry's type asks). Choices are matched exactly. */
  setConfig(key: string, value: string | number): Promise<void>;
  /**
   * Writes a choice by its position. libgphoto2 itself writes labels: where a body lists the same label twice, the first
   * in the library's own table that the body offers is written, whichever position was asked.
   */
  setConfigIndex(key: string, index: number): Promise<void>;
  /** What pictures can be put on, asked of the body each time; `freePictures` where it counts them. Empty without a card. */
  stores(): Promise<{ locked: boolean; freePictures?: number }[]>;
  listFolders(folder: string): Promise<string[]>;
  listFiles(folder: string): Promise<string[]>;
  fileInfo(folder: string, name: string): Promise<{ bytes: number; mime: string; mtime: number }>;
  download(folder: string, name: string, kind?: 'normal' | 'preview'): Promise<Uint8Array>;
  deleteFile(folder: string, name: string): Promise<void>;
  /**
   * Idempotent, and never rejects: when it resolves nothing is held any more, whether or not the body answered. What was
   * asked before is served first; whatever is queued behind it rejects with -7.
   */
  close(): Promise<void>;
  /**
   * Milliseconds for which the running library call has had nothing from the body; 0 when idle. Never waits: a watchdog
   * asks it.
   */
  busyMs(): number;
  /** Bytes that have come in since the running call, or else the last one, was begun; 0 where nobody tells. Never waits. */
  progress(): number;
};

export type CameraAbilities = {
  model: string;
  captureImage: boolean;
  capturePreview: boolean;
  triggerCapture: boolean;
  config: boolean;
  deleteFiles: boolean;
};

export type NativeEvent =
  | { type: 'timeout' }
  | { type: 'file-added'; folder: string; name: string }
  | { type: 'folder-added'; folder: string; name: string }
  | { type: 'file-changed'; folder: string; name: string }
  | { type: 'capture-complete' }
  | { type: 'unknown'; text: string };

export type ConfigEntry = {
  key: string;
  label: string;
  readOnly: boolean;
} & (
  | { type: 'text'; value: string }
  | { type: 'range'; value: number; min: number; max: number; step: number }
  | { type: 'toggle'; value: number }
  | { type: 'choice'; value: string; choices: string[] }
  | { type: 'date'; value: number }
);

/** What every rejected promise carries: libgphoto2's result code, its text, and the context's own messages. */
export type GphotoFault = Error & { gphotoCode: number; context: string[] };

export function isGphotoFault(error: unknown): error is GphotoFault {
  return error instanceof Error && typeof (error as Partial<GphotoFault>).gphotoCode === 'number';
}

/** Loads the compiled addon from `path` (an absolute path to the `.node` file). */
export function loadAddon(path: string): Addon {
  return createRequire(import.meta.url)(path) as Addon;
}
