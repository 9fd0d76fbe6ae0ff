/** What was measured of one thing, on both sides, in rounds that took turns. */
export type Figure = {
  name: string;
  unit: string;
  program: number[];
  studio: number[];
  /** The studio's share of the program's figure must be at least, or at most, this. */
  atLeast?: number;
  atMost?: number;
  /** What else has to be known to read the figure. */
  note?: string;
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export function ratioOf({ program, studio }: Figure): number {
  return median(studio) / median(program);
}

export function holds(figure: Figure): boolean {
  const ratio = ratioOf(figure);
  return ratio >= (figure.atLeast ?? 0) && ratio <= (figure.atMost ?? Number.POSITIVE_INFINITY);
}

export function lineOf(figure: Figure): string {
  const { name, unit, program, studio, atLeast, atMost, note } = figure;
  const demand = atLeast === undefined ? atMost && `at most ${atMost}` : `at least ${atLeast}`;
  const columns = [
    name.padEnd(44),
    `${shown(median(program))} ${unit}`.padStart(14),
    `${shown(median(studio))} ${unit}`.padStart(14),
    `× ${ratioOf(figure).toFixed(2)}`.padStart(8),
    demand ? `  ${demand}: ${holds(figure) ? 'yes' : 'NO'}` : '',
  ];
  return columns.join('') + (note ? `\n    ${note}` : '');
}

export const heading = [''.padEnd(44), 'gphoto2'.padStart(14), 'studio'.padStart(14), 'ratio'.padStart(8)].join('');

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Bytes that are added for each thousand of something: the slope of a straight line through the samples. */
export function slopePerThousand(samples: readonly { at: number; bytes: number }[]): number {
  const count = samples.length;
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / count;
  const meanBytes = samples.reduce((sum, { bytes }) => sum + bytes, 0) / count;
  const above = samples.reduce((sum, { at, bytes }) => sum + (at - meanAt) * (bytes - meanBytes), 0);
  const below = samples.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  return (1000 * above) / below;
}
