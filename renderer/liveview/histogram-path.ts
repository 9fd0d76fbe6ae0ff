/** The highest bar that still grows, as a share of all pixels: a flat black border must not flatten all the rest. */
const highestShare = 0.12;

/** The outline of a histogram's bars, one unit wide each, `height` high, as an SVG path that starts and ends at the foot. */
export function histogramPath(shares: ArrayLike<number>, height: number): string {
  const tallest = Math.min(highestShare, Math.max(...Array.from(shares), Number.MIN_VALUE));
  const tops = Array.from(shares, (share) => height * (1 - Math.min(1, share / tallest)));
  return `M0 ${height}${tops.map((top, bin) => `L${bin} ${round(top)}H${bin + 1}`).join('')}V${height}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
