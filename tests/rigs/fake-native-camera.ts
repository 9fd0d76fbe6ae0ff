import type { Clock } from '../../electron/base/clock.ts';
import type { ConfigEntry, GphotoFault, NativeCamera, NativeEvent } from '../../native/addon.ts';

/** libgphoto2's rejection as the addon gives it. */
export function gphotoFault(gphotoCode: number, ...context: string[]): GphotoFault {
  return Object.assign(new Error(`gphoto ${gphotoCode}`), { gphotoCode, context });
}

/** Time that passes only while somebody waits, and then at once. */
export function eagerClock(): Clock & { spend(ms: number): void } {
  let elapsed = 0;
  return {
    now: () => elapsed,
    elapsed: () => elapsed,
    spend: (ms) => {
      elapsed += ms;
    },
    setTimeout(callback, ms) {
      let cancelled = false;
      queueMicrotask(() => {
        if (cancelled) return;
        elapsed += ms;
        callback();
      });
      return () => {
        cancelled = true;
      };
    },
  };
}

export type FakeNativeCamera = NativeCamera & {
  readonly entries: Map<string, ConfigEntry>;
  /** Files by folder and name; `bytes` is what the body says their size is. */
  readonly files: Map<string, { data: Uint8Array; bytes?: number }>;
  readonly queue: (NativeEvent | Error)[];
  /** What was called, in order. */
  readonly calls: string[];
  /** Replaces what a call does: an error, or a value. */
  on: Partial<Record<'trigger' | 'preview' | 'setConfig' | 'getConfig' | 'download' | 'listFiles', () => unknown>>;
};

/** A body in memory: settings that can be set, events and files as the test lays them out. */
export function fakeNativeCamera(clock: { spend(ms: number): void }): FakeNativeCamera {
  const entries = new Map<string, ConfigEntry>();
  const files: FakeNativeCamera['files'] = new Map();
  const queue: FakeNativeCamera['queue'] = [];
  const calls: string[] = [];
  const fileAt = (folder: string, name: string): { data: Uint8Array; bytes?: number } => {
    const file = files.get(`${folder}/${name}`);
    if (!file) throw gphotoFault(-108, 'file not found');
    return file;
  };
  const entryAt = (key: string): ConfigEntry => {
    const entry = entries.get(key);
    if (!entry) throw gphotoFault(-2);
    return entry;
  };
  const fake: FakeNativeCamera = {
    abilities: {
      model: 'PTP/IP Camera',
      captureImage: true,
      capturePreview: true,
      triggerCapture: true,
      config: true,
      deleteFiles: true,
    },
    entries,
    files,
    queue,
    calls,
    on: {},
    async preview() {
      calls.push('preview');
      return fake.on.preview?.() as Uint8Array;
    },
    recycle: () => {},
    async trigger() {
      calls.push('trigger');
      fake.on.trigger?.();
    },
    async waitForEvent(timeoutMs) {
      const event = queue.shift();
      if (event instanceof Error) throw event;
      if (event && event.type !== 'timeout') return event;
      clock.spend(timeoutMs);
      return { type: 'timeout' };
    },
    listConfig: async () => [...entries.keys()],
    async getConfig(key) {
      const entry = fake.on.getConfig?.() ?? entryAt(key);
      return { ...(entry as ConfigEntry) };
    },
    async setConfig(key, value) {
      calls.push(`set ${key} ${value}`);
      fake.on.setConfig?.();
      Object.assign(entryAt(key), { value });
    },
    async setConfigIndex(key, index) {
      const entry = entryAt(key);
      const value = entry.type === 'choice' ? entry.choices[index] : undefined;
      calls.push(`set ${key} #${index} ${value}`);
      fake.on.setConfig?.();
      Object.assign(entry, { value });
    },
    stores: async () => [{ locked: false }],
    listFolders: async () => ['store_00010001'],
    async listFiles(folder) {
      fake.on.listFiles?.();
      return [...files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
    },
    async fileInfo(folder, name) {
      const { data, bytes } = fileAt(folder, name);
      return { bytes: bytes ?? data.byteLength, mime: 'application/octet-stream', mtime: 0 };
    },
    async download(folder, name) {
      calls.push(`download ${name}`);
      return (fake.on.download?.() as Uint8Array | undefined) ?? fileAt(folder, name).data;
    },
    deleteFile: async () => {
      calls.push('delete');
    },
    close: async () => {
      calls.push('close');
    },
    busyMs: () => 0,
    progress: () => 0,
  };
  return fake;
}

export function choice(key: string, value: string, choices: string[], readOnly = false): ConfigEntry {
  return { key, label: key, readOnly, type: 'choice', value, choices };
}

/** The smallest bytes that count as a whole JPEG, told apart by `mark`. */
export function tinyJpeg(mark: number): Uint8Array {
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, mark, 0xff, 0xd9);
}
export function tinyRaw(mark: number): Uint8Array {
  return Uint8Array.of(0x49, 0x49, 0x2a, 0x00, mark);
}
