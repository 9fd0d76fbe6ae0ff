import type { Side } from '../anatomy.ts';
import { bell, mix, smoothstep } from '../shape.ts';
import { type Skin, skinTone } from '../skin.ts';
import { type Finish, lightOn } from '../solid/light.ts';
import { type Material, type Mesh, sheet, slot } from '../solid/mesh.ts';

const finish: Finish = { wrap: [0.5, 0.22, 0.15], sharpness: 18, gloss: 0.07 };
const columns = 70;
const rows = 104;

/** An ear: a sheet that stands out from the head, `u` towards the back and `v` up, in millimetres from its middle. */
export function earMesh(side: Side, skin: Skin): Promise<Mesh> {
  const out = (27 * Math.PI) / 180;
  const lean = (12 * Math.PI) / 180;
  return sheet({ columns, rows }, false, earMaterial(skin), (column, row, vertex, at) => {
    const u0 = -20 + (40 * column) / (columns - 1);
    const v = 34 - (68 * row) / (rows - 1);
    const inset = earInset(u0, v);
    const h = earForm(u0, v, inset);
    const u = u0 * Math.cos(lean) - v * Math.sin(lean);
    const up = u0 * Math.sin(lean) + v * Math.cos(lean);
    const flap = (u + 17) * Math.sin(out) + h * Math.cos(out) + 2.6;
    vertex[at] = side * (67.5 + flap - 0.0026 * (v - 4) ** 2);
    vertex[at + 1] = -13 + up;
    vertex[at + 2] = -98 - u * Math.cos(out) + h * Math.sin(out);
    vertex[at + slot.home] = u0;
    vertex[at + slot.home + 1] = v;
    vertex[at + slot.home + 2] = inset;
    vertex[at + slot.hollow] = 2.2 - h * 0.8;
    vertex[at + slot.solid] = inset;
  });
}

/** How far inside the ear's outline a point is. */
function earInset(u: number, v: number): number {
  const low = smoothstep(6, -30, v);
  const middle = mix(0, -5, low);
  const half = mix(17.5, 10, low ** 1.2) * Math.sqrt(Math.max(0, 1 - (Math.abs(v - 0.5) / 31) ** (v > 0 ? 2.6 : 4.5)));
  return half - Math.abs(u - middle) - (half <= 0 ? 1 : 0);
}

function earForm(u: number, v: number, inset: number): number {
  const rim = smoothstep(-26, -12, v) * smoothstep(-17, -9, u + 0.25 * (v - 10));
  const helix = rim * (3.4 * bell(inset - 2.4, 1.7) - 2.6 * bell(inset - 5.6, 1.7));
  const crus = 2.4 * bell(v - 3 + 0.35 * (u + 6), 2) * smoothstep(-16, -11, u) * smoothstep(3, -4, u);
  const anti =
    3.2 * bell(Math.hypot(u + 3, (v + 3) * 0.8) - 10.6, 2.1) * smoothstep(-8, 2, u + 0.3 * v) * smoothstep(16, 8, v);
  const fork = 2 * bell(u - 2 + 0.35 * (v - 14), 2.2) * smoothstep(6, 12, v) * smoothstep(26, 20, v);
  const bowl = -5 * Math.exp(-(Math.hypot((u + 4) / 7.5, (v + 4) / 9) ** 3));
  const canal = -1.2 * bell(Math.hypot(u + 8.5, v + 3.5), 3);
  const tragus = 5.2 * bell(u + 13, 2.7) * bell(v + 4.5, 4.4);
  const antitragus = 2.2 * bell(u + 3, 3.4) * bell(v + 14.5, 2.4);
  const lobe = 1.8 * bell(Math.hypot((u + 5) / 6, (v + 24) / 6), 1);
  const round = -1.6 * smoothstep(2, 0, inset);
  return helix + crus + anti + fork + bowl + canal + tragus + antitragus + lobe + round;
}

function earMaterial(skin: Skin): Material {
  const lit = new Float32Array(4);
  return (surface, light, mmPerPx, out) => {
    const { a: u, b: v, c: inset } = surface;
    const shine = skinTone(skin, u + 300, v, 60, Math.min(1, 0.055 / mmPerPx), out);
    const red = 0.35 * smoothstep(6, 0, inset) + 0.25 * bell(v + 24, 9);
    const canal = 1 - 0.8 * bell(Math.hypot((u + 8.8) / 2.6, (v + 3.8) / 3.2), 1);
    lightOn(light, finish, surface.nx, surface.ny, surface.nz, surface.hollowMm, lit);
    out[0] = ((out[0] as number) * (1 + 0.04 * red) * (lit[0] as number) + (lit[3] as number) * shine) * canal;
    out[1] = ((out[1] as number) * (1 - 0.3 * red) * (lit[1] as number) + (lit[3] as number) * shine) * canal;
    out[2] = ((out[2] as number) * (1 - 0.26 * red) * (lit[2] as number) + (lit[3] as number) * shine) * canal;
  };
}
