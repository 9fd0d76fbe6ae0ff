/** `500D` counts tenths of a millisecond, `D100` is an exact fraction: numerator in the upper, denominator in the lower half. */
export type ExposureTime = { tenthMs: number; fraction: number; seconds: number };

/** Both properties' value for "as long as it is held". */
export const bulb = 0xffffffff;

const denominators = [
  4000, 3200, 2500, 2000, 1600, 1250, 1000, 800, 640, 500, 400, 320, 250, 200, 160, 125, 100, 80, 60, 50, 40, 30, 25,
  20, 15, 13, 10, 8, 6, 5, 4, 3,
];
const overTen = [25, 20, 16, 13];
const tenths = [10, 13, 16, 20, 25, 30, 40, 50, 60, 80, 100, 130, 150, 200, 250, 300];

const time = (numerator: number, denominator: number): ExposureTime => ({
  tenthMs: Math.floor((10_000 * numerator) / denominator),
  fraction: numerator * 0x10000 + denominator,
  seconds: numerator / denominator,
});

/** All shutter times of the body in M, shortest first, then bulb, whose length nobody knows beforehand. */
export const exposureTimes: readonly ExposureTime[] = [
  ...denominators.map((denominator) => time(1, denominator)),
  ...overTen.map((denominator) => time(10, denominator)),
  ...tenths.map((numerator) => (numerator % 10 === 0 ? time(numerator / 10, 1) : time(numerator, 10))),
  { tenthMs: bulb, fraction: bulb, seconds: Number.POSITIVE_INFINITY },
];
