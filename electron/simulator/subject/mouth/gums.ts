import { bell, clamp, mix, smoothstep } from '../shape.ts';
import { curve } from '../solid/curve.ts';
import { type Mesh, sheet, slot } from '../solid/mesh.ts';
import type { Texture } from '../texture.ts';
import type { Arch, Tooth } from './arch.ts';
import { mucosa } from './mucosa.ts';

/** By the height above the margin: how far the gum stands out from where it meets the tooth. */
const outwards = curve([
  [-0.3, -2.4],
  [0, -0.5],
  [0.5, 0.12],
  [1.4, 0.35],
  [4, 0.5],
  [7, 0.85],
  [10, 0.6],
  [12.5, 0.9],
  [15, 3.2],
  [18, 8],
]);
const columns = 400;
const rows = 34;

type Margin = { height: number; outer: number; inner: number; root: number };

/** Where the gum ends on the teeth at `s`: scalloped, with a papilla between two teeth. */
function marginAt(arch: Arch, s: number): Margin {
  const away = (tooth: Tooth): number => Math.abs(tooth.at - s) / tooth.width;
  const tooth = arch.teeth.reduce((a, b) => (away(a) <= away(b) ? a : b));
  const share = clamp(2 * away(tooth), 0, 1.15);
  const height = mix(tooth.height, papillaBeside(arch, tooth, s), share ** 2.6);
  const half = (tooth.thickness / 2) * mix(0.98, 0.66, share ** 2.4);
  const behind = Math.abs(s) - arch.halfLength;
  return {
    height: behind > 0 ? tooth.height * mix(0.7, 1, bell(behind, 4)) : height,
    outer: half - tooth.back,
    inner: half + tooth.back,
    root: bell(share, 0.55),
  };
}

function papillaBeside(arch: Arch, tooth: Tooth, s: number): number {
  const next = arch.teeth.find(
    ({ at, width }) =>
      (at - tooth.at) * (s - tooth.at) > 0 &&
      Math.abs(at - tooth.at) < (width + tooth.width) / 2 + 0.6 &&
      at !== tooth.at,
  );
  return 0.46 * Math.min(tooth.height, next?.height ?? tooth.height * 1.5);
}

/** The gum on the side of lips and cheeks, up to the fold. Home: along, above the margin, a number for its pattern. */
/** Behind lips that are not held away it ends at `upToMm`. */
export function outerGum(arch: Arch, noise: Texture, upToMm: number): Promise<Mesh> {
  return gum(arch, noise, 1, outwards, upToMm);
}

/** The gum on the side of the tongue, as far as palate or floor begin. */
export function innerGum(arch: Arch, noise: Texture): Promise<Mesh> {
  return gum(arch, noise, -1, (h) => -outwards(Math.min(h, 8)) - 0.12 * Math.max(0, h - 2) ** 1.4, 18);
}

function gum(arch: Arch, noise: Texture, side: 1 | -1, form: (h: number) => number, upToMm: number): Promise<Mesh> {
  const reach = arch.halfLength + 5;
  const margins = Array.from({ length: columns }, (_, i) => marginAt(arch, -reach + (2 * reach * i) / (columns - 1)));
  const necks = evened(margins.map(({ outer, inner }) => (side > 0 ? outer : inner)));
  return sheet({ columns, rows }, false, mucosa(noise, 'gum'), (column, row, vertex, at) => {
    const s = -reach + (2 * reach * column) / (columns - 1);
    const h = row === 0 ? -0.3 : upToMm * ((row - 1) / (rows - 2)) ** 1.7;
    const margin = margins[column] as Margin;
    const { x, z, outX, outZ } = arch.point(s);
    const even = smoothstep(9, 1, h);
    const neck = mix(side > 0 ? 2.9 : 4.6, necks[column] as number, even);
    const lift = 0.35 * margin.root * smoothstep(0, 4, h) * smoothstep(13, 7, h);
    const n = side * (neck + lift) + form(h);
    // High up the gum no longer knows of the teeth below it.
    const level = h + mix(9.5, margin.height, smoothstep(14, 3, h));
    vertex[at] = x + outX * n;
    vertex[at + 1] = arch.grow * level;
    vertex[at + 2] = z + outZ * n;
    vertex[at + slot.home] = s;
    vertex[at + slot.home + 1] = h;
    vertex[at + slot.home + 2] = side * arch.grow;
    vertex[at + slot.hollow] =
      Math.max(0, -z - 6) * 0.14 + 3.2 * smoothstep(11, 16, h) + (1 - margin.root) * 1.6 * even;
  });
}

/** A mean over three millimetres: gum does not jump where a thin tooth stands beside a thick one. */
function evened(values: readonly number[]): number[] {
  const reach = 5;
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - reach), i + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}
