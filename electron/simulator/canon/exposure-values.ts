/**
 * Canon writes apertures, times and speeds in eighths of a stop: `0x38` is f/8, 1 s and ISO 25. Bodies keep to thirds,
 * which those eighths round.
 */

export type ExposureValue = { code: number; value: number };

const thirds = [0, 3, 5] as const;
const codes = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((code) =>
    (thirds as readonly number[]).includes(code % 8),
  );
const table = (from: number, values: readonly number[]): ExposureValue[] =>
  codes(from, from + 8 * Math.ceil(values.length / 3))
    .slice(0, values.length)
    .map((code, i) => ({ code, value: values[i] ?? 0 }));

/** F-numbers of the lens, wide open first. */
export const apertures: readonly ExposureValue[] = table(
  0x20,
  [2.8, 3.2, 3.5, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 25, 29, 32],
);

/** As long as it is held. */
export const bulb = 0x0c;

const seconds = [30, 25, 20, 15, 13, 10, 8, 6, 5, 4, 3.2, 2.5, 2, 1.6, 1.3, 1, 0.8, 0.6, 0.5, 0.4, 0.3];
const fractions = [
  4, 5, 6, 8, 10, 13, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 160, 200, 250, 320, 400, 500, 640, 800, 1000, 1250,
  1600, 2000, 2500, 3200, 4000, 5000, 6400, 8000,
];

/** Seconds, longest first. Bulb is not among them: nobody knows its length beforehand. */
export const shutterTimes: readonly ExposureValue[] = table(0x10, [
  ...seconds,
  ...fractions.map((denominator) => 1 / denominator),
]);

export const isoAuto = 0;

export const isoSpeeds: readonly ExposureValue[] = table(
  0x48,
  [
    100, 125, 160, 200, 250, 320, 400, 500, 640, 800, 1000, 1250, 1600, 2000, 2500, 3200, 4000, 5000, 6400, 8000, 10000,
    12800, 16000, 20000, 25600,
  ],
);

/** Stops from 5 below to 5 above; below zero the byte runs backwards. */
export const compensations: readonly ExposureValue[] = Array.from({ length: 31 }, (_, i) => {
  const third = i - 15;
  const eighths = 8 * Math.trunc(third / 3) + Math.sign(third) * (thirds[Math.abs(third % 3)] ?? 0);
  return { code: eighths & 0xff, value: third / 3 };
});

/** The value that `code` stands for. Throws a RangeError where the body has no such code. */
export function meaningOf(values: readonly ExposureValue[], code: number): number {
  const found = values.find((one) => one.code === code);
  if (!found) throw new RangeError(`no exposure value 0x${code.toString(16)}`);
  return found.value;
}

/** What comes nearest, in stops. */
export function nearest(values: readonly ExposureValue[], wanted: number): number {
  const away = (value: number): number => Math.abs(Math.log2(value / wanted));
  return values.reduce((best, { value }) => (away(value) < away(best) ? value : best), values[0]?.value ?? wanted);
}
