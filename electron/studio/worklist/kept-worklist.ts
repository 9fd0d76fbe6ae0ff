import { z } from 'zod';
import { worklistItem } from '../../contract/order.ts';

/** What a RIS has answered, as the vault keeps it: for when it is down, and for a station that starts again. */
export const keptWorklist = z.object({
  version: z.literal(1),
  /** Of whom it was asked, and what: another list is another's. */
  asked: z.string(),
  at: z.iso.datetime({ offset: true }),
  items: z.array(worklistItem),
  broken: z.number().int().nonnegative(),
  more: z.literal(true).optional(),
});
export type KeptWorklist = z.infer<typeof keptWorklist>;

/** The day that a clock on this station's wall shows, `YYYY-MM-DD`; `daysLater` of it. */
export function localDay(ms: number, daysLater = 0): string {
  const at = new Date(ms);
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + daysLater, 12);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Without what was scheduled for the day before yesterday or earlier: nobody comes for that any more. */
export function stillDue<List extends Pick<KeptWorklist, 'items'>>(list: List, nowMs: number): List {
  const oldest = localDay(nowMs, -1);
  const items = list.items.filter(({ scheduledAt }) => scheduledAt.slice(0, 10) >= oldest);
  return items.length === list.items.length ? list : { ...list, items };
}
