import { innerCorner } from './anatomy.ts';
import type { Colour, Plane } from './plane.ts';
import { between, type Random } from './random.ts';
import { type Relief, readRelief } from './relief.ts';
import { bell, smoothstep } from './shape.ts';
import { clouds, pores, type Texture, texel, texelBetween } from './texture.ts';

/** What makes this sitter's skin: drawn once, read for each pixel. */
export type Skin = {
  blotches: Texture;
  mottle: Texture;
  pores: Texture;
  spots: readonly Spot[];
};

export type Spot = { x: number; y: number; radius: number; depth: number };

export function growSkin(random: Random): Skin {
  const spots = Array.from({ length: 26 }, () => {
    const x = between(random, -70, 70);
    const y = between(random, -46, 46);
    return { x, y, radius: between(random, 0.18, 0.5), depth: between(random, 0.08, 0.3) };
  }).filter((spot) => Math.abs(Math.abs(spot.x) - 31) > 20 || Math.abs(spot.y) > 18);
  return {
    blotches: clouds(random, 256, 5, 4),
    mottle: clouds(random, 512, 24, 4),
    pores: pores(random, 1024, 22, 4.2),
    spots,
  };
}

const light = new Float32Array(4);

/**
 * The skin's colour at a place, lit, into `out`. `detail` (0–1) fades the pores where pixels are larger than they are.
 */
export function shadeSkin(skin: Skin, relief: Relief, x: number, y: number, detail: number, out: Colour): void {
  readRelief(relief, x, y, light);
  const shine = skinTone(skin, x, y, Math.abs(x), detail, out);
  const gloss = (light[3] as number) * shine;
  for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * (light[k] as number) + gloss;
}

/**
 * The skin's own colour into `out`; returns how it shines. `u` counts millimetres along the skin, `n` from the midline as
 * seen from in front.
 */
export function skinTone(skin: Skin, u: number, y: number, n: number, detail: number, out: Colour): number {
  const blotch = texelBetween(skin.blotches, u * 2.6, y * 2.6);
  const mottle = texel(skin.mottle, u * 9 + 4096, y * 9 + 4096);
  const pore = detail * texel(skin.pores, u * 34 + 65_536, y * 34 + 65_536);
  const coarse = 0.6 + 0.6 * bell(n - 34, 26) * smoothstep(-8, -26, y) + 0.5 * bell(n, 16) * smoothstep(0, -20, y);
  const pit = pore * coarse;

  const shadowUnderEye = bell(y + 8.5, 5.5) * bell(n - 26, 10);
  const lid = bell(n - 31, 13) * bell(y - 4, 8);
  const nose = bell(n, 13) * smoothstep(-8, -44, y) * smoothstep(-66, -54, y);
  const flush = 0.9 * bell(n - 46, 17) * bell(y + 40, 15) + 0.9 * nose;
  const corner = bell(n - 31 - innerCorner.n, 3.4) * bell(y - innerCorner.y, 3.2);
  const red = 0.05 * blotch + 0.3 * flush + 0.16 * lid + 0.26 * corner + 0.12 * shadowUnderEye + 0.045 * mottle;
  const tan = 1 + 0.05 * blotch + 0.045 * mottle + 0.13 * pit - 0.11 * shadowUnderEye - 0.03 * flush;
  out[0] = 0.6 * tan * (1 + 0.1 * red);
  out[1] = 0.372 * tan * (1 - 0.36 * red);
  out[2] = 0.257 * tan * (1 - 0.28 * red + 0.1 * shadowUnderEye);
  return Math.max(0, 1 + 0.2 * mottle + 0.75 * pit) * (1 - 0.45 * shadowUnderEye);
}

/** A mole or a freckle: darkens the skin that is drawn. */
export function drawSpot(plane: Plane, spot: Spot): void {
  const { mmPerPx, data } = plane;
  const middleX = (spot.x - plane.leftMm) / mmPerPx;
  const middleY = (plane.topMm - spot.y) / mmPerPx;
  const reach = Math.ceil((spot.radius * 1.5) / mmPerPx) + 1;
  for (let y = Math.floor(middleY) - reach; y <= middleY + reach; y++) {
    for (let x = Math.floor(middleX) - reach; x <= middleX + reach; x++) {
      if (x < 0 || y < 0 || x >= plane.widthPx || y >= plane.heightPx) continue;
      const distance = Math.hypot(x + 0.5 - middleX, y + 0.5 - middleY) * mmPerPx;
      const shade = 1 - spot.depth * smoothstep(spot.radius * 1.5, spot.radius * 0.5, distance);
      const i = (y * plane.widthPx + x) * 3;
      data[i] = (data[i] as number) * shade;
      data[i + 1] = (data[i + 1] as number) * shade ** 1.35;
      data[i + 2] = (data[i + 2] as number) * shade ** 1.5;
    }
  }
}
