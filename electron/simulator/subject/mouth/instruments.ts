import { colour } from '../plane.ts';
import { mix, smoothstep } from '../shape.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import { type Material, type Mesh, sheet, slot } from '../solid/mesh.ts';
import { type Texture, texelBetween } from '../texture.ts';
import { around, type Before, bow, type Opening } from './frame.ts';

const plastic: Finish = { wrap: [0.6, 0.6, 0.6], sharpness: 60, gloss: 0.9 };

/** One side of a clear retractor: a bow that hooks behind the lips, `side` −1 at the picture's left. */
export function retractor(opening: Opening, side: -1 | 1, before: Before): Promise<Mesh> {
  const columns = 60;
  const rows = 18;
  return sheet({ columns, rows }, false, clear, (column, row, vertex, at) => {
    const sweep = ((column / (columns - 1)) * 2 - 1) * 1.2;
    const angle = side > 0 ? sweep : Math.PI - sweep;
    const cx = bow(Math.cos(angle), 0.72);
    const cy = bow(Math.sin(angle), 0.86);
    const turn = (row / (rows - 1)) * Math.PI * 1.1 - 0.1;
    const end = Math.sqrt(Math.max(0, 1 - (sweep / 1.2) ** 6));
    const out = 2.4 - (1.2 + 2 * end) * Math.cos(turn);
    const x = opening.x + cx * (opening.halfWidth + out);
    const y = opening.y + cy * (opening.halfHeight + out * 0.9);
    vertex.set(before(x, y, opening.z + 4.6 * end - 1.2 + 4.8 * end * Math.sin(turn) - 9 * cx * cx), at);
  });
}

/** Clear plastic with lip behind it. */
const through = colour(0.52, 0.4, 0.385);
const lit = new Float32Array(4);
const clear: Material = (surface, light, _mmPerPx, out) => {
  lightOn(light, plastic, surface.nx, surface.ny, surface.nz, 0, lit);
  const edge = 1 - 0.55 * smoothstep(0.75, 0.1, surface.nz);
  for (let k = 0; k < 3; k++) out[k] = (through[k] as number) * edge * (lit[k] as number) + (lit[3] as number);
};

const rulerSize = { long: 34, high: 7 } as const;

/** A ruler held beside the front teeth; `x`, `y` is its upper left corner as the camera sees it. */
export function ruler(x: number, y: number, before: Before): Promise<Mesh> {
  return sheet({ columns: 2, rows: 2 }, false, printed, (column, row, vertex, at) => {
    vertex.set(before(x + rulerSize.long * column, y - rulerSize.high * row, 12), at);
    vertex[at + slot.home] = rulerSize.long * column;
    vertex[at + slot.home + 1] = rulerSize.high * row;
  });
}

const printed: Material = ({ a: along, b: down }, light, mmPerPx, out) => {
  const tick = Math.round(along - 1);
  const length = tick % 10 === 0 ? 3 : tick % 5 === 0 ? 2.2 : 1.3;
  const half = Math.max(0.07, mmPerPx * 0.5);
  const onTick = smoothstep(half + mmPerPx * 0.5, half - mmPerPx * 0.5, Math.abs(along - 1 - tick));
  const ink = tick >= 0 ? onTick * smoothstep(length + 0.1, length - 0.1, down) : 0;
  const edge = smoothstep(0, 0.35, Math.min(down, rulerSize.high - down));
  const paper = (0.66 + 0.2 * light.ambient) * mix(0.7, 1, edge) * (1 - 0.94 * ink);
  out[0] = paper;
  out[1] = paper * 0.995;
  out[2] = paper * 0.97;
};

/** The rim of the mirror in which the mouth is seen, and the lips beside it, dim. */
export function mirrorRim(before: Before, noise: Texture): Promise<Mesh> {
  const rows = 16;
  return sheet({ columns: around, rows }, true, rimMaterial(noise), (column, row, vertex, at) => {
    const angle = (column / around) * 2 * Math.PI;
    const t = row / (rows - 1);
    const out = t < 0.2 ? t * 6 : 1.2 + (t - 0.2) * 26;
    const x = bow(Math.cos(angle), 0.5) * (32.5 + out);
    const y = bow(Math.sin(angle), 0.5) * (22.2 + out);
    vertex.set(before(x, y, 30 - 3 * t + 2 * Math.sin(Math.PI * Math.min(1, t * 5))), at);
    vertex[at + slot.home] = Math.abs(angle - Math.PI) * 30;
    vertex[at + slot.home + 1] = t;
  });
}

function rimMaterial(noise: Texture): Material {
  return (surface, light, _mmPerPx, out) => {
    const { a: u, b: t } = surface;
    lightOn(light, plastic, surface.nx, surface.ny, surface.nz, 0, lit);
    const steel = smoothstep(0.21, 0.19, t);
    const dim = 0.5 + 0.06 * texelBetween(noise, u * 0.7, t * 9);
    const glint = steel * 0.25 * (lit[3] as number);
    out[0] = mix(0.36 * dim, 0.34, steel) * (lit[0] as number) + glint;
    out[1] = mix(0.15 * dim, 0.35, steel) * (lit[1] as number) + glint;
    out[2] = mix(0.12 * dim, 0.37, steel) * (lit[2] as number) + glint;
  };
}
