import { colour } from '../plane.ts';
import { between, gaussian, type Random } from '../random.ts';
import { bell, clamp, mix, smoothstep } from '../shape.ts';
import { type Skin, skinTone } from '../skin.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import { type Material, type Mesh, sheet, slot } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';
import { hairline } from './outlines.ts';
import { axisZ, crownMm, skullRadius } from './skull.ts';
import type { Strand } from './strands.ts';

const finish: Finish = { wrap: [0.25, 0.2, 0.18], sharpness: 9, gloss: 0.05 };
const skinFinish: Finish = { wrap: [0.34, 0.2, 0.14], sharpness: 16, gloss: 0.085 };
const brown = colour(0.05, 0.03, 0.019);

/** How thick the hair lies, in millimetres over the skull. */
function thickness(around: number, y: number): number {
  const from = smoothstep(0, 34, y - hairline(around)) ** 0.7;
  const side = smoothstep(0.6, 1.3, Math.abs(around));
  const top = smoothstep(crownMm - 34, crownMm - 4, y);
  return mix(0.25, mix(mix(11, 5.5, side), 9.5, top) * mix(0.6, 1, smoothstep(-70, 10, y)), from);
}

/** How much hair lies across the head there and not along its meridians: at the sides it is brushed back. */
function brushedBack(around: number, y: number): number {
  return 0.9 * bell(Math.abs(around) - 1.35, 0.6) * smoothstep(95, 50, y);
}

export function hairMesh(locks: Texture, skin: Skin, stepMm: number): Promise<Mesh> {
  const columns = 2 * Math.round(300 / stepMm);
  const rows = Math.round(240 / stepMm);
  return sheet({ columns, rows }, true, hairMaterial(locks, skin), (column, row, v, at) => {
    const around = ((column / columns) * 2 - 1) * Math.PI;
    const t = row / (rows - 1);
    const y = crownMm - (crownMm + 80) * t ** 1.5;
    const thick = thickness(around, y);
    const uneven = 0.5 * texelBetween(locks, around * 160, y * 0.7) * smoothstep(2, 9, thick);
    const out = thick + uneven;
    const r = skullRadius(around, y) + out * smoothstep(crownMm, crownMm - 24, y);
    v[at] = Math.sin(around) * r;
    v[at + 1] = y + out * smoothstep(60, crownMm, y);
    v[at + 2] = axisZ + Math.cos(around) * r;
    v[at + slot.home] = around;
    v[at + slot.home + 1] = y;
    v[at + slot.home + 2] = v[at] as number;
    v[at + slot.solid] = y - hairline(around) + 1;
  });
}

function hairMaterial(locks: Texture, skin: Skin): Material {
  const lit = new Float32Array(4);
  return (surface, light, mmPerPx, out) => {
    const { a: around, b: y } = surface;
    const back = brushedBack(around, y);
    // Hairs lie along lines on which this does not change.
    const across = Math.abs(around) * 95 - 1.3 * y * back;
    const along = y + 60 * back * Math.abs(around);
    const streak = texelBetween(locks, across * 9, along * 0.55);
    const broad = texelBetween(locks, across * 2.5 + 77, along * 0.3);
    lightOn(light, finish, surface.nx, surface.ny, surface.nz, surface.hollowMm, lit);
    const over = y - hairline(around);
    const tone = clamp(1 + 0.5 * streak + 0.3 * broad, 0.25, 2.2);
    const gloss = (lit[3] as number) * clamp(0.75 + 0.8 * streak + 0.4 * broad, 0, 2.4);
    // Towards its line the hair grows thinner, lock by lock, until only skin is left.
    const cover = smoothstep(-0.1, 0.9, over / 13 + 0.3 * streak + 0.18 * broad);
    let shine = 0;
    if (cover < 1) {
      shine = skinTone(skin, around * 95, y, Math.abs(surface.c), clamp(0.055 / mmPerPx, 0.12, 1), out);
      lightOn(light, skinFinish, surface.nx, surface.ny, surface.nz, 0, bare);
    }
    for (let k = 0; k < 3; k++) {
      const hair = (brown[k] as number) * tone * (0.25 + (lit[k] as number)) + gloss * (sheen[k] as number);
      const scalp =
        cover < 1
          ? ((out[k] as number) * (bare[k] as number) + shine * (bare[3] as number)) *
            (1 - 0.45 * smoothstep(-3, 8, over))
          : 0;
      out[k] = mix(scalp, hair, cover);
    }
  };
}

const sheen = colour(1, 0.8, 0.62);
const bare = new Float32Array(4);

/** Single hairs: they soften the hairline and the outline. */
export function growHair(random: Random, count: number): Strand[] {
  const beside = (around: number): boolean => Math.abs(Math.abs(around) - 1.5) < 0.46;
  return Array.from({ length: count }, () => {
    const around = between(random, -Math.PI, Math.PI);
    const line = hairline(around);
    // None lies over an ear.
    const atLine = random() < 0.55 && !beside(around);
    const y = atLine ? line + 5 * Math.abs(gaussian(random)) - 2.5 * random() : mix(line, crownMm - 1, random());
    const back = brushedBack(around, y) + 0.12 * gaussian(random);
    const length = between(random, 12, 30);
    const turn = Math.sign(around || 1) * ((back * length) / 80);
    const rise = (1 - clamp(back, 0, 1)) * length * (Math.abs(around) > 1.9 ? -0.8 : 1);
    const lift = atLine ? between(random, 0, 3) : between(random, 0.3, 1.6);
    const at = (share: number, over: number): [number, number, number] => {
      const a = around + turn * share;
      const height = Math.min(crownMm - 0.5, y + rise * share);
      const r = skullRadius(a, height) + (share === 0 ? 0.1 : thickness(a, height) + over);
      return [
        Math.sin(a) * r,
        height + (share === 0 ? 0 : (thickness(a, height) + over) * smoothstep(60, crownMm, height)),
        axisZ + Math.cos(a) * r,
      ];
    };
    const tone = between(random, 0.55, 1.7);
    const start = atLine ? 0 : 0.02;
    return {
      root: at(start, 0),
      bend: at(0.5, lift),
      tip: at(1, lift * between(random, 0, 0.9)),
      widthMm: between(random, 0.07, 0.13),
      opacity: between(random, 0.5, 0.9),
      rootOpacity: 0.7,
      colour: colour(0.055 * tone, 0.034 * tone, 0.021 * tone),
      reachMm: atLine ? 3 : 16,
    };
  });
}
