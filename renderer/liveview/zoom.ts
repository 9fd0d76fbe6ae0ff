import { type FrameView, type Point, sensedPoint, sensedWay, shownPart } from './frame-view.ts';

/** What part of the field is seen: magnified `zoom` times around `at`, in shares from the upper left corner of the sensor's. */
export type Viewing = { zoom: number; at: Point };
export type Part = { x: number; y: number; width: number; height: number };

export const wholeField: Viewing = { zoom: 1, at: { x: 0.5, y: 0.5 } };
/** What the operator goes through, before a body has its say. */
const wanted = [5, 10] as const;
/** An arrow moves the magnified part by this share of itself: what was at the edge stays in sight. */
const step = 0.25;

/**
 * The magnifications that Z goes through after the whole field: the nearest that the body offers, else exactly those
 * wanted, for the page to draw. Near is meant as a ratio: 4× is nearer to 5× than 6.5× is.
 */
export function zoomSteps(offered: readonly number[]): number[] {
  const real = offered.filter((zoom) => zoom > 1);
  if (real.length === 0) return [...wanted];
  const distance = (a: number, b: number): number => Math.abs(Math.log(a / b));
  const nearest = wanted.map((goal) => real.reduce((a, b) => (distance(b, goal) < distance(a, goal) ? b : a)));
  return [...new Set(nearest)];
}

/** The magnification after this one, round and round by way of the whole field. */
export function nextZoom(steps: readonly number[], zoom: number): number {
  return steps.find((candidate) => candidate > zoom * 1.01) ?? 1;
}

/** `at` moved no more than needed for the part around it to lie within the field. */
export function within({ zoom, at }: Viewing): Viewing {
  const margin = 0.5 / zoom;
  const kept = (value: number): number => Math.min(1 - margin, Math.max(margin, value));
  return { zoom, at: { x: kept(at.x), y: kept(at.y) } };
}

export function partOf(viewing: Viewing): Part {
  const { zoom, at } = within(viewing);
  const size = 1 / zoom;
  return { x: at.x - size / 2, y: at.y - size / 2, width: size, height: size };
}

/** One arrow key: `right` and `down` are -1, 0 or 1 as the screen shows them, however the frame lies. */
export function moved(viewing: Viewing, right: number, down: number, view: FrameView): Viewing {
  const size = step / viewing.zoom;
  const way = sensedWay(view, { x: right * size, y: down * size });
  const { x, y } = within(viewing).at;
  return within({ zoom: viewing.zoom, at: { x: x + way.x, y: y + way.y } });
}

/** A click at shares `x`, `y` of what is on screen becomes the middle, magnified `zoom` times. */
export function pointed(viewing: Viewing, { x, y }: Point, zoom: number, view: FrameView): Viewing {
  const part = shownPart(view, partOf(viewing));
  return within({ zoom, at: sensedPoint(view, { x: part.x + x * part.width, y: part.y + y * part.height }) });
}
