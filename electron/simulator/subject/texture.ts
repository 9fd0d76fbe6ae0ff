import { between, type Random } from './random.ts';

/** A square that repeats without a seam. `size` is a power of two; values are about -1 to 1 around 0. */
export type Texture = { size: number; data: Float32Array };

/** The nearest texel; `u` and `v` count texels and may have any sign. */
export function texel(texture: Texture, u: number, v: number): number {
  const mask = texture.size - 1;
  return texture.data[((v & mask) * texture.size + (u & mask)) | 0] as number;
}

/** Interpolated, for what is looked at closely. */
export function texelBetween(texture: Texture, u: number, v: number): number {
  const u0 = Math.floor(u);
  const v0 = Math.floor(v);
  const fu = u - u0;
  const fv = v - v0;
  const top = texel(texture, u0, v0) * (1 - fu) + texel(texture, u0 + 1, v0) * fu;
  const bottom = texel(texture, u0, v0 + 1) * (1 - fu) + texel(texture, u0 + 1, v0 + 1) * fu;
  return top * (1 - fv) + bottom * fv;
}

/** Clouds: noise of `cells` per side, then finer and fainter by half, `octaves` times. */
export function clouds(random: Random, size: number, cells: number, octaves: number): Texture {
  const data = new Float32Array(size * size);
  let weight = 1;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    addLattice(data, size, cells << octave, weight, random);
    total += weight * weight;
    weight *= 0.6;
  }
  const scale = 1.4 / Math.sqrt(total);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * scale;
  return { size, data };
}

function addLattice(data: Float32Array, size: number, cells: number, weight: number, random: Random): void {
  const knots = new Float32Array(cells * cells);
  for (let i = 0; i < knots.length; i++) knots[i] = between(random, -1, 1);
  const left = new Int32Array(size);
  const right = new Int32Array(size);
  const share = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = (i * cells) / size;
    const cell = Math.floor(at);
    const t = at - cell;
    left[i] = cell;
    right[i] = (cell + 1) % cells;
    share[i] = t * t * (3 - 2 * t);
  }
  for (let y = 0; y < size; y++) {
    const upper = (left[y] as number) * cells;
    const lower = (right[y] as number) * cells;
    const fy = share[y] as number;
    for (let x = 0; x < size; x++) {
      const l = left[x] as number;
      const r = right[x] as number;
      const fx = share[x] as number;
      const a = (knots[upper + l] as number) * (1 - fx) + (knots[upper + r] as number) * fx;
      const b = (knots[lower + l] as number) * (1 - fx) + (knots[lower + r] as number) * fx;
      data[y * size + x] = (data[y * size + x] as number) + weight * (a * (1 - fy) + b * fy);
    }
  }
}

/** Skin seen closely: pits where the pores are, joined by a net of fine lines. Negative is deeper. */
export function pores(random: Random, size: number, spacing: number, radius: number): Texture {
  const grain = clouds(random, size, size >> 3, 2);
  const data = grain.data;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * 0.45;
  const perSide = Math.round(size / spacing);
  for (let row = 0; row < perSide; row++) {
    for (let column = 0; column < perSide; column++) {
      const x = ((column + 0.5 * (row & 1) + between(random, -0.45, 0.45)) * size) / perSide;
      const y = ((row + between(random, -0.45, 0.45)) * size) / perSide;
      pit(grain, x, y, radius * between(random, 0.6, 1.4), between(random, 0.3, 1));
    }
  }
  return grain;
}

function pit(texture: Texture, x: number, y: number, radius: number, depth: number): void {
  const reach = Math.ceil(radius * 2.2);
  const mask = texture.size - 1;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const px = Math.round(x) + dx;
      const py = Math.round(y) + dy;
      const distance = ((px - x) ** 2 + (py - y) ** 2) / (radius * radius);
      const i = (py & mask) * texture.size + (px & mask);
      // A pit with a faint raised rim.
      texture.data[i] =
        (texture.data[i] as number) - depth * (1.2 * Math.exp(-distance) - 0.35 * Math.exp(-distance / 3));
    }
  }
}
