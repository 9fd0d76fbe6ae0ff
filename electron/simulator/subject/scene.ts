import type { Pose } from '../../contract/devices.ts';
import type { Look } from '../subject-port.ts';
import { fieldWidthMm as bandWidthMm } from './anatomy.ts';
import { drawBand, turnEyes } from './band.ts';
import { drawHead } from './head/head.ts';
import { asHeld, uprightArea } from './held.ts';
import { drawMouth, teethInFace } from './mouth/mouth.ts';
import { pace } from './pace.ts';
import { type Plane, planeOver, radianceOne } from './plane.ts';
import type { Lighting } from './relief.ts';
import { clamp } from './shape.ts';
import type { Sitter } from './sitter.ts';
import { rotationFor } from './solid/camera.ts';
import { type View, viewFor } from './views.ts';

/** What the sensor could see of a sitter in one pose, light and size, kept: a picture is developed from it. */
export type Scene = {
  readonly plane: Plane;
  readonly fieldWidthMm: number;
  /** Turns the eyes where only they can turn; resolves when `plane` shows it. */
  look(look: Look): Promise<void>;
};

export type SceneRequest = {
  lighting: Lighting;
  pose: Pose | null;
  look: Look;
  /** The sensor's, as its long side lies across. */
  widthPx: number;
  heightPx: number;
};

/** What is drawn around the field, so that a head which moves a little still fills it. */
const marginMm = 2;

/** Wider pictures are drawn smaller and resolved by the virtual lens: it is no sharper than that. */
const drawnWhole = 3100;

/** Whether another look needs nothing but `Scene.look`: a scene with only eyes in it. */
export function eyesTurnAlone(pose: Pose | null): boolean {
  return viewFor(pose).part === 'eyes';
}

/** Draws a scene. Works in slices. */
export async function drawScene(sitter: Sitter, request: SceneRequest): Promise<Scene> {
  const { pose, widthPx, heightPx, lighting } = request;
  const view = viewFor(pose);
  const fieldWidthMm = pose?.fieldWidthMm ?? bandWidthMm;
  const mmPerPx = (fieldWidthMm / widthPx) * (widthPx > drawnWhole ? 2 : 1);
  const area = uprightArea(pose, fieldWidthMm, heightPx / widthPx, marginMm);
  if (view.part === 'eyes') {
    const [x, y] = view.middle;
    const band = await drawBand(sitter, lighting, area, { x, y }, mmPerPx);
    const seen = { ...band.plane, leftMm: band.plane.leftMm - x, topMm: band.plane.topMm - y };
    let plane = seen;
    return {
      get plane() {
        return plane;
      },
      fieldWidthMm,
      async look(look) {
        if (await turnEyes(band, look)) plane = await asHeld(seen, pose);
      },
    };
  }
  const upright = planeOver(area, mmPerPx);
  if (view.part === 'mouth') fillDark(upright);
  else await paintWall(upright, lighting);
  await drawSolid(upright, sitter, request, view);
  const plane = await asHeld(upright, pose);
  return { plane, fieldWidthMm, look: async () => {} };
}

async function drawSolid(
  plane: Plane,
  sitter: Sitter,
  { lighting, look }: SceneRequest,
  view: Exclude<View, { part: 'eyes' }>,
): Promise<void> {
  const rotation = rotationFor(view);
  const { middle } = view;
  if (view.part === 'mouth') {
    await drawMouth(plane, sitter.lining, lighting, view.show, { rotation, middle });
    return;
  }
  const { expression, tiltDeg } = view;
  const open = expression === 'open';
  const teeth = open || expression === 'smile' ? await teethInFace(sitter.lining, [0.3, -76.6, -1.5], open) : [];
  await drawHead(plane, sitter, lighting, { expression, look, rotation, middle, tiltDeg }, teeth);
}

/** A plain, light wall a good way behind the sitter. */
async function paintWall(plane: Plane, lighting: Lighting): Promise<void> {
  const bright = radianceOne * (lighting === 'flash' ? 0.56 : 0.44);
  const pause = pace();
  for (let row = 0; row < plane.heightPx; row++) {
    const y = plane.topMm - (row + 0.5) * plane.mmPerPx;
    for (let column = 0; column < plane.widthPx; column++) {
      const x = plane.leftMm + (column + 0.5) * plane.mmPerPx;
      const level = bright * clamp(1 - 0.22 * ((x / 190) ** 2 + ((y - 30) / 210) ** 2), 0.4, 1);
      const i = (row * plane.widthPx + column) * 3;
      plane.data[i] = level * 0.9;
      plane.data[i + 1] = level * 0.97;
      plane.data[i + 2] = level * 1.05;
    }
    await pause();
  }
}

/** The depth of a mouth. */
function fillDark(plane: Plane): void {
  for (let i = 0; i < plane.data.length; i += 3) {
    plane.data[i] = 0.13 * radianceOne;
    plane.data[i + 1] = 0.04 * radianceOne;
    plane.data[i + 2] = 0.034 * radianceOne;
  }
}
