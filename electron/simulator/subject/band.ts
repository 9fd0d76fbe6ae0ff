import type { Look } from '../subject-port.ts';
import { gazeTowards, type Point, type Side } from './anatomy.ts';
import { areaAround, drawEye } from './eye.ts';
import { drawHair } from './hairs.ts';
import { pace } from './pace.ts';
import { type Area, colour, crop, type Plane, paste, planeOver, put } from './plane.ts';
import { type Lighting, lightOnFace } from './relief.ts';
import { clamp } from './shape.ts';
import type { Sitter } from './sitter.ts';
import { drawSpot, shadeSkin } from './skin.ts';

/** A sitter's face at one size in one light, kept: only the eyes are drawn anew when they turn. */
export type Band = {
  sitter: Sitter;
  lighting: Lighting;
  plane: Plane;
  /** The skin around each eye that is seen, before any eye was drawn on it. */
  bare: readonly { side: Side; skin: Plane }[];
  look: Look | null;
};

/**
 * Draws the skin and the brows of `area` around `middle`; the eyes are still to be turned. Works in slices. What is seen
 * beside the middle is the same band of face, wherever the camera points.
 */
export async function drawBand(
  sitter: Sitter,
  lighting: Lighting,
  area: Area,
  middle: Point,
  mmPerPx: number,
): Promise<Band> {
  const relief = await lightOnFace(lighting);
  const field = fieldAround(area, middle);
  const plane = planeOver(field, mmPerPx);
  const detail = detailAt(mmPerPx);
  const out = colour(0, 0, 0);
  const pause = pace();
  for (let row = 0; row < plane.heightPx; row++) {
    const y = plane.topMm - (row + 0.5) * plane.mmPerPx;
    for (let column = 0; column < plane.widthPx; column++) {
      shadeSkin(sitter.skin, relief, plane.leftMm + (column + 0.5) * plane.mmPerPx, y, detail, out);
      put(plane, (row * plane.widthPx + column) * 3, out);
    }
    await pause();
  }
  for (const spot of sitter.skin.spots) drawSpot(plane, spot);
  const light = lighting === 'flash' ? 1 : 0.7;
  for (const hair of sitter.brows) {
    drawHair(plane, { ...hair, colour: hair.colour.map((value) => value * light) });
    await pause();
  }
  const bare = ([-1, 1] as const)
    .filter((side) => touches(field, areaAround(side)))
    .map((side) => ({ side, skin: crop(plane, areaAround(side)) }));
  return { sitter, lighting, plane, bare, look: null };
}

/** Draws the eyes as they look there; whether that changed anything. */
export async function turnEyes(band: Band, look: Look): Promise<boolean> {
  if (band.look?.leftDeg === look.leftDeg && band.look.upDeg === look.upDeg) return false;
  const gaze = gazeTowards(look);
  const pause = pace(0);
  for (const { side, skin } of band.bare) {
    paste(band.plane, drawEye(band.sitter, skin, band.lighting, side, gaze));
    await pause();
  }
  band.look = { ...look };
  return true;
}

/** Where the camera looks, in the face's own places; an eye that is seen in part is drawn whole. */
function fieldAround(area: Area, { x, y }: Point): Area {
  const field = {
    leftMm: area.leftMm + x,
    rightMm: area.rightMm + x,
    bottomMm: area.bottomMm + y,
    topMm: area.topMm + y,
  };
  return ([areaAround(-1), areaAround(1)] as const).filter((eye) => touches(field, eye)).reduce(union, field);
}

function touches(a: Area, b: Area): boolean {
  return a.leftMm < b.rightMm && b.leftMm < a.rightMm && a.bottomMm < b.topMm && b.bottomMm < a.topMm;
}

function union(a: Area, b: Area): Area {
  return {
    leftMm: Math.min(a.leftMm, b.leftMm - 1),
    rightMm: Math.max(a.rightMm, b.rightMm + 1),
    bottomMm: Math.min(a.bottomMm, b.bottomMm - 1),
    topMm: Math.max(a.topMm, b.topMm + 1),
  };
}

/** Pores are seen with pixels under a twentieth of a millimetre, and hardly with those of live view. */
function detailAt(mmPerPx: number): number {
  return clamp(0.055 / mmPerPx, 0.15, 1);
}
