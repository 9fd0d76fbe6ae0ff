import { pace } from '../pace.ts';
import type { Colour } from '../plane.ts';
import type { Light } from './light.ts';

/**
 * Numbers per vertex: place (3), normal (3), where it belongs on its own body (3), how far it lies below its surroundings
 * (mm), and how far it is from the edge of an opening (mm; nothing is there where it is negative).
 */
export const vertexSize = 11;
export const slot = { place: 0, normal: 3, home: 6, hollow: 9, solid: 10 } as const;

/** A point of a surface as it is asked for its colour. The normal is a unit vector towards the camera's side. */
export type Surface = {
  nx: number;
  ny: number;
  nz: number;
  /** The material's own coordinates. */
  a: number;
  b: number;
  c: number;
  hollowMm: number;
};

export type Material = (surface: Surface, light: Light, mmPerPx: number, out: Colour) => void;

export type Mesh = { vertices: Float32Array; triangles: Uint32Array; material: Material };

export type Grid = { columns: number; rows: number };

/** Fills one vertex of a grid; the normal comes from its neighbours. */
export type Place = (column: number, row: number, vertex: Float32Array, at: number) => void;

/** A sheet of `columns` × `rows` vertices. `closed` joins the last column to the first. Works in slices. */
export async function sheet({ columns, rows }: Grid, closed: boolean, material: Material, place: Place): Promise<Mesh> {
  const pause = pace();
  const vertices = new Float32Array(columns * rows * vertexSize);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * vertexSize;
      vertices[at + slot.solid] = 1;
      place(column, row, vertices, at);
    }
    await pause();
  }
  const across = closed ? columns : columns - 1;
  const triangles = new Uint32Array(across * (rows - 1) * 6);
  let next = 0;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < across; column++) {
      const right = (column + 1) % columns;
      const corner = row * columns;
      const below = corner + columns;
      triangles.set([corner + column, below + column, corner + right], next);
      triangles.set([corner + right, below + column, below + right], next + 3);
      next += 6;
    }
    await pause();
  }
  await setNormals(vertices, { columns, rows }, closed, pause);
  return { vertices, triangles, material };
}

/** Computes each vertex's normal from the vertices beside it. */
async function setNormals(
  vertices: Float32Array,
  { columns, rows }: Grid,
  closed: boolean,
  pause: ReturnType<typeof pace>,
): Promise<void> {
  const index = (column: number, row: number): number => (row * columns + column) * vertexSize;
  for (let row = 0; row < rows; row++) {
    const above = Math.max(0, row - 1);
    const below = Math.min(rows - 1, row + 1);
    for (let column = 0; column < columns; column++) {
      const left = closed ? (column + columns - 1) % columns : Math.max(0, column - 1);
      const right = closed ? (column + 1) % columns : Math.min(columns - 1, column + 1);
      const l = index(left, row);
      const r = index(right, row);
      const a = index(column, above);
      const b = index(column, below);
      const ux = (vertices[r] as number) - (vertices[l] as number);
      const uy = (vertices[r + 1] as number) - (vertices[l + 1] as number);
      const uz = (vertices[r + 2] as number) - (vertices[l + 2] as number);
      const vx = (vertices[a] as number) - (vertices[b] as number);
      const vy = (vertices[a + 1] as number) - (vertices[b + 1] as number);
      const vz = (vertices[a + 2] as number) - (vertices[b + 2] as number);
      const nx = uy * vz - uz * vy;
      const ny = uz * vx - ux * vz;
      const nz = ux * vy - uy * vx;
      const length = Math.hypot(nx, ny, nz) || 1;
      const at = index(column, row) + slot.normal;
      vertices[at] = nx / length;
      vertices[at + 1] = ny / length;
      vertices[at + 2] = nz / length;
    }
    await pause();
  }
}
