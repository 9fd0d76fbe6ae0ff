import { clamp, mix, smoothstep } from '../shape.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import type { Material } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';

export type Lining = 'gum' | 'palate' | 'tongue' | 'cheek';

const wet: Finish = { wrap: [0.5, 0.24, 0.2], sharpness: 60, gloss: 0.16 };
const matt: Finish = { wrap: [0.5, 0.26, 0.22], sharpness: 16, gloss: 0.1 };

/** The lining of a mouth. Home: two millimetre coordinates on it; for gums the second is the height over the margin. */
export function mucosa(noise: Texture, lining: Lining): Material {
  const lit = new Float32Array(4);
  const bump = { gum: 0.07, palate: 0.05, tongue: 0.16, cheek: 0.04 }[lining];
  return (surface, light, mmPerPx, out) => {
    const { a, b, c } = surface;
    const cloud = texelBetween(noise, a * 4 + 200, b * 4 + c * 90);
    const stipple = texelBetween(noise, a * 26, b * 26) * clamp(0.12 / mmPerPx, 0.2, 1);
    const bend = texelBetween(noise, a * 3, b * 3 + 300);
    const winding = texelBetween(noise, a * 4 + 6 * bend, b * 2.2 + 5 * bend + 70);
    const red = redness(lining, b, cloud, bend, smoothstep(0.12, 0, Math.abs(winding)));
    const tone = 1 + 0.045 * stipple + 0.05 * cloud;
    out[0] = mix(0.63, 0.47, red) * tone;
    out[1] = mix(0.31, 0.125, red) * tone;
    out[2] = mix(0.27, 0.105, red) * tone;
    const nx = surface.nx + bump * stipple + 0.03 * cloud;
    const ny = surface.ny + bump * texelBetween(noise, a * 26 + 90, b * 26 + 50) + 0.03 * bend;
    const scale = 1 / Math.hypot(nx, ny, surface.nz);
    const finish = lining === 'tongue' ? matt : wet;
    lightOn(light, finish, nx * scale, ny * scale, surface.nz * scale, surface.hollowMm, lit);
    for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * (lit[k] as number) + (lit[3] as number);
  };
}

function redness(lining: Lining, b: number, cloud: number, bend: number, vessel: number): number {
  if (lining === 'tongue') return 0.42 + 0.07 * cloud;
  if (lining === 'cheek') return 0.75 + 0.12 * cloud + 0.12 * vessel;
  if (lining === 'palate') return 0.2 + 0.1 * cloud + 0.5 * smoothstep(-40, -50, b) + 0.05 * vessel;
  // Where the firm gum ends the loose one begins: redder, with its vessels seen.
  const junction = 6.2 + 1.1 * bend;
  const loose = smoothstep(junction - 0.7, junction + 1.6, b);
  return 0.12 + 0.7 * loose + 0.14 * smoothstep(1.1, 0, b) + 0.1 * cloud + 0.16 * vessel * loose;
}
