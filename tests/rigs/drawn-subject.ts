import sharp from 'sharp';
import type { Exposure } from '../../electron/simulator/subject-port.ts';

/** What the room's trigger and protocol ask for; small, so that tests are quick. */
export function exposure(changes: Partial<Exposure> = {}): Exposure {
  return {
    aperture: 11,
    shutterS: 1 / 125,
    iso: 200,
    kelvin: 5200,
    flash: true,
    takenAt: new Date(2026, 2, 12, 10, 4, 5, 670),
    look: null,
    pose: null,
    defocus: 0,
    number: 1,
    widthPx: 1200,
    heightPx: 800,
    body: { manufacturer: 'Nikon Corporation', model: 'D750', serial: '6001234', lens: '105mm f/2.8' },
    ...changes,
  };
}

export type Pixels = { widthPx: number; heightPx: number; rgb: Uint8Array };

export async function pixelsOf(jpeg: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

/** Mean of the linear light of all pixels, per channel. */
export function meanLight(pixels: Pixels): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  pixels.rgb.forEach((value, i) => {
    sums[(i % 3) as 0 | 1 | 2] += (value / 255) ** 2.2;
  });
  const count = pixels.rgb.length / 3;
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/** A patch of touching pixels: its centre in millimetres from the picture's centre, y upwards, and its area. */
export type Patch = { x: number; y: number; areaMm2: number };

const fieldWidthMm = 144;

/** Patches of pixels that `wanted` accepts by their luma, within a disc around an eye's centre. */
export function patchesIn(
  pixels: Pixels,
  disc: { x: number; y: number; radius: number },
  wanted: (luma: number) => boolean,
): Patch[] {
  const { widthPx, heightPx, rgb } = pixels;
  const mm = fieldWidthMm / widthPx;
  const place = (i: number): { x: number; y: number } => ({
    x: ((i % widthPx) + 0.5 - widthPx / 2) * mm,
    y: (heightPx / 2 - Math.floor(i / widthPx) - 0.5) * mm,
  });
  const open = new Set<number>();
  for (let i = 0; i < widthPx * heightPx; i++) {
    const { x, y } = place(i);
    if (Math.hypot(x - disc.x, y - disc.y) > disc.radius) continue;
    const luma = 0.2126 * (rgb[i * 3] ?? 0) + 0.7152 * (rgb[i * 3 + 1] ?? 0) + 0.0722 * (rgb[i * 3 + 2] ?? 0);
    if (wanted(luma)) open.add(i);
  }
  const patches: Patch[] = [];
  for (const start of open) {
    open.delete(start);
    const members = [start];
    for (const i of members) {
      for (const next of [i - 1, i + 1, i - widthPx, i + widthPx]) if (open.delete(next)) members.push(next);
    }
    const places = members.map(place);
    const mean = (axis: 'x' | 'y'): number => places.reduce((sum, at) => sum + at[axis], 0) / places.length;
    patches.push({ x: mean('x'), y: mean('y'), areaMm2: members.length * mm * mm });
  }
  return patches.sort((a, b) => b.areaMm2 - a.areaMm2);
}
