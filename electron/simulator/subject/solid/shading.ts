import { type Colour, colour, type Plane, put, radianceOne } from '../plane.ts';
import type { Light } from './light.ts';
import { type Material, type Surface, vertexSize } from './mesh.ts';

/** How near the surface in each pixel is: what stands before it can be drawn over it. Negative infinity is nothing. */
export type Depth = Float32Array;

/** Each pixel looks at so many points per side: edges are smooth, surfaces cost nothing more. */
export const samples = 2;

/** Meshes as one, as the camera sees them: places in samples, right, down and near. */
export type Seen = { vertices: Float32Array; triangles: Uint32Array; materials: readonly Material[]; of: Uint8Array };

/** Asked for the colour of a triangle where a sample sees it. */
export type Shader = {
  materialOf(triangle: number): number;
  shade(triangle: number, x: number, y: number, out: Colour): void;
};

export function createShader({ vertices, triangles, materials, of }: Seen, light: Light, mmPerPx: number): Shader {
  const surface: Surface = { nx: 0, ny: 0, nz: 1, a: 0, b: 0, c: 0, hollowMm: 0 };
  return {
    materialOf: (triangle) => of[triangle] as number,
    shade(triangle, px, py, out) {
      const a = (triangles[triangle * 3] as number) * vertexSize;
      const b = (triangles[triangle * 3 + 1] as number) * vertexSize;
      const c = (triangles[triangle * 3 + 2] as number) * vertexSize;
      const ax = vertices[a] as number;
      const ay = vertices[a + 1] as number;
      const ux = (vertices[b] as number) - ax;
      const uy = (vertices[b + 1] as number) - ay;
      const vx = (vertices[c] as number) - ax;
      const vy = (vertices[c + 1] as number) - ay;
      const area = ux * vy - vx * uy;
      const wb = ((px - ax) * vy - vx * (py - ay)) / area;
      const wc = (ux * (py - ay) - (px - ax) * uy) / area;
      const wa = 1 - wb - wc;
      const at = (offset: number): number =>
        wa * (vertices[a + offset] as number) +
        wb * (vertices[b + offset] as number) +
        wc * (vertices[c + offset] as number);
      const nx = at(3);
      const ny = at(4);
      const nz = at(5);
      // Whichever side of a sheet is seen is its outside.
      const scale = (nz < 0 ? -1 : 1) / (Math.hypot(nx, ny, nz) || 1);
      surface.nx = nx * scale;
      surface.ny = ny * scale;
      surface.nz = nz * scale;
      surface.a = at(6);
      surface.b = at(7);
      surface.c = at(8);
      surface.hollowMm = at(9);
      (materials[of[triangle] as number] as Material)(surface, light, mmPerPx, out);
    },
  };
}

const one = colour(0, 0, 0);
const sum = colour(0, 0, 0);

/** Colours one row of pixels: once where all its samples see one smooth surface, else each by itself. */
export function shadeRow(
  plane: Plane,
  row: number,
  rowInStrip: number,
  nearest: Float32Array,
  which: Int32Array,
  depth: Depth,
  shader: Shader,
): void {
  const width = plane.widthPx * samples;
  const step = 3 * plane.mmPerPx + 0.4;
  for (let column = 0; column < plane.widthPx; column++) {
    const upper = rowInStrip * samples * width + column * samples;
    const lower = upper + width;
    const z0 = nearest[upper] as number;
    const z1 = nearest[upper + 1] as number;
    const z2 = nearest[lower] as number;
    const z3 = nearest[lower + 1] as number;
    const near = Math.max(z0, z1, z2, z3);
    const far = Math.min(z0, z1, z2, z3);
    depth[row * plane.widthPx + column] = near;
    if (near === Number.NEGATIVE_INFINITY) continue;
    const i = (row * plane.widthPx + column) * 3;
    const x = column * samples;
    const y = row * samples;
    const t = which[upper] as number;
    const smooth = far !== Number.NEGATIVE_INFINITY && near - far < step && sameMaterial(shader, which, upper, lower);
    if (smooth) {
      shader.shade(t, x + 0.5, y + 0.5, one);
      put(plane, i, one);
      continue;
    }
    sum.fill(0);
    for (let sample = 0; sample < 4; sample++) {
      const at = (sample < 2 ? upper : lower) + (sample & 1);
      const triangle = which[at] as number;
      if (triangle < 0) readPlane(plane, i, one);
      else shader.shade(triangle, x + (sample & 1) + 0.5, y + (sample >> 1) + 0.5, one);
      for (let k = 0; k < 3; k++) sum[k] = (sum[k] as number) + (one[k] as number) / 4;
    }
    put(plane, i, sum);
  }
}

function sameMaterial(shader: Shader, which: Int32Array, upper: number, lower: number): boolean {
  const material = shader.materialOf(which[upper] as number);
  return (
    shader.materialOf(which[upper + 1] as number) === material &&
    shader.materialOf(which[lower] as number) === material &&
    shader.materialOf(which[lower + 1] as number) === material
  );
}

function readPlane(plane: Plane, i: number, out: Colour): void {
  for (let k = 0; k < 3; k++) out[k] = (plane.data[i + k] as number) / radianceOne;
}
