/** One file of the trail: a month, `YYYY-MM`, and the number of its first entry. */
export type Month = { month: string; first: number };

const pattern = /^(\d{4}-\d{2})\.(\d{8})\.sealed$/;

/** Names sort as the entries do. */
export function nameOf({ month, first }: Month): string {
  return `${month}.${String(first).padStart(8, '0')}.sealed`;
}

/** Null for what is no file of the trail. */
export function monthFile(name: string): Month | null {
  const [, month, first] = pattern.exec(name) ?? [];
  return month !== undefined && first !== undefined ? { month, first: Number(first) } : null;
}

/** Of a date and time in UTC, as journals have them. */
export function monthOf(at: string): string {
  return at.slice(0, 7);
}

/** How many months after `earlier` `later` begins. */
export function monthsBetween(earlier: string, later: string): number {
  return monthNumber(later) - monthNumber(earlier);
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
}
