import { pace } from '../pace.ts';
import type { Plane } from '../plane.ts';
import { type Place3, type Rotation, rotated } from './camera.ts';
import type { Light } from './light.ts';
import { type Mesh, slot, vertexSize } from './mesh.ts';
import { createShader, type Depth, type Seen, samples, shadeRow } from './shading.ts';

/** What is seen of meshes: from which side, which point of them is the picture's middle, in which light. */
export type Sight = { rotation: Rotation; middle: Place3; light: Light };

const stripRows = 12;

/** Draws meshes over `plane`, which holds the background already. Parallel projection; works in slices. */
export async function drawMeshes(plane: Plane, meshes: readonly Mesh[], sight: Sight): Promise<Depth> {
  const pause = pace();
  const seen = await place(meshes, sight, plane, pause);
  const strips = Math.ceil(plane.heightPx / stripRows);
  const { starts, order } = sortIntoStrips(seen, strips);
  const width = plane.widthPx * samples;
  const nearest = new Float32Array(width * stripRows * samples);
  const which = new Int32Array(nearest.length);
  const depth = new Float32Array(plane.widthPx * plane.heightPx);
  const shader = createShader(seen, sight.light, plane.mmPerPx);
  for (let strip = 0; strip < strips; strip++) {
    nearest.fill(Number.NEGATIVE_INFINITY);
    which.fill(-1);
    const top = strip * stripRows * samples;
    for (let i = starts[strip] as number; i < (starts[strip + 1] as number); i++) {
      fillTriangle(seen, order[i] as number, width, top, nearest, which);
      if ((i & 255) === 0) await pause();
    }
    const rows = Math.min(stripRows, plane.heightPx - strip * stripRows);
    for (let row = 0; row < rows; row++) {
      shadeRow(plane, strip * stripRows + row, row, nearest, which, depth, shader);
      await pause();
    }
  }
  return depth;
}

/** All meshes as one, in the picture's sample coordinates: right, down, near; normals as the camera sees them. */
async function place(
  meshes: readonly Mesh[],
  { rotation, middle }: Sight,
  plane: Plane,
  pause: () => Promise<void> | undefined,
): Promise<Seen> {
  const vertices = new Float32Array(meshes.reduce((sum, mesh) => sum + mesh.vertices.length, 0));
  const triangles = new Uint32Array(meshes.reduce((sum, mesh) => sum + mesh.triangles.length, 0));
  const of = new Uint8Array(triangles.length / 3);
  const materials = meshes.map(({ material }) => material);
  const origin = rotated(rotation, middle);
  const perMm = samples / plane.mmPerPx;
  let at = 0;
  let next = 0;
  for (const [index, mesh] of meshes.entries()) {
    const first = at / vertexSize;
    vertices.set(mesh.vertices, at);
    for (let i = at; i < at + mesh.vertices.length; i += vertexSize) {
      turn(vertices, i + slot.place, rotation);
      turn(vertices, i + slot.normal, rotation);
      vertices[i] = ((vertices[i] as number) - origin[0] - plane.leftMm) * perMm;
      vertices[i + 1] = (plane.topMm - (vertices[i + 1] as number) + origin[1]) * perMm;
      if (i % (2048 * vertexSize) === 0) await pause();
    }
    for (let i = 0; i < mesh.triangles.length; i++) triangles[next + i] = (mesh.triangles[i] as number) + first;
    of.fill(index, next / 3, (next + mesh.triangles.length) / 3);
    at += mesh.vertices.length;
    next += mesh.triangles.length;
  }
  return { vertices, triangles, materials, of };
}

function turn(values: Float32Array, at: number, m: Rotation): void {
  const x = values[at] as number;
  const y = values[at + 1] as number;
  const z = values[at + 2] as number;
  values[at] = m[0] * x + m[1] * y + m[2] * z;
  values[at + 1] = m[3] * x + m[4] * y + m[5] * z;
  values[at + 2] = m[6] * x + m[7] * y + m[8] * z;
}

/** Which triangles reach into each strip of rows: a counting sort. */
function sortIntoStrips({ vertices, triangles }: Seen, strips: number): { starts: Uint32Array; order: Uint32Array } {
  const height = stripRows * samples;
  const count = triangles.length / 3;
  const from = new Int16Array(count);
  const to = new Int16Array(count);
  const starts = new Uint32Array(strips + 1);
  for (let i = 0; i < count; i++) {
    const a = vertices[(triangles[i * 3] as number) * vertexSize + 1] as number;
    const b = vertices[(triangles[i * 3 + 1] as number) * vertexSize + 1] as number;
    const c = vertices[(triangles[i * 3 + 2] as number) * vertexSize + 1] as number;
    from[i] = Math.max(0, Math.floor((Math.min(a, b, c) - 1) / height));
    to[i] = Math.min(strips - 1, Math.floor((Math.max(a, b, c) + 1) / height));
    for (let strip = from[i] as number; strip <= (to[i] as number); strip++)
      starts[strip + 1] = (starts[strip + 1] as number) + 1;
  }
  for (let strip = 0; strip < strips; strip++)
    starts[strip + 1] = (starts[strip + 1] as number) + (starts[strip] as number);
  const order = new Uint32Array(starts[strips] as number);
  const free = starts.slice();
  for (let i = 0; i < count; i++) {
    for (let strip = from[i] as number; strip <= (to[i] as number); strip++) {
      order[free[strip] as number] = i;
      free[strip] = (free[strip] as number) + 1;
    }
  }
  return { starts, order };
}

function fillTriangle(
  { vertices, triangles }: Seen,
  triangle: number,
  width: number,
  top: number,
  nearest: Float32Array,
  which: Int32Array,
): void {
  const a = (triangles[triangle * 3] as number) * vertexSize;
  const b = (triangles[triangle * 3 + 1] as number) * vertexSize;
  const c = (triangles[triangle * 3 + 2] as number) * vertexSize;
  const sa = vertices[a + slot.solid] as number;
  const sb = vertices[b + slot.solid] as number;
  const sc = vertices[c + slot.solid] as number;
  if (sa < 0 && sb < 0 && sc < 0) return;
  const ax = vertices[a] as number;
  const ay = (vertices[a + 1] as number) - top;
  const bx = vertices[b] as number;
  const by = (vertices[b + 1] as number) - top;
  const cx = vertices[c] as number;
  const cy = (vertices[c + 1] as number) - top;
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (Math.abs(area) < 1e-9) return;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const first = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const last = Math.min(stripRows * samples - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  const az = vertices[a + 2] as number;
  const bz = vertices[b + 2] as number;
  const cz = vertices[c + 2] as number;
  for (let y = first; y <= last; y++) {
    const py = y + 0.5;
    for (let x = left; x <= right; x++) {
      const px = x + 0.5;
      const wb = ((px - ax) * (cy - ay) - (cx - ax) * (py - ay)) / area;
      const wc = ((bx - ax) * (py - ay) - (px - ax) * (by - ay)) / area;
      const wa = 1 - wb - wc;
      if (wa < -1e-6 || wb < -1e-6 || wc < -1e-6) continue;
      if (wa * sa + wb * sb + wc * sc < 0) continue;
      const z = wa * az + wb * bz + wc * cz;
      const i = y * width + x;
      if (z > (nearest[i] as number)) {
        nearest[i] = z;
        which[i] = triangle;
      }
    }
  }
}
