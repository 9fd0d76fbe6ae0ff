import { colour } from '../plane.ts';
import { bell, clamp, mix, smoothstep } from '../shape.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import type { Material } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';
import type { Tooth } from './arch.ts';

const enamel: Finish = { wrap: [0.42, 0.38, 0.32], sharpness: 85, gloss: 0.5 };
const metal: Finish = { wrap: [0.2, 0.2, 0.2], sharpness: 14, gloss: 0.3 };
const amalgam = colour(0.125, 0.13, 0.137);

/** A tooth's own shade: yellower at the neck, nearly clear at a front tooth's edge. */
export function enamelOf({ kind, warm, grey, filling, at }: Tooth, noise: Texture): Material {
  const lit = new Float32Array(4);
  const front = kind === 'incisor' || kind === 'canine';
  const seed = at * 7;
  return (surface, light, _mmPerPx, out) => {
    const { a: u, b: v, c: n } = surface;
    const cloud = texelBetween(noise, u * 22 + seed * 31, v * 30 + seed);
    const fine = texelBetween(noise, u * 9 + seed, v * 150 + 40);
    const neck = smoothstep(0.42, -0.05, v);
    const edge = front ? smoothstep(0.72, 0.98, v + 0.04 * texelBetween(noise, u * 26 + seed * 9, 12)) : 0;
    const yellow = clamp(0.16 + 0.45 * warm + 0.5 * neck + 0.08 * cloud, 0, 1.2);
    const pit = !front && v > 0.9 ? 0.3 * bell(n + 0.04, 0.09) + 0.18 * bell(u - 0.08 * n, 0.07) : 0;
    const tone = (1 - 0.3 * grey) * (1 + 0.035 * cloud + 0.012 * fine) * (1 - pit);
    out[0] = mix(0.82, 0.745, yellow) * (1 - 0.16 * edge) * tone;
    out[1] = mix(0.75, 0.58, yellow) * (1 - 0.1 * edge) * tone;
    out[2] = mix(0.6, 0.335, yellow) * (1 - 0.02 * edge) * tone;
    const around = Math.hypot(u * 0.9 + 0.08 * cloud, n * 1.25 + 0.25 * Math.sin(u * 7));
    const patch = filling && v > 0.9 ? smoothstep(0.62, 0.5, around) : 0;
    for (let k = 0; k < 3; k++) out[k] = mix(out[k] as number, amalgam[k] as number, patch);
    const nx = surface.nx + (0.025 + 0.16 * patch) * cloud;
    const ny = surface.ny + (0.045 + 0.16 * patch) * fine;
    const scale = 1 / Math.hypot(nx, ny, surface.nz);
    const finish = patch > 0.5 ? metal : enamel;
    lightOn(light, finish, nx * scale, ny * scale, surface.nz * scale, surface.hollowMm, lit);
    // A worn edge is dull, and a little darker.
    const worn = front && v > 0.99 ? 0.8 : 1;
    const gloss = (lit[3] as number) * (v > 0.99 ? 0.3 : 1);
    for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * worn * (lit[k] as number) + gloss;
  };
}
