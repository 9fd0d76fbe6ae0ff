import type { Look } from '../subject-port.ts';
import { fieldWidthMm, gazeTowards, type Side } from './anatomy.ts';
import { areaAround, drawEye } from './eye.ts';
import { drawHair } from './hairs.ts';
import { pace } from './pace.ts';
import { type Area, colour, crop, type Plane, paste, planeOver, put } from './plane.ts';
import { type Lighting, lightOnFace } from './relief.ts';
import { clamp } from './shape.ts';
import type { Sitter } from './sitter.ts';
import { drawSpot, shadeSkin } from './skin.ts';

/** What is drawn around the field, so that a head which moves a little still fills it. */
const marginMm = 2;

/** Wider pictures are drawn at half their size and resolved by the virtual lens: it is no sharper than that. */
const drawnWhole = 3100;

/** A sitter's face at one size in one light, kept: only the eyes are drawn anew when they turn. */
export type Face = {
  sitter: Sitter;
  lighting: Lighting;
  plane: Plane;
  /** The skin around each eye before any eye was drawn on it. */
  bare: Readonly<Record<Side, Plane>>;
  look: Look | null;
};

/** Draws the skin and the brows; the eyes are still to be turned. Works in slices. */
export async function drawFace(sitter: Sitter, lighting: Lighting, widthPx: number, heightPx: number): Promise<Face> {
  const mmPerPx = (fieldWidthMm / widthPx) * (widthPx > drawnWhole ? 2 : 1);
  const relief = await lightOnFace(lighting);
  const plane = planeOver(areaFor(widthPx, heightPx), mmPerPx);
  const detail = detailAt(mmPerPx);
  const out = colour(0, 0, 0);
  const pause = pace();
  for (let row = 0; row < plane.heightPx; row++) {
    const y = plane.topMm - (row + 0.5) * mmPerPx;
    for (let column = 0; column < plane.widthPx; column++) {
      shadeSkin(sitter.skin, relief, plane.leftMm + (column + 0.5) * mmPerPx, y, detail, out);
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
  return {
    sitter,
    lighting,
    plane,
    bare: { [-1]: crop(plane, areaAround(-1)), 1: crop(plane, areaAround(1)) },
    look: null,
  };
}

/** Draws the eyes as they look there. */
export async function turnEyes(face: Face, look: Look): Promise<void> {
  if (face.look?.leftDeg === look.leftDeg && face.look.upDeg === look.upDeg) return;
  const gaze = gazeTowards(look);
  const pause = pace(0);
  for (const side of [-1, 1] as const) {
    paste(face.plane, drawEye(face.sitter, face.bare[side], face.lighting, side, gaze));
    await pause();
  }
  face.look = { ...look };
}

/** The field and its margin; never less than the eyes need. */
function areaFor(widthPx: number, heightPx: number): Area {
  const halfWidth = fieldWidthMm / 2 + marginMm;
  const halfHeight = Math.max((fieldWidthMm * heightPx) / widthPx / 2, 18) + marginMm;
  return { leftMm: -halfWidth, rightMm: halfWidth, bottomMm: -halfHeight, topMm: halfHeight };
}

/** Pores are seen with pixels under a twentieth of a millimetre, and hardly with those of live view. */
function detailAt(mmPerPx: number): number {
  return clamp(0.055 / mmPerPx, 0.15, 1);
}
