import { decodeCoefficients } from './coefficients.ts';
import { type Component, damagedJpeg, type Frame, jpegParts } from './jpeg-parts.ts';
import type { Turn } from './turn.ts';

/** A picture of a few pixels: RGB, row by row. */
export type SmallPicture = { readonly rgb: Uint8Array; readonly width: number; readonly height: number };

/**
 * A JPEG made small enough for a printed list, turned. Each block of it counts as one pixel, its mean: the same bytes each time, on any
 * machine. Its longer side has at most `longSidePx`, and never more than an eighth of the picture's.
 */
export function smallPicture(bytes: Uint8Array, turn: Turn, longSidePx: number): SmallPicture {
  const parts = jpegParts(bytes);
  const { planes } = decodeCoefficients(bytes, parts, 1);
  const { frame } = parts;
  const means = frame.components.map((component, index) => {
    return blockMeans(component, planes[index] ?? new Int16Array(), parts.quantisation.get(component.table)?.values[0]);
  });
  const [across, down] = [Math.max(1, frame.columns >> 3), Math.max(1, frame.rows >> 3)];
  const step = Math.max(1, Math.max(across, down) / longSidePx);
  const [columns, rows] = [Math.max(1, Math.floor(across / step)), Math.max(1, Math.floor(down / step))];
  const [width, height] = turn.transpose ? [rows, columns] : [columns, rows];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [flippedX, flippedY] = [turn.flipX ? width - 1 - x : x, turn.flipY ? height - 1 - y : y];
      const [column, row] = turn.transpose ? [flippedY, flippedX] : [flippedX, flippedY];
      const box = { left: column * step, top: row * step, right: (column + 1) * step, bottom: (row + 1) * step };
      rgb.set(colourOf(box, frame, means), (y * width + x) * 3);
    }
  }
  return { rgb, width, height };
}

type Means = { component: Component; values: Float32Array };
/** In blocks of the picture. */
type Box = { left: number; top: number; right: number; bottom: number };

function blockMeans(component: Component, dc: Int16Array, quantisation: number | undefined): Means {
  if (quantisation === undefined) throw damagedJpeg();
  return { component, values: Float32Array.from(dc, (value) => (value * quantisation) / 8 + 128) };
}

/** The mean of what lies in the box, as JFIF has colours. */
function colourOf(box: Box, frame: Frame, means: readonly Means[]): number[] {
  const [y = 0, cb = 128, cr = 128] = means.map((one) => meanIn(box, frame, one));
  return [y + 1.402 * (cr - 128), y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128), y + 1.772 * (cb - 128)].map(
    (value) => Math.min(255, Math.max(0, Math.round(value))),
  );
}

function meanIn({ left, top, right, bottom }: Box, frame: Frame, { component, values }: Means): number {
  const [scaleX, scaleY] = [
    component.h / Math.max(...frame.components.map(({ h }) => h)),
    component.v / Math.max(...frame.components.map(({ v }) => v)),
  ];
  const [x0, y0] = [Math.floor(left * scaleX), Math.floor(top * scaleY)];
  const [x1, y1] = [Math.max(x0 + 1, Math.floor(right * scaleX)), Math.max(y0 + 1, Math.floor(bottom * scaleY))];
  let sum = 0;
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += values[y * component.across + x] ?? 0;
  return sum / ((x1 - x0) * (y1 - y0));
}
