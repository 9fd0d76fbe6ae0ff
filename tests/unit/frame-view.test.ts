import { describe, expect, it } from 'vitest';
import { fieldOf, partOfField } from '../../renderer/liveview/field.ts';
import {
  asSensed,
  type FrameView,
  frameView,
  type Point,
  sensedPoint,
  sensedWay,
  shownAspect,
  shownPart,
  shownPoint,
  shownWay,
} from '../../renderer/liveview/frame-view.ts';
import { moved, partOf, pointed, type Viewing } from '../../renderer/liveview/zoom.ts';

/** Where a place on the sensor is seen, written out for each way of holding it: what EXIF calls 1, 6 and 8, then a mirror. */
const upright: Record<FrameView['turn'], (point: Point) => Point> = {
  none: ({ x, y }) => ({ x, y }),
  clockwise: ({ x, y }) => ({ x: 1 - y, y: x }),
  'counter-clockwise': ({ x, y }) => ({ x: y, y: 1 - x }),
};
const mirrored: Record<FrameView['flip'], (point: Point) => Point> = {
  none: (point) => point,
  'left-right': ({ x, y }) => ({ x: 1 - x, y }),
  'top-bottom': ({ x, y }) => ({ x, y: 1 - y }),
};
const seen = (view: FrameView, point: Point): Point => mirrored[view.flip](upright[view.turn](point));

const viewings: Viewing[] = [
  { zoom: 1, at: { x: 0.5, y: 0.5 } },
  { zoom: 5, at: { x: 0.3, y: 0.6 } },
  { zoom: 10, at: { x: 0.95, y: 0.05 } },
];
const views = (['none', 'clockwise', 'counter-clockwise'] as const).flatMap((turn) =>
  (['none', 'left-right', 'top-bottom'] as const).flatMap((flip) =>
    viewings.map((viewing) => ({ name: `${turn}, ${flip}, ${viewing.zoom}×`, view: { turn, flip }, viewing })),
  ),
);

function close(actual: Point, expected: Point): void {
  expect(actual.x).toBeCloseTo(expected.x, 9);
  expect(actual.y).toBeCloseTo(expected.y, 9);
}

describe.each(views)('a frame that is shown $name', ({ view, viewing }) => {
  const places: Point[] = [
    { x: 0.1, y: 0.2 },
    { x: 0.9, y: 0.3 },
    { x: 0.5, y: 0.5 },
  ];

  it('has each place of the sensor where it is seen, and back', () => {
    for (const place of places) {
      close(shownPoint(view, place), seen(view, place));
      close(sensedPoint(view, shownPoint(view, place)), place);
    }
  });

  it('has its ways as the differences of its places, and back', () => {
    const [from, to] = [
      { x: 0.2, y: 0.3 },
      { x: 0.6, y: 0.4 },
    ];
    const [a, b] = [seen(view, from), seen(view, to)];
    const way = { x: to.x - from.x, y: to.y - from.y };
    close(shownWay(view, way), { x: b.x - a.x, y: b.y - a.y });
    close(sensedWay(view, shownWay(view, way)), way);
  });

  it('shows of a part what lies in it', () => {
    const part = partOf(viewing);
    const shown = shownPart(view, part);
    const corners = [
      seen(view, part),
      seen(view, { x: part.x + part.width, y: part.y }),
      seen(view, { x: part.x, y: part.y + part.height }),
      seen(view, { x: part.x + part.width, y: part.y + part.height }),
    ];
    expect(shown.x).toBeCloseTo(Math.min(...corners.map(({ x }) => x)), 9);
    expect(shown.y).toBeCloseTo(Math.min(...corners.map(({ y }) => y)), 9);
    expect(shown.x + shown.width).toBeCloseTo(Math.max(...corners.map(({ x }) => x)), 9);
    expect(shown.y + shown.height).toBeCloseTo(Math.max(...corners.map(({ y }) => y)), 9);
  });

  it('moves by an arrow as the screen shows it', () => {
    const inner: Viewing = { zoom: 5, at: { x: 0.5, y: 0.5 } };
    for (const [right, down] of [[1, 0] as const, [-1, 0] as const, [0, 1] as const, [0, -1] as const]) {
      const before = shownPoint(view, inner.at);
      const after = shownPoint(view, moved(inner, right, down, view).at);
      close(after, { x: before.x + right * 0.05, y: before.y + down * 0.05 });
    }
  });

  it('goes to what was clicked on', () => {
    const part = partOf(viewing);
    const place = { x: part.x + part.width * 0.4, y: part.y + part.height * 0.55 };
    const shown = shownPart(view, part);
    const on = seen(view, place);
    const click = { x: (on.x - shown.x) / shown.width, y: (on.y - shown.y) / shown.height };
    close(pointed(viewing, click, 20, view).at, place);
  });

  it('has its field in millimetres as it stands upright', () => {
    const field = fieldOf(360, shownAspect(view, 1.5));
    const [wide, high] = view.turn === 'none' ? [360, 240] : [240, 360];
    expect(field.widthMm).toBeCloseTo(wide, 9);
    expect(field.heightMm).toBeCloseTo(high, 9);
    const part = partOfField(field, shownPart(view, partOf(viewing)));
    expect(part.widthMm).toBeCloseTo(wide / viewing.zoom, 9);
    expect(part.heightMm).toBeCloseTo(high / viewing.zoom, 9);
  });
});

describe('the view of a step', () => {
  it('is turned by the way the body is held, only in portrait, and flipped as its mirror asks', () => {
    const held = (orientation: 'landscape' | 'portrait', portraitGrip: 'up' | 'down') =>
      frameView({ orientation, mirror: 'none' }, { portraitGrip }).turn;
    expect(held('portrait', 'up')).toBe('counter-clockwise');
    expect(held('portrait', 'down')).toBe('clockwise');
    expect(held('landscape', 'up')).toBe('none');
    expect(frameView({ orientation: 'landscape', mirror: 'top-bottom' }, { portraitGrip: 'up' }).flip).toBe(
      'top-bottom',
    );
    expect(frameView(null, { portraitGrip: 'up' })).toEqual(asSensed);
  });

  it('turns what lies at the grip to the top where the grip is up', () => {
    // The grip is at the right of the sensor as the photographer sees it.
    const grip: Point = { x: 1, y: 0.5 };
    const shown = (portraitGrip: 'up' | 'down') =>
      shownPoint(frameView({ orientation: 'portrait', mirror: 'none' }, { portraitGrip }), grip);
    close(shown('up'), { x: 0.5, y: 0 });
    close(shown('down'), { x: 0.5, y: 1 });
  });
});
