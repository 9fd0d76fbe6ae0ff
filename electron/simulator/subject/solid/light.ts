import { clamp } from '../shape.ts';

/** One lamp, by where it stands as the camera sees it. */
type Lamp = { x: number; y: number; z: number; power: number; gloss: number };

/** The light on a scene. */
export type Light = {
  lamps: readonly Lamp[];
  ambient: number;
  /** How much darker a millimetre of depth is. */
  hollow: number;
};

const towards = (x: number, y: number, z: number, power: number, gloss: number): Lamp => {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length, power, gloss };
};

const room: Light = {
  lamps: [towards(-0.3, 0.85, 0.75, 0.74, 0.3), towards(0.5, 0.2, 0.9, 0.2, 0.1)],
  ambient: 0.26,
  hollow: 0.075,
};

/** What stands around a face, and what sits around the lens for a mouth. `room` is what live view sees by. */
export const lights: Readonly<Record<'face' | 'mouth', Readonly<Record<'flash' | 'room', Light>>>> = {
  face: {
    flash: {
      lamps: [
        towards(-0.62, 0.42, 0.75, 0.6, 0.55),
        towards(0.66, 0.36, 0.72, 0.46, 0.4),
        towards(0, 0.02, 1, 0.36, 0.1),
      ],
      ambient: 0.11,
      hollow: 0.062,
    },
    room,
  },
  mouth: {
    flash: {
      lamps: [towards(-0.27, 0.1, 1, 0.5, 0.8), towards(0.27, 0.1, 1, 0.5, 0.8), towards(0, 0.3, 1, 0.1, 0.2)],
      ambient: 0.05,
      hollow: 0.05,
    },
    room: { ...room, lamps: [towards(-0.2, 0.4, 1, 0.85, 0.5), towards(0.5, 0.1, 0.9, 0.15, 0.2)] },
  },
};

/** How a material takes light. `wrap` is how far it reaches around an edge, per channel: skin and enamel let it through. */
export type Finish = { wrap: readonly [number, number, number]; sharpness: number; gloss: number };

/** Light that a surface takes into `out`: red, green, blue, and what it mirrors. */
export function lightOn(
  light: Light,
  finish: Finish,
  nx: number,
  ny: number,
  nz: number,
  hollowMm: number,
  out: Float32Array,
): void {
  const open = clamp(1 - light.hollow * hollowMm, 0.2, 1.12);
  const [wr, wg, wb] = finish.wrap;
  let red = light.ambient;
  let green = light.ambient;
  let blue = light.ambient;
  let gloss = 0;
  for (const lamp of light.lamps) {
    const facing = nx * lamp.x + ny * lamp.y + nz * lamp.z;
    red += lamp.power * taken(facing, wr);
    green += lamp.power * taken(facing, wg);
    blue += lamp.power * taken(facing, wb);
    // The camera looks along z: halfway between it and the lamp is where a mirror would have to face.
    const length = Math.sqrt(2 + 2 * lamp.z);
    const mirror = (nx * lamp.x + ny * lamp.y + nz * (lamp.z + 1)) / length;
    if (mirror > 0.5) gloss += lamp.gloss * mirror ** finish.sharpness;
  }
  out[0] = open * red;
  out[1] = open * green;
  out[2] = open * blue;
  out[3] = open * finish.gloss * gloss;
}

function taken(facing: number, wrap: number): number {
  const lit = (facing + wrap) / (1 + wrap);
  return lit <= 0 ? 0 : lit * Math.sqrt(lit);
}
