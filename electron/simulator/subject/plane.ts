/** What a linear radiance of 1 (white paper, well exposed) is stored as: two stops of headroom for reflexes. */
export const radianceOne = 16_384;

/**
 * A rectangle of the scene as light, before any camera: linear sRGB, interleaved. `leftMm` and `topMm` are where the
 * outer corner of the first pixel lies; x grows to the right, y upwards.
 */
export type Plane = {
  widthPx: number;
  heightPx: number;
  mmPerPx: number;
  leftMm: number;
  topMm: number;
  data: Uint16Array;
};

export type Area = { leftMm: number; rightMm: number; bottomMm: number; topMm: number };

/** A plane whose pixels lie on the same raster as those of every other plane with this pixel size. */
export function planeOver(area: Area, mmPerPx: number): Plane {
  const left = Math.floor(area.leftMm / mmPerPx);
  const right = Math.ceil(area.rightMm / mmPerPx);
  const bottom = Math.floor(area.bottomMm / mmPerPx);
  const top = Math.ceil(area.topMm / mmPerPx);
  const widthPx = right - left;
  const heightPx = top - bottom;
  return {
    widthPx,
    heightPx,
    mmPerPx,
    leftMm: left * mmPerPx,
    topMm: top * mmPerPx,
    data: new Uint16Array(widthPx * heightPx * 3),
  };
}

/** Copies `patch` onto `plane`, which is of the same raster and reaches around it. */
export function paste(plane: Plane, patch: Plane): void {
  const column = Math.round((patch.leftMm - plane.leftMm) / plane.mmPerPx);
  const row = Math.round((plane.topMm - patch.topMm) / plane.mmPerPx);
  for (let y = 0; y < patch.heightPx; y++) {
    const from = y * patch.widthPx * 3;
    plane.data.set(patch.data.subarray(from, from + patch.widthPx * 3), ((row + y) * plane.widthPx + column) * 3);
  }
}

/** A copy of the part of `plane` that lies over `area`, which is within it. */
export function crop(plane: Plane, area: Area): Plane {
  const part = planeOver(area, plane.mmPerPx);
  const column = Math.round((part.leftMm - plane.leftMm) / plane.mmPerPx);
  const row = Math.round((plane.topMm - part.topMm) / plane.mmPerPx);
  for (let y = 0; y < part.heightPx; y++) {
    const from = ((row + y) * plane.widthPx + column) * 3;
    part.data.set(plane.data.subarray(from, from + part.widthPx * 3), y * part.widthPx * 3);
  }
  return part;
}

/** A colour as linear light: red, green, blue. Reused by the loops that fill planes. */
export type Colour = Float32Array;

export function colour(red: number, green: number, blue: number): Colour {
  return Float32Array.of(red, green, blue);
}

export function put(plane: Plane, index: number, value: Colour): void {
  const { data } = plane;
  data[index] = store(value[0] as number);
  data[index + 1] = store(value[1] as number);
  data[index + 2] = store(value[2] as number);
}

function store(radiance: number): number {
  return Math.min(65_535, Math.max(0, radiance * radianceOne));
}
