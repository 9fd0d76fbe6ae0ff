import { expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { LiveTools } from '../../electron/studio/live-tools.ts';
import { type FrameWire, LiveView } from '../../electron/studio/live-view.ts';
import type { CameraPort } from '../../electron/studio/ports.ts';
import { fakeCamera } from '../rigs/fake-camera.ts';

/** A page that draws each frame at once. */
function page(): { wire: FrameWire; next(): void; frames: Uint8Array[] } {
  let next = (): void => {};
  const frames: Uint8Array[] = [];
  return {
    wire: {
      onNext: (listener) => {
        next = listener;
      },
      send: (jpeg) => void frames.push(jpeg),
      onClose: () => {},
    },
    next: () => next(),
    frames,
  };
}

function viewing(cameras: CameraPort[]) {
  const clock = fakeClock();
  const station = { isLocked: false };
  const live = new LiveView({
    camera: () => cameras[0] ?? fakeCamera().port,
    isAllowed: () => !station.isLocked,
    clock,
    unexpected: () => 'X',
    onChange: () => {},
  });
  const shown = page();
  live.attach(shown.wire);
  return { live, clock, station, ...shown };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('gives a frame for an asking, and none unasked', async () => {
  const { live, next, frames } = viewing([fakeCamera().port]);
  await live.want({}, true);
  await turn();
  expect(frames).toHaveLength(0);
  next();
  await expect.poll(() => frames.length).toBe(1);
  await turn();
  expect(frames).toHaveLength(1);
});

it('sends a locked station nothing, not even the frame that was under way, and stops; then goes on as it was wanted', async () => {
  const doing: string[] = [];
  let release = (): void => {};
  const { live, station, next, frames } = viewing([
    fakeCamera({
      frame: () => {
        doing.push('frame');
        return new Promise((resolve) => {
          release = () => resolve(new Uint8Array());
        });
      },
      stopLiveView: async () => void doing.push('stop'),
    }).port,
  ]);
  await live.want({}, true);
  next();
  await turn();
  station.isLocked = true;
  live.noticeRight();
  release();
  await turn();
  next();
  await turn();
  expect(frames).toHaveLength(0);
  // Stopped once the frame is done: one under way would start it again.
  expect(doing).toEqual(['frame', 'stop']);
  station.isLocked = false;
  live.noticeRight();
  await turn();
  release();
  await expect.poll(() => frames.length).toBe(1);
});

it('says at once that live view is refused, and is silent again with the next frame', async () => {
  let refused = true;
  const frame = async () => {
    if (refused) throw new CodedError('camera-live-view-refused');
    return new Uint8Array();
  };
  const { live, clock, next, frames } = viewing([fakeCamera({ frame }).port]);
  await live.want({}, true);
  next();
  await expect.poll(() => live.error?.code).toBe('camera-live-view-refused');
  refused = false;
  clock.advance(250);
  await expect.poll(() => frames.length).toBe(1);
  expect(live.error).toBeUndefined();
});

it('waits two seconds for a body that is busy before it says so', async () => {
  let release = (): void => {};
  const frame = () => new Promise<Uint8Array>((resolve) => (release = () => resolve(new Uint8Array())));
  const { live, clock, next } = viewing([fakeCamera({ frame }).port]);
  await live.want({}, true);
  next();
  await turn();
  clock.advance(1900);
  expect(live.error).toBeUndefined();
  clock.advance(200);
  expect(live.error?.code).toBe('camera-busy');
  release();
  await expect.poll(() => live.error).toBeUndefined();
});

it('names what keeps frames from coming for longer than that', async () => {
  const frame = async () => {
    throw new CodedError('camera-gone');
  };
  const { live, clock, next } = viewing([fakeCamera({ frame }).port]);
  await live.want({}, true);
  next();
  for (let tries = 0; tries < 10; tries++) {
    await turn();
    clock.advance(250);
  }
  expect(live.error?.code).toBe('camera-gone');
});

it('goes over to another camera and ends live view on the one before', async () => {
  const stopped: string[] = [];
  const [face, mouth] = ['face', 'mouth'].map((name) => {
    return fakeCamera({ stopLiveView: async () => void stopped.push(name) }).port;
  });
  const used = [face, mouth].filter((camera) => camera !== undefined);
  const { live, next, frames } = viewing(used);
  const wants = {};
  await live.want(wants, true);
  next();
  await expect.poll(() => frames.length).toBe(1);
  used.shift();
  next();
  await expect.poll(() => frames.length).toBe(2);
  expect(stopped).toEqual(['face']);
  await live.want(wants, false);
  expect(stopped).toEqual(['face', 'mouth']);
});

it('magnifies what the body offers, and shows the whole field again for the next picture', async () => {
  const asked: unknown[] = [];
  const tools = { zoom: [5, 10], focus: true, autofocus: true, exposureSimulation: true };
  const identity = { manufacturer: 'Canon', model: 'X', settings: [], liveView: true, tools };
  const { port } = fakeCamera({
    identity,
    view: async (view) => {
      asked.push(view);
      return view;
    },
  });
  const live = new LiveTools({ unexpected: () => 'X', onChange: () => {} });
  const eye = { x: 0.3, y: 0.4 };
  await live.reset(port, false);
  await live.zoom(port, 5, eye);
  expect(live.viewing).toEqual({ zoom: 5, at: eye, simulateExposure: false });
  await expect(live.zoom(port, 7, eye)).rejects.toMatchObject({ code: 'camera-tool-missing' });
  await live.reset(port, true);
  await live.reset(port, true);
  const middle = { x: 0.5, y: 0.5 };
  expect(asked).toEqual([
    { zoom: 1, at: middle, simulateExposure: false },
    { zoom: 5, at: eye, simulateExposure: false },
    { zoom: 1, at: middle, simulateExposure: true },
  ]);
});
