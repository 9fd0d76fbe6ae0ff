import type { Point } from './anatomy.ts';
import { type Colour, type Plane, radianceOne } from './plane.ts';
import { clamp } from './shape.ts';

/** A bent hair: from `root` past `bend` to `tip`, tapering. Millimetres. */
export type Hair = {
  root: Point;
  bend: Point;
  tip: Point;
  widthMm: number;
  opacity: number;
  /** How much of that is seen where it leaves the skin. */
  rootOpacity: number;
  colour: Colour;
};

const pieces = 7;

/** Draws a hair over what is there. Hairs thinner than a pixel become fainter instead. */
export function drawHair(plane: Plane, hair: Hair): void {
  let fromX = hair.root.x;
  let fromY = hair.root.y;
  for (let piece = 1; piece <= pieces; piece++) {
    const t = piece / pieces;
    const s = 1 - t;
    const x = s * s * hair.root.x + 2 * s * t * hair.bend.x + t * t * hair.tip.x;
    const y = s * s * hair.root.y + 2 * s * t * hair.bend.y + t * t * hair.tip.y;
    const along = (piece - 0.5) / pieces;
    const width = hair.widthMm * (1 - 0.75 * along * along);
    const emerging = piece === 1 ? hair.rootOpacity : 1;
    drawPiece(plane, fromX, fromY, x, y, width, hair.opacity * emerging * (1 - 0.45 * along * along), hair.colour);
    fromX = x;
    fromY = y;
  }
}

/** A straight piece with blunt ends, so that the next one joins without a darker dot. */
function drawPiece(
  plane: Plane,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  widthMm: number,
  opacity: number,
  tint: Colour,
): void {
  const { mmPerPx, data } = plane;
  const ax = (x0 - plane.leftMm) / mmPerPx - 0.5;
  const ay = (plane.topMm - y0) / mmPerPx - 0.5;
  const dx = (x1 - x0) / mmPerPx;
  const dy = (y0 - y1) / mmPerPx;
  const length = Math.hypot(dx, dy);
  if (length < 1e-6) return;
  const half = Math.max(0.5, widthMm / mmPerPx / 2);
  const ink = opacity * Math.min(1, widthMm / mmPerPx);
  const left = clamp(Math.floor(Math.min(ax, ax + dx) - half - 1), 0, plane.widthPx - 1);
  const right = clamp(Math.ceil(Math.max(ax, ax + dx) + half + 1), 0, plane.widthPx - 1);
  const top = clamp(Math.floor(Math.min(ay, ay + dy) - half - 1), 0, plane.heightPx - 1);
  const bottom = clamp(Math.ceil(Math.max(ay, ay + dy) + half + 1), 0, plane.heightPx - 1);
  const red = (tint[0] as number) * radianceOne;
  const green = (tint[1] as number) * radianceOne;
  const blue = (tint[2] as number) * radianceOne;
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const along = ((px - ax) * dx + (py - ay) * dy) / length;
      const inside = clamp(along + 0.5, 0, 1) * clamp(length - along + 0.5, 0, 1);
      const across = Math.abs((px - ax) * dy - (py - ay) * dx) / length;
      const cover = ink * inside * clamp(half + 0.5 - across, 0, 1);
      if (cover <= 0.002) continue;
      const i = (py * plane.widthPx + px) * 3;
      data[i] = (data[i] as number) * (1 - cover) + red * cover;
      data[i + 1] = (data[i + 1] as number) * (1 - cover) + green * cover;
      data[i + 2] = (data[i + 2] as number) * (1 - cover) + blue * cover;
    }
  }
}
