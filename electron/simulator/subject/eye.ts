import { eyeCentreX, type Gaze, lidsFor, reflexAt, type Side } from './anatomy.ts';
import { type Eyeball, shadeEyeball } from './eyeball.ts';
import { type LidColumn, lidColumn, shadeLowerLid, shadeUpperLid } from './eyelids.ts';
import { drawHair } from './hairs.ts';
import { placeLashes } from './lashes.ts';
import { type Area, colour, type Plane, put, radianceOne } from './plane.ts';
import type { Lighting } from './relief.ts';
import { clamp, mix } from './shape.ts';
import type { Sitter } from './sitter.ts';

/** Around an eye, what changes with the gaze, relative to the eye's centre and towards the temple. */
const surroundings = { nose: -18, temple: 21, bottom: -15.5, top: 15 } as const;

export function areaAround(side: Side): Area {
  const middle = eyeCentreX(side);
  const a = middle + side * surroundings.nose;
  const b = middle + side * surroundings.temple;
  return { leftMm: Math.min(a, b), rightMm: Math.max(a, b), bottomMm: surroundings.bottom, topMm: surroundings.top };
}

/** One eye with its lids and lashes over `rest`, the bare skin of the area around it. Returns a plane like it. */
export function drawEye(sitter: Sitter, rest: Plane, lighting: Lighting, side: Side, gaze: Gaze): Plane {
  const { mmPerPx, widthPx, heightPx } = rest;
  const plane: Plane = { ...rest, data: rest.data.slice() };
  const middle = eyeCentreX(side);
  const lids = lidsFor(gaze, side);
  const { pattern, lashes } = sitter.eyes[side];
  const ball: Eyeball = { side, gaze, pattern, lighting, reflex: reflexAt(gaze) };
  const columns: LidColumn[] = Array.from({ length: widthPx }, (_, column) =>
    lidColumn(lids, side * (rest.leftMm + (column + 0.5) * mmPerPx - middle)),
  );
  const out = colour(0, 0, 0);
  const inside = colour(0, 0, 0);
  for (let row = 0; row < heightPx; row++) {
    const y = rest.topMm - (row + 0.5) * mmPerPx;
    for (let column = 0; column < widthPx; column++) {
      const lid = columns[column] as LidColumn;
      const above = (y - lid.upper) * lid.upperLean;
      const below = (lid.lower - y) * lid.lowerLean;
      const i = (row * widthPx + column) * 3;
      // How much of this pixel the opening takes: margins are as sharp as the raster.
      const opening = lid.upper - lid.lower > 0.02 ? 1 : 0;
      const open = opening * clamp(0.5 - above / mmPerPx, 0, 1) * clamp(0.5 - below / mmPerPx, 0, 1);
      if (open < 1) {
        for (let k = 0; k < 3; k++) out[k] = (rest.data[i + k] as number) / radianceOne;
        if (y > (lid.upper + lid.lower) / 2) shadeUpperLid(lid, y, Math.max(0, above), out);
        else shadeLowerLid(lid, Math.max(0, below), out);
      }
      if (open > 0) {
        shadeEyeball(ball, rest.leftMm + (column + 0.5) * mmPerPx - middle, y, -above, -below, inside);
        for (let k = 0; k < 3; k++) out[k] = mix(out[k] as number, inside[k] as number, open);
      }
      put(plane, i, out);
    }
  }
  for (const hair of placeLashes(lashes, lids, side)) drawHair(plane, hair);
  return plane;
}
