import Dexie, { type DexieOptions, type Table } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { DeliveryView, SessionSummary } from '../../electron/contract/studio.ts';

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

/**
 * The working catalogue: what lists and searches query. A projection of the studio's snapshot, in memory only, so that
 * no patient is left in a browser's profile.
 */
export class Catalogue extends Dexie {
  declare readonly sessions: Table<SessionRow, string>;
  declare readonly deliveries: Table<DeliveryRow, string>;

  constructor(options: DexieOptions = {}) {
    super('incidence', { chromeTransactionDurability: 'relaxed', ...options });
    this.version(1).stores({
      sessions: 'id, [state+openedAt], nameKey, patientId',
      deliveries: 'id, state, session, updatedAt',
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
