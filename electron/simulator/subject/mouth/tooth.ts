import { smoothstep } from '../shape.ts';
import { type Mesh, sheet, slot } from '../solid/mesh.ts';
import type { Texture } from '../texture.ts';
import type { Arch, Tooth } from './arch.ts';
import { dropMm, profiles } from './crown-shape.ts';
import { enamelOf } from './enamel.ts';

const around = 48;
const sideRows = 20;
const capRows = 9;

/** One crown with a little of its root. Home: away from the midline (−1 to 1), from gum to edge (0–1), outwards (−1 to 1). */
export function toothMesh(arch: Arch, tooth: Tooth, noise: Texture): Promise<Mesh> {
  const { kind, height } = tooth;
  const { x, z, outX, outZ } = arch.point(tooth.at);
  const front = kind === 'incisor' || kind === 'canine';
  const profile = profiles[kind];
  const side = tooth.at < 0 ? -1 : 1;
  const turn = (side * tooth.turnDeg * Math.PI) / 180;
  const nx = outX * Math.cos(turn) - outZ * Math.sin(turn);
  const nz = outX * Math.sin(turn) + outZ * Math.cos(turn);
  const [tx, tz] = [side * nz, -side * nx];
  const power = 2 / (front ? 2.3 : 2.9);
  const bow = (value: number): number => Math.sign(value) * Math.abs(value) ** power;
  const grid = { columns: around, rows: sideRows + capRows };
  return sheet(grid, true, enamelOf(tooth, noise), (column, row, vertex, at) => {
    const angle = (column / around) * 2 * Math.PI;
    const onSide = row < sideRows;
    const v = onSide ? -0.4 + 1.4 * (row / (sideRows - 1)) ** 0.9 : 1;
    const share = onSide ? 1 : Math.cos(((row - sideRows + 1) / capRows) * (Math.PI / 2));
    const u = bow(Math.cos(angle)) * share;
    const s = bow(Math.sin(angle)) * share;
    const cheek = (profile.cheek(v) * tooth.thickness) / 2;
    const tongue = (profile.tongue(v) * tooth.thickness) / 2;
    const n = (cheek - tongue) / 2 + ((cheek + tongue) / 2) * s + tooth.out - tooth.back;
    const t = ((profile.width(v) * tooth.width) / 2) * u * (front ? 1.05 : 1.015);
    const full = Math.max(0, v);
    const end = dropMm(kind, u, s);
    const h = v < 0 ? v * height : full * (height - end * smoothstep(0.35, 1, full));
    vertex[at] = x + tx * t + nx * n;
    vertex[at + 1] = arch.grow * (height - h);
    vertex[at + 2] = z + tz * t + nz * n;
    vertex[at + slot.home] = u;
    vertex[at + slot.home + 1] = v;
    vertex[at + slot.home + 2] = s;
    vertex[at + slot.hollow] = hollowAt(z, u, v) + (onSide || front ? 0 : 1.2 * Math.max(0, end));
  });
}

/** Light from around the lens reaches the back of a mouth less, and what lies between two teeth hardly. */
function hollowAt(z: number, u: number, v: number): number {
  return Math.max(0, -z - 6) * 0.13 + 5 * smoothstep(0.72, 1, Math.abs(u)) + 1.2 * smoothstep(0.15, 0, v);
}
