import { response } from '../ptp/codes.ts';
import type { Answer } from '../responder.ts';
import { nikonResponse } from './codes.ts';

/** What DeviceReady says when a drive has ended, and how long it takes. */
export type Drive = { code: number; ms: number };

export type Focus = {
  /** Centre of the focus area, in pixels of the largest picture. */
  readonly area: { x: number; y: number };
  /** Focuses by itself: always succeeds. */
  auto(): Drive;
  /** Turns the ring: `direction` 1 is nearer, 2 farther. It ends at either stop of the lens. */
  step(direction: number, steps: number): Drive;
  moveArea(x: number, y: number, picture: { widthPx: number; heightPx: number }): Answer;
};

/** From the near to the far stop. Steps under the smallest do not move the motor. */
const throwSteps = 4000;
const smallestStep = 3;
const autoMs = 200;
const stepMs = 0.1;

/** The lens's motor. Pictures are always sharp: the drawn subject has no depth. */
export function createFocus(): Focus {
  let position = throwSteps / 2;
  let area = { x: 3008, y: 2008 };

  return {
    get area() {
      return area;
    },
    auto() {
      position = throwSteps / 2;
      return { code: response.ok, ms: autoMs };
    },
    step(direction, steps) {
      if (steps < smallestStep) return { code: nikonResponse.mfDriveStepTooSmall, ms: 0 };
      const wanted = position + (direction === 1 ? -steps : steps);
      const reached = Math.max(0, Math.min(throwSteps, wanted));
      const moved = Math.abs(reached - position);
      position = reached;
      return { code: reached === wanted ? response.ok : nikonResponse.mfDriveStepEnd, ms: moved * stepMs };
    },
    moveArea(x, y, picture) {
      if (x > picture.widthPx || y > picture.heightPx) return { code: response.invalidParameter };
      area = { x, y };
      return { code: response.ok };
    },
  };
}
