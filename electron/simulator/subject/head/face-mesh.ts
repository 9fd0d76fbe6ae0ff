import type { Gaze } from '../anatomy.ts';
import { blur } from '../relief.ts';
import { bell, clamp, smoothstep } from '../shape.ts';
import { type Material, type Mesh, sheet, slot, vertexSize } from '../solid/mesh.ts';
import { droop, faceForm, fromLids } from './features.ts';
import { fromLips, type Lips } from './lips.ts';
import { axisZ, crownMm, skullRadius } from './skull.ts';

/** Head, neck and shoulders as one sheet; lids and lips leave their openings free. `stepMm` is how fine the face is. */
/** `tiltDeg`: how far the head is tipped back over shoulders that stay. */
export async function faceMesh(
  lips: Lips,
  gaze: Gaze,
  stepMm: number,
  tiltDeg: number,
  material: Material,
): Promise<Mesh> {
  const angles = anglesFor(stepMm);
  const heights = heightsFor(stepMm);
  const grid = { columns: angles.length, rows: heights.length };
  const mesh = await sheet(grid, true, material, (column, row, v, at) => {
    const around = angles[column] as number;
    const y = heights[row] as number;
    const r = skullRadius(around, y);
    const x = Math.sin(around) * r;
    const bare = axisZ + Math.cos(around) * r;
    const share = y < -125 || y > 100 ? 0 : smoothstep(1.45, 0.85, Math.abs(around));
    const form = share === 0 ? 0 : share * faceForm(lips, x, y);
    v[at] = x;
    v[at + 1] = share === 0 ? y : y - droop(Math.abs(x), y);
    v[at + 2] = bare + form;
    if (tiltDeg !== 0 && y < bend.from) stayUpright(v, at, y, tiltDeg);
    v[at + slot.home] = x;
    v[at + slot.home + 1] = y;
    v[at + slot.home + 2] = around * 95;
    v[at + slot.solid] = share === 0 ? 1 : Math.min(fromLids(gaze, x, y), fromLips(lips, Math.abs(x), y));
  });
  setHollows(mesh, grid, stepMm);
  return mesh;
}

/** Between these heights a neck bends, about a point in it. */
const bend = { from: -100, to: -172, y: -128, z: -98 } as const;

function stayUpright(v: Float32Array, at: number, y: number, tiltDeg: number): void {
  const angle = (-0.85 * tiltDeg * smoothstep(bend.from, bend.to, y) * Math.PI) / 180;
  const up = (v[at + 1] as number) - bend.y;
  const near = (v[at + 2] as number) - bend.z;
  v[at + 1] = bend.y + up * Math.cos(angle) + near * Math.sin(angle);
  v[at + 2] = bend.z + near * Math.cos(angle) - up * Math.sin(angle);
}

function anglesFor(stepMm: number): number[] {
  const fine = stepMm / 95;
  const half: number[] = [0];
  for (let a = fine; a < Math.PI; a += a < 0.75 ? fine : a < 1.3 ? 1.6 * fine : 3 * fine) half.push(a);
  return [
    ...half
      .slice(1)
      .map((a) => -a)
      .reverse(),
    ...half,
  ];
}

function heightsFor(stepMm: number): number[] {
  const heights: number[] = [];
  let y = crownMm;
  while (y > -330) {
    heights.push(y);
    y -= y > crownMm - 6 ? 0.4 : y > 62 || y < -126 ? 2.4 * stepMm : stepMm;
  }
  return heights;
}

/** How far each vertex lies behind what is around it, over about a centimetre. */
function setHollows({ vertices }: Mesh, { columns, rows }: { columns: number; rows: number }, stepMm: number): void {
  const depths = new Float32Array(columns * rows);
  for (let i = 0; i < depths.length; i++) depths[i] = vertices[i * vertexSize + 2] as number;
  const radius = Math.max(1, Math.round(5.6 / stepMm));
  const around = blur(blur(depths, columns, rows, radius), columns, rows, radius);
  for (let i = 0; i < depths.length; i++) {
    const at = i * vertexSize;
    const near = smoothstep(1.3, 0.9, Math.abs((vertices[at + slot.home + 2] as number) / 95));
    const y = vertices[at + 1] as number;
    const level = smoothstep(-125, -110, y) * smoothstep(90, 70, y);
    const underJaw = 5 * near * bell(y + 121, 13) * smoothstep(-104, -116, y);
    vertices[at + slot.hollow] = near * level * clamp((around[i] as number) - (depths[i] as number), -6, 12) + underJaw;
  }
}
