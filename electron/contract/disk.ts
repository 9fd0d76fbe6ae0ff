/** One picture at its two files: of 24 megapixels 30 MB of RAW and 15 MB of the finest JPEG, and room for finer bodies. */
export const shotBytes = 60e6;
/** The largest protocols have some twenty views with their extras, and a child's views are taken twice. */
export const seriesShots = 40;

/** How many pictures, and how many whole series, so many free bytes are room for. */
export function roomFor(freeBytes: number): { shots: number; series: number } {
  const shots = Math.floor(freeBytes / shotBytes);
  return { shots, series: Math.floor(shots / seriesShots) };
}
