import { eye, eyeCentreX, type Gaze, lidsFor, onAxis, type Side } from '../anatomy.ts';
import { type Eyeball, type EyePattern, shadeEyeball } from '../eyeball.ts';
import { type LidColumn, lidColumn } from '../eyelids.ts';
import type { Lighting } from '../relief.ts';
import { type Rotation, rotated } from '../solid/camera.ts';
import { type Material, type Mesh, sheet, slot } from '../solid/mesh.ts';
import { fromLids } from './features.ts';
import { skullFront } from './skull.ts';

/** Where an eyeball's centre lies behind the pupils' plane. */
const eyeDepthMm = -19.2;

/** An eyeball behind its lids, as far as it can be seen. `rotation` tells from where: a reflex faces the camera. */
export function eyeballMesh(
  side: Side,
  gaze: Gaze,
  pattern: EyePattern,
  lighting: Lighting,
  rotation: Rotation,
): Promise<Mesh> {
  const middle = eyeCentreX(side);
  const cornea = onAxis(gaze, eye.reflex);
  const corneaZ = eye.reflex * gaze.cosLeft * gaze.cosUp;
  const step = 0.5;
  return sheet(
    { columns: 69, rows: 85 },
    false,
    eyeMaterial(side, gaze, pattern, lighting, rotation),
    (column, row, v, at) => {
      const dx = (column - 34) * step;
      const dy = (24 - row) * step;
      const flat = Math.hypot(dx * 0.82, dy);
      const ball = flat < 10.4 ? Math.sqrt(eye.radius ** 2 - flat * flat) : 5.99 - (flat - 10.4) * 0.9;
      const bulge = 7.8 ** 2 - (dx - cornea.x) ** 2 - (dy - cornea.y) ** 2;
      const z = bulge > 0 ? Math.max(ball, corneaZ + Math.sqrt(bulge)) : ball;
      v[at] = middle + dx;
      v[at + 1] = dy;
      // Behind the lids it is not seen; it must not show in front of them either.
      const hidden = Math.max(0, fromLids(gaze, middle + dx, dy) - 0.3);
      const deepest = Math.min(-15, skullFront(middle + dx, dy) - 7);
      v[at + 2] = Math.max(deepest, eyeDepthMm + z - 1.1 * hidden);
      v[at + slot.home] = dx;
      v[at + slot.home + 1] = dy;
    },
  );
}

function eyeMaterial(side: Side, gaze: Gaze, pattern: EyePattern, lighting: Lighting, rotation: Rotation): Material {
  const lids = lidsFor(gaze, side);
  const columns: LidColumn[] = Array.from({ length: 281 }, (_, i) => lidColumn(lids, i / 8 - 17.5));
  // A flash stands by the lens: the cornea mirrors it where it faces between both.
  const cornea = onAxis(gaze, eye.reflex);
  const rise = Math.sin((3 * Math.PI) / 180);
  const facing = rotated(
    [
      rotation[0],
      rotation[3],
      rotation[6],
      rotation[1],
      rotation[4],
      rotation[7],
      rotation[2],
      rotation[5],
      rotation[8],
    ],
    [0, rise, Math.sqrt(1 - rise * rise)],
  );
  const reflex = { x: cornea.x + 7.8 * facing[0], y: cornea.y + 7.8 * facing[1] };
  const ball: Eyeball = { side, gaze, pattern, lighting, reflex };
  return ({ a: dx, b: dy }, _light, _mmPerPx, out) => {
    const lid = columns[Math.min(280, Math.max(0, Math.round((side * dx + 17.5) * 8)))] as LidColumn;
    shadeEyeball(ball, dx, dy, (lid.upper - dy) * lid.upperLean, (dy - lid.lower) * lid.lowerLean, out);
  };
}
