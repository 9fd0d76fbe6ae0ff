import type { Table } from 'dexie';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { WorklistItem } from '../../electron/contract/order.ts';
import type { SessionSummary } from '../../electron/contract/session-view.ts';
import { searchKey } from '../i18n/format.ts';
import type { Catalogue, SessionRow, WorklistRow } from './catalogue.ts';

type Shown = {
  sessions: readonly SessionSummary[];
  deliveries: readonly DeliveryView[];
  worklist: { items: readonly WorklistItem[] };
};

export function sessionRow(summary: SessionSummary): SessionRow {
  const { id, state, openedAt, patient } = summary;
  return { id, state, openedAt, nameKey: searchKey(patient.name), patientId: patient.patientId, summary };
}

/**
 * What is expected, each with the latest session that was begun for it: the same accession number and the same patient. Where
 * two items share an order, both are done with it.
 */
export function worklistRows(items: readonly WorklistItem[], sessions: readonly SessionSummary[]): WorklistRow[] {
  const keyOf = (accession: string, patientId: string): string => `${accession}\n${patientId}`;
  const latest = new Map<string, SessionSummary>();
  for (const session of sessions) {
    if (session.accessionNumber === undefined) continue;
    const key = keyOf(session.accessionNumber, session.patient.patientId);
    if ((latest.get(key)?.openedAt ?? '') < session.openedAt) latest.set(key, session);
  }
  return items.map((item) => {
    const { accessionNumber, admissionId } = item.order;
    const { name, patientId } = item.patient;
    const found = accessionNumber === undefined ? undefined : latest.get(keyOf(accessionNumber, patientId));
    const whole = searchKey(name);
    const spoken = [whole, ...whole.split(/\s+/), patientId, accessionNumber ?? '', admissionId ?? ''];
    return {
      id: item.id,
      done: found?.state === 'closed' ? 1 : 0,
      scheduledAt: item.scheduledAt,
      keys: [...new Set(spoken.map((key) => key.toLowerCase()))].filter((key) => key !== ''),
      item,
      session: found ? { id: found.id, state: found.state, openedAt: found.openedAt } : null,
    };
  });
}

/** What differs between what was written and what is: nothing is written twice, so live queries wake only for a change. */
export function difference<Row extends { id: string }>(
  known: ReadonlyMap<string, string>,
  rows: readonly Row[],
): { put: Row[]; remove: string[] } {
  const present = new Set(rows.map(({ id }) => id));
  return {
    put: rows.filter((row) => known.get(row.id) !== JSON.stringify(row)),
    remove: [...known.keys()].filter((id) => !present.has(id)),
  };
}

/**
 * Keeps a catalogue equal to the last snapshot given. Writes one after the other; a snapshot that is overtaken while
 * waiting is left out. Resolves once the given snapshot, or a later one, is written.
 */
export function projector(catalogue: Catalogue): (snapshot: Shown) => Promise<void> {
  const sessions = new Map<string, string>();
  const deliveries = new Map<string, string>();
  const worklist = new Map<string, string>();
  let next: Shown | null = null;
  let written: Shown | null = null;
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    // What has nothing to write must not be done before its caller knows that it is under way.
    await null;
    try {
      while (next) {
        const shown = next;
        next = null;
        // Between two snapshots a list of which nothing changed is the same one.
        const { sessions: summaries, deliveries: views, worklist: list } = shown;
        const same = summaries === written?.sessions && views === written.deliveries;
        if (same && list.items === written?.worklist.items) continue;
        await catalogue.transaction('rw', catalogue.sessions, catalogue.deliveries, catalogue.worklist, async () => {
          await write(catalogue.sessions, sessions, summaries.map(sessionRow));
          await write(catalogue.deliveries, deliveries, views);
          await write(catalogue.worklist, worklist, worklistRows(list.items, summaries));
        });
        written = shown;
      }
    } finally {
      working = null;
    }
  }

  return (snapshot) => {
    next = snapshot;
    working ??= work();
    return working;
  };
}

async function write<Row extends { id: string }>(
  table: Table<Row, string>,
  known: Map<string, string>,
  rows: readonly Row[],
): Promise<void> {
  const { put, remove } = difference(known, rows);
  if (put.length > 0) await table.bulkPut(put);
  if (remove.length > 0) await table.bulkDelete(remove);
  for (const row of put) known.set(row.id, JSON.stringify(row));
  for (const id of remove) known.delete(id);
}
