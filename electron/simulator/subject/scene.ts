import { eyeCentreX, type Gaze, lidsFor, type Side } from './anatomy.ts';
import { growBrow } from './brows.ts';
import { type Eyeball, type EyePattern, growEye, shadeEyeball } from './eyeball.ts';
import { type LidColumn, lidColumn, shadeLowerLid, shadeUpperLid } from './eyelids.ts';
import { drawHair, type Hair } from './hairs.ts';
import { growLashes, placeLashes } from './lashes.ts';
import { type Area, colour, type Plane, planeOver, put } from './plane.ts';
import { randomFrom } from './random.ts';
import { type Lighting, lightOnFace, type Relief } from './relief.ts';
import { clamp, mix } from './shape.ts';
import { growSkin, type Skin, shadeSkin, spotShade } from './skin.ts';

/** One sitter: everything about a face that does not depend on a picture. */
export type Sitter = {
  skin: Skin;
  brows: readonly Hair[];
  eyes: Readonly<Record<Side, { pattern: EyePattern; lashes: ReturnType<typeof growLashes> }>>;
  relief(lighting: Lighting): Relief;
};

export function inviteSitter(seed: number): Sitter {
  const random = randomFrom(seed);
  const reliefs = new Map<Lighting, Relief>();
  return {
    skin: growSkin(random),
    brows: [...growBrow(random, -1), ...growBrow(random, 1)],
    eyes: {
      [-1]: { pattern: growEye(random), lashes: growLashes(random) },
      1: { pattern: growEye(random), lashes: growLashes(random) },
    },
    relief(lighting) {
      const known = reliefs.get(lighting) ?? lightOnFace(lighting);
      reliefs.set(lighting, known);
      return known;
    },
  };
}

/** Lets everything else in the process have its turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const sliceMs = 12;

/** The face without its eyes: skin and brows over `area`. Works in slices, so that nobody waits for it. */
export async function drawFace(sitter: Sitter, lighting: Lighting, area: Area, mmPerPx: number): Promise<Plane> {
  const relief = sitter.relief(lighting);
  await breathe();
  const plane = planeOver(area, mmPerPx);
  const detail = detailAt(mmPerPx);
  const out = colour(0, 0, 0);
  let since = performance.now();
  for (let row = 0; row < plane.heightPx; row++) {
    const y = plane.topMm - (row + 0.5) * mmPerPx;
    for (let column = 0; column < plane.widthPx; column++) {
      shadeSkin(sitter.skin, relief, plane.leftMm + (column + 0.5) * mmPerPx, y, detail, out);
      put(plane, (row * plane.widthPx + column) * 3, out);
    }
    if (performance.now() - since > sliceMs) {
      await breathe();
      since = performance.now();
    }
  }
  for (const spot of sitter.skin.spots) drawSpot(plane, spot);
  await breathe();
  const light = lighting === 'flash' ? 1 : 0.7;
  for (const hair of sitter.brows) drawHair(plane, { ...hair, colour: hair.colour.map((value) => value * light) });
  return plane;
}

function drawSpot(plane: Plane, spot: { x: number; y: number; radius: number; depth: number }): void {
  const { mmPerPx, data } = plane;
  const middleX = (spot.x - plane.leftMm) / mmPerPx;
  const middleY = (plane.topMm - spot.y) / mmPerPx;
  const reach = Math.ceil((spot.radius * 1.5) / mmPerPx) + 1;
  for (let y = Math.floor(middleY) - reach; y <= middleY + reach; y++) {
    for (let x = Math.floor(middleX) - reach; x <= middleX + reach; x++) {
      if (x < 0 || y < 0 || x >= plane.widthPx || y >= plane.heightPx) continue;
      const shade = spotShade(Math.hypot(x + 0.5 - middleX, y + 0.5 - middleY) * mmPerPx, spot.radius, spot.depth);
      const i = (y * plane.widthPx + x) * 3;
      data[i] = (data[i] as number) * shade;
      data[i + 1] = (data[i + 1] as number) * shade ** 1.35;
      data[i + 2] = (data[i + 2] as number) * shade ** 1.5;
    }
  }
}

/** Around an eye, what changes with the gaze, relative to the eye's centre and towards the temple. */
const surroundings = { nose: -18, temple: 21, bottom: -15.5, top: 15 } as const;

/** One eye with its lids and lashes and the skin around them, to be pasted onto a face of the same pixel size. */
export function drawEye(sitter: Sitter, lighting: Lighting, side: Side, gaze: Gaze, mmPerPx: number): Plane {
  const middle = eyeCentreX(side);
  const plane = planeOver(areaAround(side), mmPerPx);
  const relief = sitter.relief(lighting);
  const lids = lidsFor(gaze, side);
  const { pattern, lashes } = sitter.eyes[side];
  const ball: Eyeball = { side, gaze, pattern, lighting };
  const columns: LidColumn[] = Array.from({ length: plane.widthPx }, (_, column) =>
    lidColumn(lids, side * (plane.leftMm + (column + 0.5) * mmPerPx - middle)),
  );
  const detail = detailAt(mmPerPx);
  const out = colour(0, 0, 0);
  const inside = colour(0, 0, 0);
  for (let row = 0; row < plane.heightPx; row++) {
    const y = plane.topMm - (row + 0.5) * mmPerPx;
    for (let column = 0; column < plane.widthPx; column++) {
      const lid = columns[column] as LidColumn;
      const x = plane.leftMm + (column + 0.5) * mmPerPx;
      const above = (y - lid.upper) * lid.upperLean;
      const below = (lid.lower - y) * lid.lowerLean;
      // How much of this pixel the opening takes: margins are as sharp as the raster.
      const open =
        clamp(0.5 - above / mmPerPx, 0, 1) *
        clamp(0.5 - below / mmPerPx, 0, 1) *
        (lid.upper - lid.lower > 0.02 ? 1 : 0);
      if (open < 1) {
        shadeSkin(sitter.skin, relief, x, y, detail, out);
        if (y > (lid.upper + lid.lower) / 2) shadeUpperLid(lid, y, Math.max(0, above), out);
        else shadeLowerLid(lid, Math.max(0, below), out);
      }
      if (open > 0) {
        shadeEyeball(ball, x - middle, y, -above, -below, inside);
        for (let k = 0; k < 3; k++) out[k] = mix(out[k] as number, inside[k] as number, open);
      }
      put(plane, (row * plane.widthPx + column) * 3, out);
    }
  }
  for (const hair of placeLashes(lashes, lids, side)) drawHair(plane, hair);
  return plane;
}

function areaAround(side: Side): Area {
  const middle = eyeCentreX(side);
  const a = middle + side * surroundings.nose;
  const b = middle + side * surroundings.temple;
  return { leftMm: Math.min(a, b), rightMm: Math.max(a, b), bottomMm: surroundings.bottom, topMm: surroundings.top };
}

/** Pores are seen with pixels under a twentieth of a millimetre, and not at all with those of live view. */
function detailAt(mmPerPx: number): number {
  return clamp(0.055 / mmPerPx, 0.15, 1);
}
