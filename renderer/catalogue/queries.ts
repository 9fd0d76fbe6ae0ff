import type { SessionSummary } from '../../electron/contract/session-view.ts';
import { searchKey } from '../i18n/format.ts';
import type { Catalogue, DeliveryRow, SessionRow, WorklistRow } from './catalogue.ts';

const first = '';
const last = '\uffff';

/** Sessions in a state, newest first. */
export function sessionsIn(catalogue: Catalogue, state: SessionSummary['state'], limit: number): Promise<SessionRow[]> {
  return catalogue.sessions
    .where('[state+openedAt]')
    .between([state, first], [state, last])
    .reverse()
    .limit(limit)
    .toArray();
}

/** Sessions whose patient's name or number begins with the text, newest first; accents and case do not matter. */
export async function sessionsLike(catalogue: Catalogue, text: string, limit: number): Promise<SessionRow[]> {
  const found = await catalogue.sessions
    .where('nameKey')
    .startsWith(searchKey(text))
    .or('patientId')
    .startsWithIgnoreCase(text.trim())
    .limit(limit)
    .toArray();
  return found.sort((a, b) => b.openedAt.localeCompare(a.openedAt));
}

/** Deliveries, the latest change first. */
export function latestDeliveries(catalogue: Catalogue, limit: number): Promise<DeliveryRow[]> {
  return catalogue.deliveries.orderBy('updatedAt').reverse().limit(limit).toArray();
}

/** How many sessions are open and closed, however many a list shows. */
export async function sessionCounts(catalogue: Catalogue): Promise<Record<SessionSummary['state'], number>> {
  const count = (state: SessionSummary['state']): Promise<number> =>
    catalogue.sessions.where('[state+openedAt]').between([state, first], [state, last]).count();
  const [open, closed] = await Promise.all([count('open'), count('closed')]);
  return { open, closed };
}

/** How many deliveries stand in each state. */
export async function deliveryCounts(catalogue: Catalogue): Promise<Record<DeliveryRow['state'], number>> {
  const count = (state: DeliveryRow['state']): Promise<number> => catalogue.deliveries.where({ state }).count();
  const [queued, sending, confirmed, parked, withdrawn] = await Promise.all([
    count('queued'),
    count('sending'),
    count('confirmed'),
    count('parked'),
    count('withdrawn'),
  ]);
  return { queued, sending, confirmed, parked, withdrawn };
}

/** Who is expected, by the hour; those who have been photographed come behind all others. */
export function expected(catalogue: Catalogue, limit: number): Promise<WorklistRow[]> {
  return catalogue.worklist.orderBy('[done+scheduledAt]').limit(limit).toArray();
}

/** How many are still expected, and how many have been photographed, however many a list shows. */
export async function worklistCounts(catalogue: Catalogue): Promise<{ waiting: number; done: number }> {
  const count = (done: WorklistRow['done']): Promise<number> =>
    catalogue.worklist.where('[done+scheduledAt]').between([done, first], [done, last]).count();
  const [waiting, done] = await Promise.all([count(0), count(1)]);
  return { waiting, done };
}

/** Expected patients of whom a name, the number, the accession number or the stay begins with the text. */
export async function expectedLike(catalogue: Catalogue, text: string, limit: number): Promise<WorklistRow[]> {
  const found = await catalogue.worklist.where('keys').startsWith(searchKey(text)).distinct().limit(limit).toArray();
  return found.sort((a, b) => a.done - b.done || a.scheduledAt.localeCompare(b.scheduledAt));
}
