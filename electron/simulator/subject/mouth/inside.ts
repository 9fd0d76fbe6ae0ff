import { bell, mix, smoothstep } from '../shape.ts';
import { type Mesh, sheet, slot } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';
import type { Arch } from './arch.ts';
import { mucosa } from './mucosa.ts';

const columns = 150;
const rows = 46;

/** The roof between the upper teeth, with its folds, or the floor between the lower ones. Home: x and z. */
export function roof(arch: Arch, noise: Texture): Promise<Mesh> {
  const upper = arch.grow > 0;
  const reach = arch.halfLength + 7;
  return sheet({ columns, rows }, false, mucosa(noise, upper ? 'palate' : 'cheek'), (column, row, vertex, at) => {
    const s = -reach + (2 * reach * column) / (columns - 1);
    const r = row / (rows - 1);
    const { x, z, outX, outZ } = arch.point(s);
    const edgeZ = z - outZ * 4.6;
    const px = (x - outX * 4.6) * (1 - r);
    const pz = mix(edgeZ, Math.min(edgeZ, -17 + 0.66 * edgeZ), r);
    const steep = Math.sin(r * (Math.PI / 2)) ** (upper ? 0.9 : 0.6);
    const folds = upper ? rugae(px, pz, noise) : 0;
    vertex[at] = px;
    vertex[at + 1] = arch.grow * (6.4 + (upper ? 13.5 : 10) * steep - folds);
    vertex[at + 2] = pz;
    vertex[at + slot.home] = px;
    vertex[at + slot.home + 1] = pz;
    vertex[at + slot.hollow] = 1 + (upper ? 4.5 : 8) * steep + Math.max(0, -pz - 34) * 0.12 - folds * 1.4;
  });
}

/** Folds behind the front teeth, the papilla, and the seam in the middle. */
function rugae(x: number, z: number, noise: Texture): number {
  const n = Math.abs(x);
  const wave = Math.sin(z * 1.25 + n * 0.32 + 1.6 * texelBetween(noise, x * 1.6 + 33, z * 1.6));
  const where = smoothstep(-30, -24, z) * smoothstep(-10.5, -13, z) * smoothstep(1, 3.2, n) * smoothstep(17, 11, n);
  const papilla = 1.7 * bell(Math.hypot(x / 1.5, (z + 9.4) / 2.6), 0.8);
  const seam = 0.35 * bell(x, 0.7) * smoothstep(-13, -16, z) * smoothstep(-50, -40, z);
  return 0.95 * Math.max(0, wave) * where + papilla + seam;
}

/** The tongue at rest between the lower teeth, as high as `level`. */
export function tongue(noise: Texture, level: number): Promise<Mesh> {
  return sheet({ columns: 70, rows: 50 }, true, mucosa(noise, 'tongue'), (column, row, vertex, at) => {
    const angle = (column / 70) * 2 * Math.PI;
    const r = Math.sin((row / 49) * (Math.PI / 2));
    const x = 17.5 * r * Math.sin(angle);
    const z = -46 + 31 * r * Math.cos(angle);
    const dome = Math.sqrt(Math.max(0, 1 - r * r));
    vertex[at] = x;
    vertex[at + 1] = level - 10 + 10 * dome - 1.3 * bell(x, 1.6) * dome + 0.25 * texelBetween(noise, x * 5, z * 5);
    vertex[at + 2] = z;
    vertex[at + slot.home] = x;
    vertex[at + slot.home + 1] = z;
    vertex[at + slot.hollow] = 3 + Math.max(0, -z - 20) * 0.16 + 4 * smoothstep(0.75, 1, r);
  });
}

/** What lies behind tongue and palate, dark. */
export function throat(noise: Texture): Promise<Mesh> {
  return sheet({ columns: 2, rows: 2 }, false, mucosa(noise, 'cheek'), (column, row, vertex, at) => {
    vertex.set([44 * column - 22, 14 - 36 * row, -46], at);
    vertex[at + slot.home] = 60 * column;
    vertex[at + slot.home + 1] = 60 * row;
    vertex[at + slot.hollow] = 40;
  });
}
