/** One picture at its two files: of 24 megapixels 30 MB of RAW and 15 MB of the finest JPEG, and room for finer bodies. */
export const shotBytes = 60e6;
/** The largest protocols have some twenty views with their extras, and a child's views are taken twice. */
export const seriesShots = 40;

/**
 * Nothing is begun in these: they belong to the shot that runs already, with its journal, to one that the body's own button
 * makes meanwhile, and to the closing of the session with its delivery.
 */
export const reserveBytes = 2 * shotBytes;

/** What a session of so many views can need: each of them twice, and the reserve. */
export function neededFor(views: number): number {
  return 2 * views * shotBytes + reserveBytes;
}

/** How many pictures, and how many whole series, so many free bytes are room for beside the reserve. */
export function roomFor(freeBytes: number): { shots: number; series: number } {
  const shots = Math.max(0, Math.floor((freeBytes - reserveBytes) / shotBytes));
  return { shots, series: Math.floor(shots / seriesShots) };
}
