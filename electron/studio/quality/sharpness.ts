import type { ReducedPicture } from './picture.ts';

const tilePx = 24;
/** The larger distance at which brightness is compared. */
const reachPx = 4;
const sharpestShare = 0.1;
/** Fewer grey levels of change than this over `reachPx` are no edge: there is nothing to judge. */
const contrastFloor = 4;

/**
 * How sharp the sharpest tenth of a picture is, whatever it shows: the gradient energy over one pixel relative to the
 * contrast over four, each less what the quietest tenth has (noise). 0 is a gentle ramp, 1 a hard step; texture may
 * exceed it. Undefined where nothing in the picture has contrast.
 */
export function measureSharpness(picture: ReducedPicture): number | undefined {
  const tiles = gradientTiles(picture).sort((a, b) => b.near - a.near);
  if (tiles.length === 0) return undefined;
  const noise = tiles[Math.floor(tiles.length * (1 - sharpestShare))]?.near ?? 0;
  const sharpest = tiles.slice(0, Math.max(1, Math.round(tiles.length * sharpestShare)));
  let near = 0;
  let far = 0;
  for (const tile of sharpest) {
    near += Math.max(0, tile.near - noise);
    far += Math.max(0, tile.far - noise);
  }
  if (far / sharpest.length < contrastFloor) return undefined;
  const ramp = 1 / reachPx ** 2;
  const step = 1 / reachPx;
  return (near / far - ramp) / (step - ramp);
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
