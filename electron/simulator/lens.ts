import type { Defocus } from './subject-port.ts';

/** The motor of a lens before a subject at a fixed distance. */
export type Lens = {
  /** Steps from the near stop. */
  readonly position: number;
  /** The position at which the subject is sharp. */
  readonly sharpAt: number;
  /** Turns by `steps`, negative is nearer; ends at either stop. Returns how far it went and whether it met the stop. */
  turn(steps: number): { moved: number; end: boolean };
  /** Turns to where the subject is sharp. */
  focus(): void;
  /** Hunts and gives up away from it, as lenses do before what has no contrast. */
  miss(): void;
  /** What stands now, through an aperture: f/8 is 8. Closing it deepens the field. */
  defocus(aperture: number): Defocus;
};

/** From the near to the far stop. */
export const lensThrowSteps = 4000;
/** A macro lens at f/1 for each step out of focus: at f/2.8 and 300 steps, a point is spread over about 1 % of the field. */
const spreadPerStep = 1e-4;
/** Closer than this is as sharp as it gets: no host's finest step is smaller. */
const depthSteps = 10;
const missedBySteps = 600;

export function createLens(): Lens {
  const sharpAt = lensThrowSteps / 2;
  let position = sharpAt;

  return {
    get position() {
      return position;
    },
    sharpAt,
    turn(steps) {
      const wanted = position + steps;
      const reached = Math.max(0, Math.min(lensThrowSteps, wanted));
      const moved = Math.abs(reached - position);
      position = reached;
      return { moved, end: reached !== wanted };
    },
    focus() {
      position = sharpAt;
    },
    miss() {
      position = sharpAt + missedBySteps;
    },
    defocus(aperture) {
      return (Math.max(0, Math.abs(position - sharpAt) - depthSteps) * spreadPerStep) / aperture;
    },
  };
}
