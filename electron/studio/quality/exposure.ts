import type { ReducedPicture } from './picture.ts';

/** What a camera calls white. Reducing a picture averages its pixels, so that one step below still counts. */
const clippedAt = 253;

/** Where even the lightest parts stay below this, nothing was lit: nearly three stops under mid-grey. */
const darkBelow = 44;

const midGrey = 0.18;

export type Exposure = {
  /** Share (0–1) of pixels with two channels at white: one alone is a saturated colour, not a lost one. */
  clipped: number;
  /** The luma that one pixel in a hundred exceeds. */
  lights: number;
};

export function measureExposure(picture: ReducedPicture): Exposure {
  const { rgb, luma } = picture;
  let clipped = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const red = (rgb[i] as number) >= clippedAt ? 1 : 0;
    const green = (rgb[i + 1] as number) >= clippedAt ? 1 : 0;
    const blue = (rgb[i + 2] as number) >= clippedAt ? 1 : 0;
    if (red + green + blue >= 2) clipped++;
  }
  const histogram = new Uint32Array(256);
  for (const value of luma) {
    const bin = Math.round(value);
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  let above = 0;
  let lights = 255;
  while (lights > 0 && above + (histogram[lights] as number) <= luma.length / 100) {
    above += histogram[lights] as number;
    lights--;
  }
  return { clipped: clipped / luma.length, lights };
}

export function isDark(exposure: Exposure): boolean {
  return exposure.lights < darkBelow;
}

/** How bright the middle half of the picture is, in stops over mid-grey; black is as deep as 8 bits tell. */
export function centreEv(picture: ReducedPicture): number {
  const { widthPx, heightPx, luma } = picture;
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(heightPx / 4); y < Math.ceil((heightPx * 3) / 4); y++) {
    for (let x = Math.floor(widthPx / 4); x < Math.ceil((widthPx * 3) / 4); x++) {
      sum += linear[Math.round(luma[y * widthPx + x] as number)] as number;
      count++;
    }
  }
  return Math.log2(Math.max(sum / count, 1 / 4096) / midGrey);
}

const linear = Float32Array.from({ length: 256 }, (_, value) => {
  const encoded = value / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});
