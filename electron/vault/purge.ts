import { join } from 'node:path';
import { CodedError } from '../contract/errors.ts';
import type { SessionRecord } from '../contract/journal.ts';
import type { Storage } from './storage.ts';

/** What of a session has left the vault, and what keeps the rest from leaving: the fold of its journal. */
export class Departures {
  readonly #gone = new Set<string>();
  #held = false;
  #closed = false;

  constructor(records: readonly SessionRecord[]) {
    for (const record of records) this.note(record);
  }

  /** Call with each record that is in the journal. */
  note(record: SessionRecord): void {
    if (record.type === 'session-opened') this.#held = record.held === true;
    else if (record.type === 'session-held') this.#held = record.on;
    else if (record.type === 'session-closed') this.#closed = true;
    else if (record.type === 'originals-purged') for (const name of record.files) this.#gone.add(name);
  }

  has(name: string): boolean {
    return this.#gone.has(name);
  }

  get names(): ReadonlySet<string> {
    return this.#gone;
  }

  /** Throws `session-held`, and `session-not-finished` for one that is open: whoever asks, these are never purged. */
  demandAllowed(): void {
    if (this.#held) throw new CodedError('session-held');
    if (!this.#closed) throw new CodedError('session-not-finished');
  }
}

/**
 * Removes these files from a folder. On return they are gone from the disk; whatever stopped it half way, calling it again
 * ends it. Returns how many were there. Throws `vault-write-failed`.
 */
export async function removeFiles(storage: Storage, folder: string, files: ReadonlySet<string>): Promise<number> {
  const there = (await storage.list(folder)).filter((file) => files.has(file));
  for (const file of there) await storage.remove(join(folder, file));
  if (there.length > 0) await storage.syncFolder(folder);
  return there.length;
}
