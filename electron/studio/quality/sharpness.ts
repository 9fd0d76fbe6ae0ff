import type { ReducedPicture } from './picture.ts';

const tilePx = 24;
/** The larger distance at which brightness is compared. */
const reachPx = 4;
const sharpestShare = 0.1;
/** Fewer grey levels of change than this over `reachPx` are no edge: there is nothing to judge. */
const contrastFloor = 4;
/** Noise of four grey levels, as the highest sensitivities leave after reducing. More than that is structure. */
const loudestNoise = 64;
/** Picking the tiles that change most picks those with more than their share of noise. */
const pickedNoise = 1.2;

/**
 * How sharp the sharpest tenth of a picture is, whatever it shows: the gradient energy over one pixel relative to the
 * contrast over four, both less what noise adds. 0 is a gentle ramp, 1 a hard step; texture may exceed it. Undefined
 * where nothing in the picture has contrast.
 */
export function measureSharpness(picture: ReducedPicture): number | undefined {
  const tiles = gradientTiles(picture).sort((a, b) => b.near - a.near);
  if (tiles.length === 0) return undefined;
  // White noise changes as much over one pixel as over four, twice: across and down.
  const noise = Math.min(4 * noiseVariance(picture), loudestNoise);
  const sharpest = tiles.slice(0, Math.max(1, Math.round(tiles.length * sharpestShare)));
  let near = 0;
  let far = 0;
  for (const tile of sharpest) {
    near += Math.max(0, tile.near - pickedNoise * noise);
    far += Math.max(0, tile.far - noise);
  }
  if (far / sharpest.length < contrastFloor) return undefined;
  const ramp = 1 / reachPx ** 2;
  const step = 1 / reachPx;
  return Math.max(0, (near / far - ramp) / (step - ramp));
}

/**
 * The variance of the noise, from the median response of a mask that neither ramps nor straight edges excite
 * (Immerkær 1996, with the median in place of the mean, so that structure does not count).
 */
function noiseVariance(picture: ReducedPicture): number {
  const { widthPx, heightPx, luma } = picture;
  const bins = new Uint32Array(1024);
  let count = 0;
  const at = (i: number): number => luma[i] as number;
  for (let y = 1; y < heightPx - 1; y++) {
    for (let i = y * widthPx + 1, end = i + widthPx - 2; i < end; i++) {
      const up = i - widthPx;
      const down = i + widthPx;
      const corners = at(up - 1) + at(up + 1) + at(down - 1) + at(down + 1);
      const response = Math.abs(corners - 2 * (at(up) + at(down) + at(i - 1) + at(i + 1)) + 4 * at(i));
      const bin = Math.min(1023, Math.floor(response * 4));
      bins[bin] = (bins[bin] as number) + 1;
      count++;
    }
  }
  let bin = 0;
  for (let below = 0; bin < 1023; bin++) {
    below += bins[bin] as number;
    if (below >= count / 2) break;
  }
  // The mask's weights have a norm of 6; half of a normal distribution lies within 0.6745 deviations.
  return (bin / 4 / (6 * 0.6745)) ** 2;
}

type Tile = { near: number; far: number };

/** Mean squared change over one and over `reachPx` pixels, across and down, for each tile. */
function gradientTiles(picture: ReducedPicture): Tile[] {
  const { widthPx, heightPx, luma } = picture;
  const columns = Math.floor((widthPx - reachPx) / tilePx);
  const rows = Math.floor((heightPx - reachPx) / tilePx);
  const tiles: Tile[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let near = 0;
      let far = 0;
      for (let y = row * tilePx; y < (row + 1) * tilePx; y++) {
        for (let i = y * widthPx + column * tilePx, end = i + tilePx; i < end; i++) {
          const here = luma[i] as number;
          const right = (luma[i + 1] as number) - here;
          const below = (luma[i + widthPx] as number) - here;
          const farRight = (luma[i + reachPx] as number) - here;
          const farBelow = (luma[i + reachPx * widthPx] as number) - here;
          near += right * right + below * below;
          far += farRight * farRight + farBelow * farBelow;
        }
      }
      tiles.push({ near: near / tilePx ** 2, far: far / tilePx ** 2 });
    }
  }
  return tiles;
}
