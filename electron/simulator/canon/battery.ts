/** The levels that an EOS tells of its battery, by the percents that libgphoto2 reads in them. */
const levels: readonly { percent: number; code: number }[] = [
  { percent: 100, code: 2 },
  { percent: 75, code: 4 },
  { percent: 50, code: 1 },
  { percent: 25, code: 5 },
  { percent: 0, code: 0 },
];

/** At this charge live view does not start. */
export const exhaustedPercent = 1;

/** The level nearest to a charge. Below an eighth it is "low". */
export function batteryLevel(percent: number): { percent: number; code: number } {
  const away = (level: { percent: number }): number => Math.abs(level.percent - percent);
  return levels.reduce((best, level) => (away(level) < away(best) ? level : best));
}
