import type { LiveFrames } from '../live-frames.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import type { PropertyStore } from '../property-store.ts';
import { response } from '../ptp/codes.ts';
import type { Answer } from '../responder.ts';
import type { Zoom } from '../subject-port.ts';
import { nikonResponse, property } from './codes.ts';
import { type Focus, sensor } from './focus.ts';
import { encodeLiveViewFrame } from './live-view.ts';

export type ViewfinderOptions = {
  properties: PropertyStore;
  misbehaviour: Misbehaviour;
  focus: Focus;
  frames: LiveFrames;
};

/** Live view of a D750: whether it runs, and each frame of it. */
export type Viewfinder = {
  readonly on: boolean;
  readonly zoom: Zoom;
  /** `busy` is for how long the body cannot answer. */
  start(busy: (ms: number) => void): Answer;
  stop(): void;
  frame(): Promise<Answer>;
};

/** The mirror goes up and the sensor warms before the first frame. */
const startMs = 60;
const sizes: Readonly<Record<number, { widthPx: number; heightPx: number }>> = {
  1: { widthPx: 320, heightPx: 212 },
  2: { widthPx: 640, heightPx: 424 },
};
const standardSize = { widthPx: 640, heightPx: 424 };

/** The ratio's values: how many display pixels show one of the sensor's. libgphoto2 names four of them, on USB only. */
const ratios = [0, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2];

/** Why live view cannot start, by bit of the property. */
const prohibition = { batteryExhausted: 1 << 8, temperatureTooHigh: 1 << 17 } as const;
const exhaustedPercent = 1;

/** After so many answers that it is busy, libgphoto2 takes a frame that is empty. */
const busyAnswersPerEmptyFrame = 20;

export function createViewfinder(options: ViewfinderOptions): Viewfinder {
  const { properties, misbehaviour, focus, frames } = options;
  let on = false;
  let busyAnswers = 0;

  function prohibited(): number {
    const exhausted = properties.number(property.batteryLevel) <= exhaustedPercent;
    return (
      (exhausted ? prohibition.batteryExhausted : 0) |
      (misbehaviour.liveViewProhibited ? prohibition.temperatureTooHigh : 0)
    );
  }

  const size = (): { widthPx: number; heightPx: number } =>
    sizes[properties.number(property.liveViewSize)] ?? standardSize;

  function zoom(): Zoom {
    const ratio = ratios[properties.number(property.liveViewZoom)] ?? 0;
    return { times: Math.max(1, (ratio * sensor.widthPx) / size().widthPx), at: focus.area };
  }

  properties.compute(property.liveViewStatus, () => (on ? 1 : 0));
  properties.compute(property.liveViewProhibition, prohibited);
  // The real body's description says that it may be read only, outside live view.
  properties.lock(property.liveViewExposurePreview, () => !on);

  /** Whether this answer is one of those that make a frame empty. */
  function leavesEmpty(): boolean {
    if (misbehaviour.emptyPreviews === 0) {
      busyAnswers = 0;
      return false;
    }
    busyAnswers += 1;
    if (busyAnswers === busyAnswersPerEmptyFrame) {
      busyAnswers = 0;
      misbehaviour.emptyPreviews -= 1;
    }
    return true;
  }

  return {
    get on() {
      return on;
    },
    get zoom() {
      return zoom();
    },
    start(busy) {
      if (prohibited() !== 0) return { code: nikonResponse.invalidStatus };
      if (!on) busy(startMs);
      on = true;
      return { code: response.ok };
    },
    stop() {
      on = false;
    },
    async frame() {
      if (leavesEmpty()) return { code: response.deviceBusy };
      const shown = size();
      const jpeg = await frames.draw(shown, zoom(), properties.number(property.liveViewExposurePreview) === 1);
      const data = encodeLiveViewFrame({
        jpeg,
        ...shown,
        pictureWidthPx: sensor.widthPx,
        pictureHeightPx: sensor.heightPx,
        focus: { x: focus.area.x * sensor.widthPx, y: focus.area.y * sensor.heightPx },
      });
      return { code: response.ok, data };
    },
  };
}
