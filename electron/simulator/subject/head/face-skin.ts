import { eyeCentreX, type Gaze, lidsFor, type Side } from '../anatomy.ts';
import { type LidColumn, lidColumn, lidReachMm, shadeLowerLid, shadeUpperLid } from '../eyelids.ts';
import { type Colour, colour } from '../plane.ts';
import { bell, clamp, mix, smoothstep } from '../shape.ts';
import { type Skin, skinTone } from '../skin.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import type { Material } from '../solid/mesh.ts';
import { texelBetween } from '../texture.ts';
import { nostril } from './features.ts';
import { type Lips, lipColumn } from './lips.ts';
import { collarHeight, hairline } from './outlines.ts';

const skinFinish: Finish = { wrap: [0.34, 0.2, 0.14], sharpness: 16, gloss: 0.085 };
const lipFinish: Finish = { wrap: [0.3, 0.16, 0.14], sharpness: 34, gloss: 0.14 };
const clothFinish: Finish = { wrap: [0.2, 0.2, 0.2], sharpness: 8, gloss: 0.006 };

const lit = new Float32Array(4);
const pi = Math.PI;

/**
 * Everything of a head that is skin, down to the collar. A surface's own coordinates: `a` from the midline and `b` up from
 * the pupils as seen from in front, `c` millimetres around the head.
 */
export function faceSkin(skin: Skin, lips: Lips, gaze: Gaze): Material {
  const lids = { [-1]: columnsOf(gaze, -1), 1: columnsOf(gaze, 1) } as const;
  return (surface, light, mmPerPx, out) => {
    const { a: x, b: y, c: u } = surface;
    const around = u / 95;
    if (y < collarHeight(around)) {
      cloth(skin, u, y, collarHeight(around) - y, out);
      lightOn(light, clothFinish, surface.nx, surface.ny, surface.nz, surface.hollowMm, lit);
      for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * (lit[k] as number) + (lit[3] as number);
      return;
    }
    const n = Math.abs(x);
    const detail = clamp(0.055 / mmPerPx, 0.12, 1);
    const shine = skinTone(skin, u, y, n, detail, out);
    const front = Math.abs(around) < 1.2;
    const vermilion = front && y > -95 && y < -55 && n < lips.half + 2 ? shadeLips(skin, lips, x, y, out) : 0;
    lightOn(light, vermilion > 0.5 ? lipFinish : skinFinish, surface.nx, surface.ny, surface.nz, surface.hollowMm, lit);
    const gloss = (lit[3] as number) * mix(shine, 1, vermilion);
    const scalp = 0.45 * smoothstep(-3, 8, y - hairline(around));
    for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * (1 - scalp) * (lit[k] as number) + gloss * (1 - scalp);
    if (!front) return;
    const side: Side = x < 0 ? -1 : 1;
    const across = n - eyeCentreX(1);
    if (Math.abs(across) < 23 && y > -16 && y < lidReachMm) {
      const lid = lids[side][Math.round((across + 23) * 8)] as LidColumn;
      if (y > (lid.upper + lid.lower) / 2) shadeUpperLid(lid, y, Math.max(0, (y - lid.upper) * lid.upperLean), out);
      else shadeLowerLid(lid, Math.max(0, (lid.lower - y) * lid.lowerLean), out);
    }
    const brow = 0.3 * bell(y - browLine(n), 3.4) * smoothstep(10, 17, n) * smoothstep(56, 44, n);
    const dark = 1 - Math.max(brow, n < 14 && y > -56 && y < -44 ? 0.84 * nostril(n, y) : 0);
    out[0] = (out[0] as number) * dark;
    out[1] = (out[1] as number) * dark ** 1.25;
    out[2] = (out[2] as number) * dark ** 1.35;
  };
}

function columnsOf(gaze: Gaze, side: Side): LidColumn[] {
  const lids = lidsFor(gaze, side);
  return Array.from({ length: 369 }, (_, i) => lidColumn(lids, i / 8 - 23));
}

/** Where the brows' hairs stand densest. */
function browLine(n: number): number {
  const t = clamp((n - 11.5) / 43.5, 0, 1);
  return 18.2 + 7.6 * Math.sin(pi * 0.62 * t ** 1.12) - 2.6 * smoothstep(0.62, 1, t) * t;
}

/** Turns skin into the lips' red; returns how much of it there is. */
function shadeLips(skin: Skin, lips: Lips, x: number, y: number, out: Colour): number {
  const n = Math.abs(x);
  const { share, top, upperEdge, lowerEdge, bottom } = lipColumn(lips, n);
  const soft = 0.9;
  const within = smoothstep(bottom - soft, bottom + soft, y) * smoothstep(top + soft, top - soft, y);
  const red = within * smoothstep(1.04, 0.9, share);
  const middle = (upperEdge + lowerEdge) / 2;
  const closed = lips.gapUp === 0;
  const seam = closed ? 0.66 * bell(y - middle, 0.5) * smoothstep(1.05, 0.85, share) : 0;
  const shadow = closed ? 0.2 * bell(y - middle, 2) * smoothstep(1.1, 0.8, share) : 0.12 * bell(y - upperEdge, 1.2);
  const creases = texelBetween(skin.mottle, x * (9 + 10 * lips.wrinkles), y * 1.3 + 300);
  const line = 1 + red * (0.07 + 0.1 * lips.wrinkles) * creases;
  const upperShade = 1 - 0.1 * red * (y > middle ? 1 : 0);
  const tone = line * upperShade * (1 - seam) * (1 - shadow);
  const target = lipColour;
  out[0] = mix(out[0] as number, target[0] as number, 0.82 * red) * tone;
  out[1] = mix(out[1] as number, target[1] as number, 0.82 * red) * tone * (1 - 0.25 * seam);
  out[2] = mix(out[2] as number, target[2] as number, 0.82 * red) * tone * (1 - 0.25 * seam);
  return red;
}

const lipColour: Colour = colour(0.46, 0.19, 0.165);

function cloth(skin: Skin, u: number, y: number, below: number, out: Colour): void {
  const weave = 1 + 0.05 * texelBetween(skin.mottle, u * 4, y * 4) + 0.04 * texelBetween(skin.blotches, u, y);
  const seam = 1 - 0.35 * bell(below - 14, 0.8) - 0.45 * smoothstep(1.2, 0, below);
  const tone = weave * seam;
  out[0] = 0.085 * tone;
  out[1] = 0.16 * tone;
  out[2] = 0.205 * tone;
}
