import type { CameraView } from '../../electron/contract/camera-view.ts';
import { changed } from '../../electron/contract/room.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { FakeState } from './fake-state.ts';

type RoomCalls = Pick<Handlers<typeof studioContract>, Extract<keyof Handlers<typeof studioContract>, RoomCall>>;
type RoomCall =
  | 'camera.reconnect'
  | 'camera.free'
  | 'camera.focus'
  | 'camera.autofocus'
  | 'camera.zoom'
  | 'room.detect'
  | 'room.assign'
  | 'room.set';

/** The room's cameras as the fake studio plays them: each call takes effect at once and is told to every page. */
export function fakeRoom(state: FakeState, tell: () => void): RoomCalls {
  const done = {};
  const named = (role: string | undefined): CameraView =>
    state.others.find((camera) => camera.role === role) ?? state.camera;
  const revive = (role: string | undefined): Record<string, never> => {
    const camera = named(role);
    camera.state = 'ready';
    camera.error = undefined;
    tell();
    return done;
  };
  return {
    'camera.reconnect': ({ role }) => revive(role),
    'camera.free': ({ role }) => revive(role),
    'camera.focus': ({ steps }) => {
      state.focusStepsLeft -= Math.abs(steps);
      return { end: state.focusStepsLeft <= 0 };
    },
    'camera.autofocus': () => done,
    'camera.zoom': (view) => {
      state.view = view;
      tell();
      return done;
    },
    'room.detect': () => ({ cameras: state.found }),
    'room.assign': ({ role, address }) => {
      const found = state.found.find((camera) => camera.address === address);
      state.others = state.others.filter((camera) => camera.role !== role);
      if (found) state.others.push({ ...found, role, state: 'ready', strays: 0 });
      tell();
      return done;
    },
    'room.set': (change) => {
      state.settings = changed(state.settings, change);
      tell();
      return done;
    },
  };
}
