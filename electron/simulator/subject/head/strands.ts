import { drawHair, type Hair } from '../hairs.ts';
import type { pace } from '../pace.ts';
import type { Plane } from '../plane.ts';
import { type Place3, type Rotation, rotated } from '../solid/camera.ts';
import type { Depth } from '../solid/shading.ts';

/** A hair in space. It is seen where no more than `reachMm` lies before its root. */
export type Strand = Omit<Hair, 'root' | 'bend' | 'tip'> & {
  root: Place3;
  bend: Place3;
  tip: Place3;
  reachMm: number;
};

/** Draws hairs over what `depth` tells of. */
export async function drawStrands(
  plane: Plane,
  depth: Depth,
  strands: readonly Strand[],
  { rotation, middle }: { rotation: Rotation; middle: Place3 },
  light: number,
  pause: ReturnType<typeof pace>,
): Promise<void> {
  const origin = rotated(rotation, middle);
  const seen = (at: Place3): { x: number; y: number; z: number } => {
    const [x, y, z] = rotated(rotation, at);
    return { x: x - origin[0], y: y - origin[1], z };
  };
  for (const strand of strands) {
    const root = seen(strand.root);
    const column = Math.floor((root.x - plane.leftMm) / plane.mmPerPx);
    const row = Math.floor((plane.topMm - root.y) / plane.mmPerPx);
    if (column < 0 || row < 0 || column >= plane.widthPx || row >= plane.heightPx) continue;
    if (root.z < (depth[row * plane.widthPx + column] as number) - strand.reachMm) continue;
    const colour = strand.colour.map((value) => value * light);
    drawHair(plane, { ...strand, root, bend: seen(strand.bend), tip: seen(strand.tip), colour });
    await pause();
  }
}
