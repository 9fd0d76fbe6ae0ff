import { mix, smoothstep } from '../shape.ts';
import { type Place3, type Rotation, rotated } from '../solid/camera.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import { type Material, type Mesh, sheet, slot } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';

/** What holds a mouth open stands still before the camera, wherever it looks from: places as the camera sees them. */
export type Before = (x: number, y: number, z: number) => Place3;

export function beforeCamera(rotation: Rotation, middle: Place3): Before {
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const back: Rotation = [a, d, g, b, e, h, c, f, i];
  return (x, y, z) => {
    const [mx, my, mz] = rotated(back, [x, y, z]);
    return [mx + middle[0], my + middle[1], mz + middle[2]];
  };
}

export type Opening = { halfWidth: number; halfHeight: number; x: number; y: number; z: number };

export const bow = (value: number, power: number): number => Math.sign(value) * Math.abs(value) ** power;
export const around = 180;

/** Lips drawn apart: their moist inside, their red, and skin beyond. */
export function lipRing(opening: Opening, before: Before, noise: Texture): Promise<Mesh> {
  const rows = 30;
  return sheet({ columns: around, rows }, true, ringMaterial(noise), (column, row, vertex, at) => {
    const angle = (column / around) * 2 * Math.PI;
    const t = row / (rows - 1);
    const cx = bow(Math.cos(angle), 0.72);
    const cy = bow(Math.sin(angle), 0.86);
    const roll = Math.PI * (1.18 - 1.25 * t);
    const thick = 6.5 + 1.2 * Math.abs(cy);
    const uneven = 0.35 * texelBetween(noise, Math.cos(angle) * 60, Math.sin(angle) * 60);
    const out = thick * (1 + Math.cos(roll)) + 22 * Math.max(0, t - 0.86) + uneven;
    const x = opening.x + cx * (opening.halfWidth + out);
    const y = opening.y + cy * (opening.halfHeight + out * 0.9);
    const z = opening.z + thick * 1.1 * Math.sin(roll) - 9 * cx * cx;
    vertex.set(before(x, y, z), at);
    vertex[at + slot.home] = Math.abs(angle - Math.PI) * 30;
    vertex[at + slot.home + 1] = t;
    vertex[at + slot.hollow] = 7 * smoothstep(0.35, 0, t) - 1;
  });
}

const lip: Finish = { wrap: [0.4, 0.2, 0.17], sharpness: 30, gloss: 0.12 };

function ringMaterial(noise: Texture): Material {
  const lit = new Float32Array(4);
  return (surface, light, _mmPerPx, out) => {
    const { a: u, b: t } = surface;
    const crease = texelBetween(noise, u * 5, t * 5);
    const red = smoothstep(0.86, 0.76, t + 0.01 * crease);
    const inside = smoothstep(0.5, 0.3, t);
    const tone = 1 + 0.045 * crease * red + 0.05 * texelBetween(noise, u * 2, t * 30);
    out[0] = mix(0.6, mix(0.5, 0.52, inside), red) * tone;
    out[1] = mix(0.37, mix(0.215, 0.16, inside), red) * tone;
    out[2] = mix(0.26, mix(0.19, 0.135, inside), red) * tone;
    lightOn(light, lip, surface.nx, surface.ny, surface.nz, surface.hollowMm, lit);
    for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * (lit[k] as number) + (lit[3] as number);
  };
}
