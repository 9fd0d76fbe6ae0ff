import Dexie, { type DexieOptions, type Table } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { WorklistItem } from '../../electron/contract/order.ts';
import type { SessionSummary } from '../../electron/contract/session-view.ts';

/** One line of Today's lists: a session's summary with what queries need beside it. */
export type SessionRow = {
  id: string;
  state: SessionSummary['state'];
  openedAt: string;
  /** Family and given name without accents, in small letters: what a search begins with. */
  nameKey: string;
  patientId: string;
  summary: SessionSummary;
};
export type DeliveryRow = DeliveryView;
/** One expected patient, with how far that is and what a search may begin with. */
export type WorklistRow = {
  id: string;
  /** 1 once a series for the order has been closed. */
  done: 0 | 1;
  scheduledAt: string;
  /** The name whole and in its parts, patient's number, accession number, stay: without accents, in small letters. */
  keys: string[];
  item: WorklistItem;
  /** The latest session for that order. */
  session: Pick<SessionSummary, 'id' | 'state' | 'openedAt'> | null;
};

/**
 * The working catalogue: what lists and searches query. A projection of the studio's snapshot, in memory only, so that
 * no patient is left in a browser's profile.
 */
export class Catalogue extends Dexie {
  declare readonly sessions: Table<SessionRow, string>;
  declare readonly deliveries: Table<DeliveryRow, string>;
  declare readonly worklist: Table<WorklistRow, string>;

  constructor(options: DexieOptions = {}) {
    super('incidence', { chromeTransactionDurability: 'relaxed', ...options });
    this.version(1).stores({
      sessions: 'id, [state+openedAt], nameKey, patientId',
      deliveries: 'id, state, session, updatedAt',
      worklist: 'id, [done+scheduledAt], *keys',
    });
  }
}

/**
 * An empty catalogue. The desktop shell's partition keeps nothing on disk, so its own IndexedDB serves; an ordinary
 * browser would keep it, so there an implementation in plain memory does.
 */
export async function openCatalogue(inOrdinaryBrowser: boolean): Promise<Catalogue> {
  if (inOrdinaryBrowser) {
    return new Catalogue({ indexedDB: new IDBFactory(), IDBKeyRange });
  }
  await Dexie.delete('incidence');
  return new Catalogue();
}
