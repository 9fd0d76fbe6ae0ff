import { type Lens, lensThrowSteps } from '../lens.ts';
import type { Misbehaviour } from '../misbehaviour.ts';
import { response } from '../ptp/codes.ts';
import type { Answer } from '../responder.ts';
import { nikonResponse } from './codes.ts';

/** What DeviceReady says when a drive has ended, and how long it takes. */
export type Drive = { code: number; ms: number };

export type Focus = {
  /** Centre of the focus area, as shares of the picture from its upper left corner. */
  readonly area: { x: number; y: number };
  /** Focuses by itself. */
  auto(): Drive;
  /** Turns the ring: `direction` 1 is nearer, 2 farther. It ends at either stop of the lens. */
  step(direction: number, steps: number): Drive;
  /** `x` and `y` in pixels of the sensor. */
  moveArea(x: number, y: number): Answer;
};

/** The field in which places are told, however large the pictures are. */
export const sensor = { widthPx: 6016, heightPx: 4016 } as const;

/** Steps under the smallest do not move the motor. */
const smallestStep = 3;
const autoMs = 200;
/** A lens that finds nothing runs through all its way first. */
const missMs = 500;
const stepMs = 400 / lensThrowSteps;

/** How a D750 drives its lens. */
export function createFocus(lens: Lens, misbehaviour: Misbehaviour): Focus {
  let area = { x: 0.5, y: 0.5 };

  return {
    get area() {
      return area;
    },
    auto() {
      if (misbehaviour.focusFailures > 0) {
        misbehaviour.focusFailures -= 1;
        lens.miss();
        return { code: nikonResponse.outOfFocus, ms: missMs };
      }
      lens.focus();
      return { code: response.ok, ms: autoMs };
    },
    step(direction, steps) {
      if (steps < smallestStep) return { code: nikonResponse.mfDriveStepTooSmall, ms: 0 };
      const { moved, end } = lens.turn(direction === 1 ? -steps : steps);
      return { code: end ? nikonResponse.mfDriveStepEnd : response.ok, ms: moved * stepMs };
    },
    moveArea(x, y) {
      const { widthPx, heightPx } = sensor;
      if (x > widthPx || y > heightPx) return { code: response.invalidParameter };
      area = { x: x / widthPx, y: y / heightPx };
      return { code: response.ok };
    },
  };
}
