import type { Clock } from '../../base/clock.ts';
import { behindHeader } from '../live-bytes.ts';
import type { LiveFrames } from '../live-frames.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import type { PropertyStore } from '../property-store.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { response } from '../ptp/codes.ts';
import type { Answer } from '../responder.ts';
import { wholeField, type Zoom } from '../subject-port.ts';
import { eosResponse, property } from './codes.ts';

export type ViewfinderOptions = {
  clock: Clock;
  properties: PropertyStore;
  misbehaviour: Misbehaviour;
  frames: LiveFrames;
  /** Whether the battery cannot carry it. */
  exhausted: () => boolean;
};

/** Live view of a 5D Mark III: sent to the host while a property says so. */
export type Viewfinder = {
  readonly on: boolean;
  readonly zoom: Zoom;
  /** Why the output cannot be `asked`; null where it can. */
  refuses(asked: number): number | null;
  /** Hears that the output, or whether there is any, has changed. */
  follow(): void;
  stop(): void;
  magnify(times: number): Answer;
  /** `x` and `y` are the upper left corner of the magnified part, in pixels of the sensor. */
  move(x: number, y: number): Answer;
  frame(): Promise<Answer>;
};

/** The mirror goes up and the sensor warms before the first frame. */
const startMs = 60;
const size = { widthPx: 960, heightPx: 640 };
/** The sensor's own, whatever the size of the pictures that a test asks for: positions are told in it. */
const sensor = { widthPx: 5760, heightPx: 3840 };
const magnifications: readonly number[] = [1, 5, 10];

/** The bit of the output that means the host. */
const toComputer = 2;
/** The menu's "exposure simulation: enable". A host cannot set it. */
const simulates = 1;

/** Parts of a frame: length and kind, then what it is. */
const jpegPart = 1;
const partHeaderBytes = 8;

export function createViewfinder(options: ViewfinderOptions): Viewfinder {
  const { clock, properties, misbehaviour, frames } = options;
  let on = false;
  let readyAt = 0;
  let zoom = wholeField;

  const asked = (output: number): boolean => (output & toComputer) !== 0 && properties.number(property.evfMode) !== 0;

  function follow(): void {
    const should = asked(properties.number(property.evfOutput));
    if (should && !on) readyAt = clock.elapsed() + startMs;
    if (!should) zoom = wholeField;
    on = should;
  }

  function part(jpeg: Uint8Array): Uint8Array {
    const header = new ByteWriter()
      .u32(partHeaderBytes + jpeg.byteLength)
      .u32(jpegPart)
      .bytes();
    return behindHeader(header, jpeg);
  }

  return {
    get on() {
      return on;
    },
    get zoom() {
      return zoom;
    },
    refuses(output) {
      const starts = !on && asked(output);
      return starts && (misbehaviour.liveViewProhibited || options.exhausted()) ? eosResponse.operationRefused : null;
    },
    follow,
    stop() {
      properties.set(property.evfOutput, 0);
      follow();
    },
    magnify(times) {
      if (!on) return { code: eosResponse.operationRefused };
      if (!magnifications.includes(times)) return { code: response.invalidParameter };
      zoom = { ...zoom, times };
      return { code: response.ok };
    },
    move(x, y) {
      if (!on) return { code: eosResponse.operationRefused };
      if (x >= sensor.widthPx || y >= sensor.heightPx) return { code: response.invalidParameter };
      const middle = (corner: number, length: number): number => Math.min(1, corner / length + 0.5 / zoom.times);
      zoom = { ...zoom, at: { x: middle(x, sensor.widthPx), y: middle(y, sensor.heightPx) } };
      return { code: response.ok };
    },
    async frame() {
      if (!on || clock.elapsed() < readyAt) return { code: eosResponse.objectNotReady };
      if (misbehaviour.emptyPreviews > 0) {
        misbehaviour.emptyPreviews -= 1;
        return { code: response.ok, data: part(new Uint8Array(0)) };
      }
      const jpeg = await frames.draw(size, zoom, properties.number(property.exposureSimulation) === simulates);
      return { code: response.ok, data: part(jpeg) };
    },
  };
}
