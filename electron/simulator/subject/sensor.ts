import { pace } from './pace.ts';
import { type Plane, radianceOne } from './plane.ts';
import { gaussian, type Random } from './random.ts';
import { clamp } from './shape.ts';

/** How one picture turns light into bytes. */
export type Development = {
  /** Factor on the scene's light for red, green and blue: exposure and white balance together. */
  gain: readonly [number, number, number];
  iso: number;
  /** Where the camera's centre points, in the scene's millimetres: the head is never quite still. */
  centreXMm: number;
  centreYMm: number;
  widthPx: number;
  heightPx: number;
  fieldWidthMm: number;
};

/** Noise of mean 0 and deviation 32, slightly soft as a camera leaves it. Prime sides keep its repetition hidden. */
export type Grain = { columns: number; rows: number; data: Int8Array };

export function growGrain(random: Random): Grain {
  const columns = 1021;
  const rows = 509;
  const raw = Float32Array.from({ length: columns * rows }, () => gaussian(random));
  const data = new Int8Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const at = (offset: number): number => raw[(i + offset + raw.length) % raw.length] as number;
    const around = at(-1) + at(1) + at(-columns) + at(columns);
    data[i] = clamp(Math.round((at(0) + 0.33 * around) * 26.7), -127, 127);
  }
  return { columns, rows, data };
}

/** Tables over light from 0 to 4, so that no pixel computes a power. */
const levels = 32_768;
const perLight = levels / 4;
const tones = Float32Array.from({ length: levels }, (_, i) => 255 * tone(i / perLight));

/** How far noise spreads at each level of light, in output levels for one unit of grain. */
function noiseFor(iso: number): Float32Array {
  const noise = new Float32Array(levels);
  const speed = iso / 200;
  for (let i = 0; i < levels; i++) {
    const spread = Math.sqrt(1.3e-4 * speed * (i / perLight) + 6e-8 * speed * speed + 2e-7);
    const steepness =
      (((tones[Math.min(levels - 1, i + 16)] as number) - (tones[Math.max(0, i - 16)] as number)) * perLight) / 32;
    noise[i] = Math.min(spread * steepness, 26) / 32;
  }
  return noise;
}

/** A camera's picture curve: sRGB with a shoulder for the lights and a little more contrast in the middle. */
function tone(light: number): number {
  const held = 1 - Math.exp(-1.3 * light);
  const encoded = held <= 0.0031308 ? 12.92 * held : 1.055 * held ** (1 / 2.4) - 0.055;
  return encoded - 0.028 * Math.sin(2 * Math.PI * encoded) * (encoded > 0 ? 1 : 0);
}

/** Where along one line each output pixel finds its four neighbours, and their Catmull-Rom weights. */
type Taps = { first: Int32Array; weights: Float32Array };

function tapsFor(count: number, start: number, step: number, limit: number): Taps {
  const first = new Int32Array(count);
  const weights = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const at = clamp(start + i * step, 1, limit - 3);
    const cell = Math.floor(at);
    const t = at - cell;
    first[i] = cell - 1;
    weights[i * 4] = 0.5 * (-t + 2 * t * t - t * t * t);
    weights[i * 4 + 1] = 0.5 * (2 - 5 * t * t + 3 * t * t * t);
    weights[i * 4 + 2] = 0.5 * (t + 4 * t * t - 3 * t * t * t);
    weights[i * 4 + 3] = 0.5 * (-t * t + t * t * t);
  }
  return { first, weights };
}

