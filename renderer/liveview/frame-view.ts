import type { RoomSettings } from '../../electron/contract/room.ts';
import type { StepView } from '../../electron/contract/session-view.ts';
import type { Part } from './zoom.ts';

/**
 * How frames, which come as the sensor gives them, are shown: turned upright, then flipped as a mirror is undone. Places
 * are shares from the upper left corner of the whole field: `sensed` on the sensor, `shown` on screen.
 */
export type FrameView = {
  turn: 'none' | 'clockwise' | 'counter-clockwise';
  flip: StepView['mirror'];
};
export type Point = { x: number; y: number };

export const asSensed: FrameView = { turn: 'none', flip: 'none' };

/** Of a portrait step the body is turned: with its grip up the frame lies as EXIF calls 8, with its grip down 6. */
export function frameView(
  step: Pick<StepView, 'orientation' | 'mirror'> | null,
  { portraitGrip }: Pick<RoomSettings, 'portraitGrip'>,
): FrameView {
  if (!step) return asSensed;
  const upright = portraitGrip === 'up' ? 'counter-clockwise' : 'clockwise';
  return { turn: step.orientation === 'portrait' ? upright : 'none', flip: step.mirror };
}

/** Where the sensor's axes lead on screen, around the middle: columns of a matrix of quarter turns and flips. */
type Axes = { right: Point; down: Point };

const turned: Readonly<Record<FrameView['turn'], Axes>> = {
  none: { right: { x: 1, y: 0 }, down: { x: 0, y: 1 } },
  clockwise: { right: { x: 0, y: 1 }, down: { x: -1, y: 0 } },
  'counter-clockwise': { right: { x: 0, y: -1 }, down: { x: 1, y: 0 } },
};

function axes({ turn, flip }: FrameView): Axes {
  const flipped = ({ x, y }: Point): Point => ({
    x: flip === 'left-right' ? 0 - x : x,
    y: flip === 'top-bottom' ? 0 - y : y,
  });
  const { right, down } = turned[turn];
  return { right: flipped(right), down: flipped(down) };
}

/** A way on the sensor as it goes on screen; the middle stays where it is. */
export function shownWay(view: FrameView, way: Point): Point {
  const { right, down } = axes(view);
  return { x: way.x * right.x + way.y * down.x, y: way.x * right.y + way.y * down.y };
}

/** A way on screen as it goes on the sensor. */
export function sensedWay(view: FrameView, way: Point): Point {
  const { right, down } = axes(view);
  return { x: way.x * right.x + way.y * right.y, y: way.x * down.x + way.y * down.y };
}

export function shownPoint(view: FrameView, { x, y }: Point): Point {
  const way = shownWay(view, { x: x - 0.5, y: y - 0.5 });
  return { x: way.x + 0.5, y: way.y + 0.5 };
}

export function sensedPoint(view: FrameView, { x, y }: Point): Point {
  const way = sensedWay(view, { x: x - 0.5, y: y - 0.5 });
  return { x: way.x + 0.5, y: way.y + 0.5 };
}

/** A part of the sensor's field as it lies on screen. */
export function shownPart(view: FrameView, part: Part): Part {
  return around(shownPoint(view, middle(part)), shownWay(view, { x: part.width, y: part.height }));
}

/** Width over height on screen of what has this on the sensor. */
export function shownAspect({ turn }: FrameView, aspect: number): number {
  return turn === 'none' ? aspect : 1 / aspect;
}

function middle({ x, y, width, height }: Part): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

function around({ x, y }: Point, size: Point): Part {
  const [width, height] = [Math.abs(size.x), Math.abs(size.y)];
  return { x: x - width / 2, y: y - height / 2, width, height };
}
