/** A smooth line through `knots` (x rising) that never overshoots them; constant beyond its ends. */
export function curve(knots: readonly (readonly [number, number])[]): (x: number) => number {
  const count = knots.length;
  const xs = knots.map(([x]) => x);
  const ys = knots.map(([, y]) => y);
  const slopes = xs.slice(1).map((x, i) => ((ys[i + 1] as number) - (ys[i] as number)) / (x - (xs[i] as number)));
  const tangents = xs.map((_, i) => {
    const before = slopes[i - 1];
    const after = slopes[i];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
  return (x) => {
    if (x <= (xs[0] as number)) return ys[0] as number;
    if (x >= (xs[count - 1] as number)) return ys[count - 1] as number;
    let i = 0;
    while (x > (xs[i + 1] as number)) i++;
    const width = (xs[i + 1] as number) - (xs[i] as number);
    const t = (x - (xs[i] as number)) / width;
    const s = 1 - t;
    return (
      s * s * (1 + 2 * t) * (ys[i] as number) +
      t * s * s * width * (tangents[i] as number) +
      t * t * (1 + 2 * s) * (ys[i + 1] as number) -
      t * t * s * width * (tangents[i + 1] as number)
    );
  };
}
