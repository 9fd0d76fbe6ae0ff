import { describe, expect, it } from 'vitest';
import { fieldOf, partOfField } from '../../renderer/liveview/field.ts';
import { asSensed, type FrameView } from '../../renderer/liveview/frame-view.ts';
import { moved, nextZoom, partOf, pointed, wholeField, zoomSteps } from '../../renderer/liveview/zoom.ts';

const mirrored: FrameView = { turn: 'none', flip: 'left-right' };

describe('the magnifications', () => {
  it.each([
    ['of a body that offers none are the page’s own', [], [5, 10]],
    ['of a body that offers only the whole field too', [1], [5, 10]],
    ['of a Canon are its own', [1, 5, 10], [5, 10]],
    ['of a Nikon are the nearest it has', [1, 2, 2.7, 4, 5.3, 8, 16], [5.3, 8]],
    ['of a body with one are that one', [1, 6], [6]],
  ])('%s', (_, offered, steps) => {
    expect(zoomSteps(offered)).toEqual(steps);
  });

  it('go closer, closest and back to the whole field', () => {
    expect([1, 5, 10].map((zoom) => nextZoom([5, 10], zoom))).toEqual([5, 10, 1]);
    expect(nextZoom([5.3, 8], 5)).toBe(5.3);
  });
});

describe('the part that is seen', () => {
  it('is the whole field, or as much of it as the magnification leaves', () => {
    expect(partOf(wholeField)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    expect(partOf({ zoom: 5, at: { x: 0.5, y: 0.5 } })).toEqual({ x: 0.4, y: 0.4, width: 0.2, height: 0.2 });
  });

  it('never leaves the field', () => {
    expect(partOf({ zoom: 5, at: { x: 0, y: 1 } })).toMatchObject({ x: 0, y: 0.8 });
    const cornered = moved({ zoom: 10, at: { x: 0.06, y: 0.5 } }, -1, 0, asSensed);
    expect(cornered.at.x).toBe(0.05);
  });

  it('moves as the arrows point, in a mirror too', () => {
    const middle = { zoom: 5, at: { x: 0.5, y: 0.5 } };
    expect(moved(middle, 1, 0, asSensed).at.x).toBeCloseTo(0.55);
    expect(moved(middle, 1, 0, mirrored).at.x).toBeCloseTo(0.45);
    expect(moved(middle, 0, 1, mirrored).at.y).toBeCloseTo(0.55);
  });

  it('goes where a click is', () => {
    expect(pointed(wholeField, { x: 0.25, y: 0.75 }, 5, asSensed)).toEqual({ zoom: 5, at: { x: 0.25, y: 0.75 } });
    expect(pointed(wholeField, { x: 0.25, y: 0.75 }, 5, mirrored).at).toEqual({ x: 0.75, y: 0.75 });
    const closer = pointed({ zoom: 5, at: { x: 0.5, y: 0.5 } }, { x: 1, y: 0.5 }, 5, asSensed);
    expect(closer.at.x).toBeCloseTo(0.6);
  });

  it('is in millimetres what it is in shares', () => {
    const part = partOf({ zoom: 5, at: { x: 0.7, y: 0.5 } });
    const seen = partOfField(fieldOf(144, 1.5), part);
    expect(seen.left).toBeCloseTo(14.4);
    expect(seen.top).toBeCloseTo(-9.6);
    expect(seen.widthMm).toBeCloseTo(28.8);
  });
});
