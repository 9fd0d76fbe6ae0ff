import { type Gaze, gazeTowards, lidsFor, type Point, type Side } from '../anatomy.ts';
import { placeLashes } from '../lashes.ts';
import { pace } from '../pace.ts';
import type { Plane } from '../plane.ts';
import type { Lighting } from '../relief.ts';
import { clamp } from '../shape.ts';
import type { Sitter } from '../sitter.ts';
import { drawSpot, type Spot } from '../skin.ts';
import { type Place3, type Rotation, rotated } from '../solid/camera.ts';
import { lights } from '../solid/light.ts';
import type { Mesh } from '../solid/mesh.ts';
import { drawMeshes } from '../solid/raster.ts';
import type { Depth } from '../solid/shading.ts';
import { earMesh } from './ear.ts';
import { eyeballMesh } from './eyes.ts';
import { faceMesh } from './face-mesh.ts';
import { faceSkin } from './face-skin.ts';
import { faceForm } from './features.ts';
import { hairMesh } from './hair.ts';
import { type Expression, lipsOf } from './lips.ts';
import { skullFront } from './skull.ts';
import { drawStrands, type Strand } from './strands.ts';

export type HeadView = {
  expression: Expression;
  look: { leftDeg: number; upDeg: number };
  rotation: Rotation;
  middle: Place3;
  tiltDeg: number;
};

/** Draws a whole head over `plane`. Works in slices. */
export async function drawHead(
  plane: Plane,
  sitter: Sitter,
  lighting: Lighting,
  view: HeadView,
  inside: readonly Mesh[],
): Promise<void> {
  const pause = pace();
  const gaze = gazeTowards(view.look);
  const lips = lipsOf[view.expression];
  const stepMm = clamp(plane.mmPerPx * 1.25, 0.5, 1.6);
  const light = lights.face[lighting];
  const { skin, eyes, hair } = sitter;
  const eye = (side: Side): Promise<Mesh> => eyeballMesh(side, gaze, eyes[side].pattern, lighting, view.rotation);
  const meshes = [
    await faceMesh(lips, gaze, stepMm, view.tiltDeg, faceSkin(skin, lips, gaze)),
    await hairMesh(hair.locks, skin, clamp(2 * stepMm, 1.2, 2)),
    await earMesh(-1, skin),
    await earMesh(1, skin),
    await eye(-1),
    await eye(1),
    ...inside,
  ];
  const depth = await drawMeshes(plane, meshes, { ...view, light });
  const onFace = (x: number, y: number): Place3 => [x, y, skullFront(x, y) + faceForm(lips, x, y)];
  for (const spot of [...skin.spots, sitter.mole]) markSkin(plane, depth, spot, onFace(spot.x, spot.y), view);
  const bright = lighting === 'flash' ? 1 : 0.7;
  await drawStrands(plane, depth, hair.strands, view, bright, pause);
  const brows: Strand[] = sitter.brows.map((brow) => {
    const [x, y, z] = onFace(brow.root.x, brow.root.y);
    const over = (at: Point): Place3 => {
      const [ox, oy, oz] = onFace(at.x, at.y);
      return [ox, oy, oz + 0.5];
    };
    return {
      ...brow,
      root: [x, y, z],
      bend: over(brow.bend),
      tip: over(brow.tip),
      reachMm: 4,
    };
  });
  await drawStrands(plane, depth, brows, view, bright, pause);
  for (const side of [-1, 1] as const)
    await drawStrands(plane, depth, lashesOf(sitter, gaze, side), view, bright, pause);
}

/** Lashes stand off the lids towards the camera. */
function lashesOf(sitter: Sitter, gaze: Gaze, side: Side): Strand[] {
  return placeLashes(sitter.eyes[side].lashes, lidsFor(gaze, side), side).map((lash) => {
    const root = -6.6 - 0.02 * (Math.abs(lash.root.x) - 31) ** 2;
    const long = Math.hypot(lash.tip.x - lash.root.x, lash.tip.y - lash.root.y);
    return {
      ...lash,
      root: [lash.root.x, lash.root.y, root],
      bend: [lash.bend.x, lash.bend.y, root + 0.7 * long],
      tip: [lash.tip.x, lash.tip.y, root + 0.9 * long],
      reachMm: 5,
    };
  });
}

function markSkin(plane: Plane, depth: Depth, spot: Spot, at: Place3, { rotation, middle }: HeadView): void {
  const origin = rotated(rotation, middle);
  const [vx, vy, z] = rotated(rotation, at);
  const [x, y] = [vx - origin[0], vy - origin[1]];
  const column = Math.floor((x - plane.leftMm) / plane.mmPerPx);
  const row = Math.floor((plane.topMm - y) / plane.mmPerPx);
  if (column < 0 || row < 0 || column >= plane.widthPx || row >= plane.heightPx) return;
  if (z < (depth[row * plane.widthPx + column] as number) - 2.5) return;
  drawSpot(plane, { ...spot, x, y });
}
