import { gridPx } from '../../renderer/liveview/ghost/agreement/size.ts';
import type { Grey } from '../../renderer/liveview/ghost/agreement/structure.ts';
import { pixelsOf } from './drawn-subject.ts';

/** Something to look at: its brightness, 0 to 255, at millimetres from the middle, `y` downwards; null where it ends. */
export type Drawing = (x: number, y: number) => number | null;

/** How it is held before the camera, and how the camera sees it. */
export type Held = {
  rightMm?: number;
  downMm?: number;
  clockwiseDeg?: number;
  /** How much larger it has grown. */
  scale?: number;
  gain?: number;
  /** Darker towards the left, by this share at the edge. */
  shade?: number;
  /** Standard deviation, in levels. */
  noise?: number;
};

export const fieldWidthMm = 144;
const perMm = gridPx / fieldWidthMm;
const size = { width: gridPx, height: Math.round(gridPx / 1.5) };
/** Each pixel is the mean of so many places each way. */
const places = 3;

/** A drawing as it is compared, over a field of 144 mm. */
export function seen(drawing: Drawing, held: Held = {}): Grey {
  const { rightMm = 0, downMm = 0, clockwiseDeg = 0, scale = 1, gain = 1, shade = 0, noise = 0 } = held;
  const angle = (clockwiseDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const random = gaussian(7);
  const count = size.width * size.height;
  const grey = { ...size, luma: new Float32Array(count), weight: new Float32Array(count) };
  for (let at = 0; at < count; at += 1) {
    let [sum, there] = [0, 0];
    for (let place = 0; place < places * places; place += 1) {
      const column = (at % size.width) + ((place % places) + 0.5) / places;
      const row = Math.floor(at / size.width) + (Math.floor(place / places) + 0.5) / places;
      const x = (column - size.width / 2) / perMm - rightMm;
      const y = (row - size.height / 2) / perMm - downMm;
      const level = drawing((cos * x + sin * y) / scale, (cos * y - sin * x) / scale);
      if (level === null) continue;
      sum += level;
      there += 1;
    }
    const across = ((at % size.width) / size.width - 0.5) * 2;
    const lit = (there > 0 ? sum / there : 0) * gain * (1 - Math.max(0, -across) * shade);
    grey.luma[at] = Math.min(255, Math.max(0, Math.round(lit + noise * random())));
    grey.weight[at] = there / places ** 2;
  }
  return grey;
}

/** Two eyes, brows and a nose, drawn with a few soft strokes. */
export const faceDrawing: Drawing = (x, y) => {
  const side = Math.abs(x) - 31;
  const brow = soft(Math.abs(y + 19 - 0.01 * side * side), 2.2) * soft(Math.abs(side), 17);
  const lid = soft(Math.hypot(side / 15, y / 7), 1, 0.1);
  const iris = soft(Math.hypot(side, y), 5.8);
  const pupil = soft(Math.hypot(side, y), 2.4);
  const nose = soft(Math.hypot(x / 8, (y - 42) / 9), 1, 0.15);
  return 170 - 95 * brow + 45 * lid - 110 * lid * iris - 45 * pupil - 40 * nose;
};

/** Two rows of teeth: nothing of a face. */
export const teethDrawing: Drawing = (x, y) => {
  const gum = soft(Math.abs(y), 24, 2);
  const gap = soft(Math.abs((((x % 13) + 13) % 13) - 6.5), 0.9) + soft(Math.abs(y - 1 - 0.004 * x * x), 1.2);
  return 120 + 100 * gum - 90 * gum * Math.min(1, gap);
};

/** A JPEG of the field, as a drawing: what lies outside of it is not there. */
export async function photographed(jpeg: Uint8Array): Promise<Drawing> {
  const { widthPx, heightPx, rgb } = await pixelsOf(jpeg);
  return (x, y) => {
    const column = Math.floor((x / fieldWidthMm + 0.5) * widthPx);
    const row = Math.floor((y * widthPx) / fieldWidthMm + heightPx / 2);
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return null;
    const at = 3 * (row * widthPx + column);
    return 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
  };
}

/** 1 inside, 0 outside of `edge`, and a slope of about `width` between. */
function soft(distance: number, edge: number, width = 0.6): number {
  return 1 / (1 + Math.exp((distance - edge) / (width / 2)));
}

function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state + 1) / (2 ** 31 + 1);
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