/** Exposes the sensor to `scene`, which must reach around what is seen. Interleaved 8-bit sRGB; works in slices. */
export async function develop(
  scene: Plane,
  development: Development,
  grain: Grain,
  random: Random,
): Promise<Uint8ClampedArray> {
  const { widthPx, heightPx } = development;
  const pause = pace();
  const mmPerPx = development.fieldWidthMm / widthPx;
  const step = mmPerPx / scene.mmPerPx;
  const left = development.centreXMm - ((widthPx - 1) / 2) * mmPerPx;
  const top = development.centreYMm + ((heightPx - 1) / 2) * mmPerPx;
  const across = tapsFor(widthPx, (left - scene.leftMm) / scene.mmPerPx - 0.5, step, scene.widthPx);
  const down = tapsFor(heightPx, (scene.topMm - top) / scene.mmPerPx - 0.5, step, scene.heightPx);
  const noise = noiseFor(development.iso);
  const line = new Float32Array(scene.widthPx * 3);
  const out = new Uint8ClampedArray(widthPx * heightPx * 3);
  const shake = (random() * grain.data.length) | 0;
  for (let y = 0; y < heightPx; y++) {
    blendRows(scene, down, y, development.gain, line);
    developRow(line, across, noise, grain, shake, y, out);
    await pause();
  }
  return out;
}

/** Spreads one blended line over the output's columns, through the picture curve, under the grain. */
function developRow(
  line: Float32Array,
  across: Taps,
  noise: Float32Array,
  grain: Grain,
  shake: number,
  y: number,
  out: Uint8ClampedArray,
): void {
  const { first, weights } = across;
  const widthPx = first.length;
  const from = y * widthPx * 3;
  const length = grain.data.length;
  // Colour noise is coarser than brightness noise: it is read at half the pace.
  const lightAt = shake + y * grain.columns;
  const colourAt = shake + 77_777 + (y >> 1) * grain.columns;
  for (let x = 0; x < widthPx; x++) {
    const a = (first[x] as number) * 3;
    const wa = weights[x * 4] as number;
    const wb = weights[x * 4 + 1] as number;
    const wc = weights[x * 4 + 2] as number;
    const wd = weights[x * 4 + 3] as number;
    const r = level(
      wa * (line[a] as number) +
        wb * (line[a + 3] as number) +
        wc * (line[a + 6] as number) +
        wd * (line[a + 9] as number),
    );
    const g = level(
      wa * (line[a + 1] as number) +
        wb * (line[a + 4] as number) +
        wc * (line[a + 7] as number) +
        wd * (line[a + 10] as number),
    );
    const b = level(
      wa * (line[a + 2] as number) +
        wb * (line[a + 5] as number) +
        wc * (line[a + 8] as number) +
        wd * (line[a + 11] as number),
    );
    const spread = noise[g] as number;
    const bright = spread * (grain.data[(lightAt + x) % length] as number);
    const tint = spread * 0.45 * (grain.data[(colourAt + (x >> 1)) % length] as number);
    const i = from + x * 3;
    out[i] = (tones[r] as number) + bright + tint;
    out[i + 1] = (tones[g] as number) + bright;
    out[i + 2] = (tones[b] as number) + bright - 1.3 * tint;
  }
}

function level(light: number): number {
  return Math.min(levels - 1, Math.max(0, light | 0));
}

/** Blends four rows of the scene into `line`, already as levels of the picture curve. */
function blendRows(scene: Plane, down: Taps, y: number, gain: Development['gain'], line: Float32Array): void {
  const { data, widthPx } = scene;
  const length = widthPx * 3;
  const a = (down.first[y] as number) * length;
  const b = a + length;
  const c = b + length;
  const d = c + length;
  for (let channel = 0; channel < 3; channel++) {
    const scale = ((gain[channel] as number) * perLight) / radianceOne;
    const wa = scale * (down.weights[y * 4] as number);
    const wb = scale * (down.weights[y * 4 + 1] as number);
    const wc = scale * (down.weights[y * 4 + 2] as number);
    const wd = scale * (down.weights[y * 4 + 3] as number);
    for (let i = channel; i < length; i += 3) {
      const upper = wa * (data[a + i] as number) + wb * (data[b + i] as number);
      line[i] = upper + wc * (data[c + i] as number) + wd * (data[d + i] as number);
    }
  }
}
