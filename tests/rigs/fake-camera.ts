import { createHash } from 'node:crypto';
import type { DeviceState } from '../../electron/contract/camera-view.ts';
import type { OfferedShot, ShotFile } from '../../electron/contract/devices.ts';
import { changed, roomSettings } from '../../electron/contract/room.ts';
import type { SettingName } from '../../electron/contract/settings.ts';
import type { CameraPort, CamerasPort } from '../../electron/studio/ports.ts';

/** A camera in memory that a test can press, turn and lose. */
export type FakeCamera = {
  port: CameraPort;
  /** Sources in the order in which they were settled. */
  settled: { sources: readonly string[]; discard: boolean }[];
  offer(offered: OfferedShot): void;
  turn(...settings: SettingName[]): void;
  become(state: DeviceState): void;
};

/** One file whose bytes are the text. */
export function pictureOf(text: string, kind: ShotFile['kind'] = 'jpeg'): ShotFile {
  const data = new TextEncoder().encode(text);
  const sha256 = createHash('sha256').update(data).digest('hex');
  return { name: text, source: `card/${text}`, kind, sha256, data };
}

/** A shot of these files that took a millisecond. */
export function shotOf(...files: ShotFile[]): OfferedShot['shot'] {
  return { files, complete: true, ms: 1 };
}

export function fakeCamera(change: Partial<CameraPort> = {}): FakeCamera {
  const settled: FakeCamera['settled'] = [];
  const offers = new Set<(offered: OfferedShot) => void>();
  const turns = new Set<(settings: readonly SettingName[]) => void>();
  const states = new Set<() => void>();
  let state: DeviceState = 'ready';
  let taken = 0;
  function listenIn<T>(listeners: Set<T>): (listener: T) => () => void {
    return (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
  }
  const port: CameraPort = {
    address: 'sim:nikon',
    simulated: true,
    get state() {
      return state;
    },
    progress: undefined,
    late: false,
    onState: listenIn(states),
    onOffered: listenIn(offers),
    onTurned: listenIn(turns),
    whenReady: async () => {},
    apply: async () => [],
    shoot: async () => {
      taken += 1;
      return shotOf(pictureOf(`asked-${taken}`));
    },
    settle: async (sources, discard) => {
      settled.push({ sources, discard });
    },
    clear: async (copies) => copies.map(({ source }) => ({ source, fate: 'deleted' })),
    frame: async () => new Uint8Array(),
    stopLiveView: async () => {},
    view: async (viewing) => viewing,
    focus: async () => ({ end: false }),
    autofocus: async () => {},
    free: async () => {},
    status: async () => ({}),
    pose: async () => {},
    reconnect: async () => {},
    ...change,
  };
  return {
    port,
    settled,
    offer: (offered) => {
      for (const listener of offers) listener(offered);
    },
    turn: (...settings) => {
      for (const listener of turns) listener(settings);
    },
    become: (next) => {
      state = next;
      for (const listener of states) listener();
    },
  };
}

/** A room of these cameras by role; the first one for views that name none. */
export function fakeRoom(cameras: Record<string, CameraPort>): CamerasPort {
  let settings = roomSettings.parse({});
  return {
    list: () => Object.entries(cameras).map(([role, camera]) => ({ role, camera })),
    onChange: () => () => {},
    detect: async () => [],
    assign: async () => {},
    get settings() {
      return settings;
    },
    set: async (change) => {
      settings = changed(settings, change);
    },
  };
}
