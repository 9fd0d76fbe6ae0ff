import type { Plane } from '../plane.ts';
import type { Lighting } from '../relief.ts';
import type { Place3, Rotation } from '../solid/camera.ts';
import { lights } from '../solid/light.ts';
import { type Mesh, slot, vertexSize } from '../solid/mesh.ts';
import { drawMeshes } from '../solid/raster.ts';
import type { Texture } from '../texture.ts';
import { type Arch, lowerArch, upperArch } from './arch.ts';
import { beforeCamera, lipRing, type Opening } from './frame.ts';
import { innerGum, outerGum } from './gums.ts';
import { roof, throat, tongue } from './inside.ts';
import { mirrorRim, retractor, ruler } from './instruments.ts';
import { toothMesh } from './tooth.ts';

/** What of a mouth is shown, and by which instruments. */
export type MouthShow = {
  arches: 'both' | 'apart' | 'upper' | 'lower';
  /** What holds cheeks and lips away. */
  held: 'retractors' | 'mirror';
  ruler: boolean;
};

/** How far the lower teeth stand behind the upper ones and bite over them, in millimetres. */
const overjetMm = 2.7;
const overbiteMm = 2.2;
const apartMm = 11;
const wideOpenDeg = 8;
/** The joint of the jaw, from the pupils' middle. */
const joint = { y: -14, z: -92 } as const;
/** How high the gum is seen: to the fold where lips are held away, and less behind lips. */
const foldMm = 18;
const behindLipsMm = 5;

/** Draws a mouth over `plane`. The upper front teeth's edge, in the middle, is at 0, 0, 0. Works in slices. */
export async function drawMouth(
  plane: Plane,
  noise: Texture,
  lighting: Lighting,
  { arches, held, ruler: measured }: MouthShow,
  sight: { rotation: Rotation; middle: Place3 },
): Promise<void> {
  const before = beforeCamera(sight.rotation, sight.middle);
  const opening: Opening = { halfWidth: 33.5, halfHeight: arches === 'apart' ? 20.5 : 19, x: 0, y: 0, z: 9 };
  const meshes: Mesh[] = [];
  if (arches !== 'lower') meshes.push(...(await jaw(upperArch, noise, foldMm)));
  if (arches !== 'upper') {
    const place: Place3 = [0, arches === 'apart' ? -apartMm : overbiteMm, -overjetMm];
    for (const mesh of await jaw(lowerArch, noise, foldMm)) meshes.push(moved(mesh, place));
    if (arches !== 'both') meshes.push(moved(await tongue(noise, -3), place));
  }
  if (held === 'mirror') meshes.push(await mirrorRim(before, noise));
  else {
    meshes.push(await lipRing(opening, before, noise));
    meshes.push(await retractor(opening, -1, before), await retractor(opening, 1, before));
  }
  if (measured) meshes.push(await ruler(6.9, -2.2, before));
  await drawMeshes(plane, meshes, { ...sight, light: lights.mouth[lighting] });
}

/**
 * Teeth, gums and what lies between them, for a mouth that opens in a face. `at` is where the upper edge's middle is; a
 * mouth that is `wide` open has turned its lower jaw about the joints before the ears.
 */
export async function teethInFace(noise: Texture, at: Place3, wide: boolean): Promise<Mesh[]> {
  const below: Place3 = [at[0], at[1] + overbiteMm, at[2] - overjetMm];
  const upper = await jaw(upperArch, noise, behindLipsMm);
  const lower = [...(await jaw(lowerArch, noise, behindLipsMm)), await tongue(noise, -3)];
  const closed = lower.map((mesh) => moved(mesh, below));
  return [
    ...upper.map((mesh) => moved(mesh, at)),
    ...(wide ? closed.map((mesh) => opened(mesh, wideOpenDeg)) : closed),
    moved(await throat(noise), at),
  ];
}

async function jaw(arch: Arch, noise: Texture, gumMm: number): Promise<Mesh[]> {
  const meshes: Mesh[] = [];
  for (const tooth of arch.teeth) meshes.push(await toothMesh(arch, tooth, noise));
  meshes.push(await outerGum(arch, noise, gumMm), await innerGum(arch, noise), await roof(arch, noise));
  return meshes;
}

function moved({ vertices, triangles, material }: Mesh, [x, y, z]: Place3): Mesh {
  const placed = vertices.slice();
  for (let i = 0; i < placed.length; i += vertexSize) {
    placed[i] = (placed[i] as number) + x;
    placed[i + 1] = (placed[i + 1] as number) + y;
    placed[i + 2] = (placed[i + 2] as number) + z;
  }
  return { vertices: placed, triangles, material };
}

function opened({ vertices, triangles, material }: Mesh, degrees: number): Mesh {
  const placed = vertices.slice();
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (let i = 0; i < placed.length; i += vertexSize) {
    for (const [at, y, z] of [
      [i, joint.y, joint.z],
      [i + slot.normal, 0, 0],
    ] as const) {
      const up = (placed[at + 1] as number) - y;
      const near = (placed[at + 2] as number) - z;
      placed[at + 1] = y + up * cos - near * sin;
      placed[at + 2] = z + near * cos + up * sin;
    }
  }
  return { vertices: placed, triangles, material };
}
