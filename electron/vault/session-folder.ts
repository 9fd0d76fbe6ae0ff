import { join } from 'node:path';
import { sha256Of } from '../base/durable-file.ts';
import { inTurn } from '../base/in-turn.ts';
import { CodedError } from '../contract/errors.ts';
import { type SessionRecord, storedFile } from '../contract/journal.ts';
import { type Damage, damagedError, damageOf } from './damage.ts';
import { Departures, removeFiles } from './purge.ts';
import { SessionJournal, valid } from './session-journal.ts';
import type { Storage } from './storage.ts';

export type Original = { name: string; bytes: number; sha256: string };

/** One session: its journal and the originals that belong to it. Everything happens in the order in which it was asked. */
export class SessionFolder {
  readonly #storage: Storage;
  readonly #id: string;
  readonly #root: string;
  readonly #originals: Map<string, Original>;
  readonly #departures: Departures;
  readonly #inTurn = inTurn();
  readonly #journal: SessionJournal;

  private constructor(storage: Storage, root: string, id: string, journal: SessionJournal, records: SessionRecord[]) {
    this.#storage = storage;
    this.#id = id;
    this.#root = root;
    this.#journal = journal;
    this.#originals = new Map(originalsOf(records).map((original) => [original.name, original]));
    this.#departures = new Departures(records);
  }

  /** Makes the folders, then the journal with its first record; a folder without a journal is no session. */
  static async create(storage: Storage, root: string, opened: SessionRecord): Promise<SessionFolder> {
    const first = valid(opened);
    if (first.type !== 'session-opened') throw new CodedError('bad-input', { call: 'vault.createSession', at: 'type' });
    const id = first.session;
    await storage.makeFolder(join(root, 'sessions', id));
    await storage.makeFolder(join(root, 'sessions', id, 'originals'));
    const { path, name } = journalOf(root, id);
    return new SessionFolder(storage, root, id, await SessionJournal.create(storage, path, name, first), [first]);
  }

  /** Opens what an earlier run left and makes sure that it is on the disk. Throws `vault-damaged` with file and line. */
  static async open(
    storage: Storage,
    root: string,
    id: string,
    keepAside: (torn: Uint8Array) => Promise<void>,
  ): Promise<SessionFolder> {
    const { path, name } = journalOf(root, id);
    const { journal, records, torn } = await SessionJournal.open(storage, path, name);
    if (torn.length > 0) await keepAside(torn);
    await journal.settle();
    await storage.syncFolder(join(root, 'sessions', id));
    return new SessionFolder(storage, root, id, journal, records);
  }

  /** Whether the journal knows an original of that name, purged or not. */
  knows(name: string): boolean {
    return this.#originals.has(name);
  }

  /** The originals that the journal names, and those stored since; without those that were purged. */
  originals(): Original[] {
    return [...this.#originals.values()].filter(({ name }) => !this.#departures.has(name));
  }

  async append(record: SessionRecord): Promise<void> {
    const checked = valid(record);
    if (checked.type === 'session-opened') throw new CodedError('bad-input', { call: 'vault.append', at: 'type' });
    await this.#inTurn(async () => {
      for (const file of originalsOf([checked])) {
        if (this.#originals.get(file.name)?.sha256 !== file.sha256) {
          throw new CodedError('bad-input', { call: 'vault.append', at: `files ${file.name}` });
        }
      }
      if (checked.type === 'originals-purged') this.#demandLeaving(checked.files);
      await this.#journal.append(checked);
      this.#departures.note(checked);
    });
  }

  /** Removes what still lies there although the journal says that it was purged. Returns how many files. */
  async removePurged(): Promise<number> {
    return await this.#inTurn(async () => {
      const { names } = this.#departures;
      if (names.size === 0) return 0;
      return await removeFiles(this.#storage, join(this.#root, 'sessions', this.#id, 'originals'), names);
    });
  }

  async read(): Promise<SessionRecord[]> {
    return await this.#inTurn(() => this.#journal.read());
  }

  async store(name: string, data: Uint8Array, sha256: string): Promise<Original> {
    if (!storedFile.shape.name.safeParse(name).success) {
      throw new CodedError('bad-input', { call: 'vault.storeOriginal', at: 'name' });
    }
    if (sha256Of(data) !== sha256) throw new CodedError('bad-input', { call: 'vault.storeOriginal', at: 'sha256' });
    return await this.#inTurn(async () => {
      // What would be stored under such a name, the next start would remove.
      if (this.#departures.has(name)) throw new CodedError('vault-write-failed', { file: name, reason: 'exists' });
      const path = join(this.#root, 'sessions', this.#id, 'originals', name);
      const original = { name, bytes: data.length, sha256 };
      if (await this.#storage.exists(path)) await this.#confirm(path, original);
      else await this.#storage.writeNew(path, data);
      this.#originals.set(name, original);
      return original;
    });
  }

  async readOriginal(name: string, sha256?: string): Promise<Uint8Array> {
    if (this.#departures.has(name)) throw new CodedError('original-purged');
    const expected = sha256 ?? this.#originals.get(name)?.sha256;
    if (expected === undefined) throw damagedError(this.#nameOf(name), 'missing');
    return await readOriginalOf(this.#storage, this.#root, this.#id, name, expected);
  }

  /** Reads the journal and re-hashes every original that it names. */
  async check(): Promise<{ checked: number; damaged: Damage[] }> {
    const damaged: Damage[] = [];
    let originals = this.originals();
    try {
      originals = originalsOf(await this.read()).filter(({ name }) => !this.#departures.has(name));
    } catch (error) {
      damaged.push(damageOf(error, this.#id));
    }
    for (const { name, sha256 } of originals) {
      try {
        await this.readOriginal(name, sha256);
      } catch (error) {
        damaged.push(damageOf(error, this.#id));
      }
    }
    return { checked: originals.length, damaged };
  }

  /** Resolves when everything that was asked has been done. */
  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  /** The name is taken: by these very bytes, or the new ones are refused. */
  async #confirm(path: string, { name, bytes, sha256 }: Original): Promise<void> {
    const standing = await this.#storage.read(path, this.#nameOf(name));
    if (sha256Of(standing) !== sha256) throw new CodedError('vault-write-failed', { file: name, reason: 'exists' });
    await this.#storage.settle(path, bytes);
  }

  #demandLeaving(names: readonly string[]): void {
    this.#departures.demandAllowed();
    const unknown = names.find((name) => !this.#originals.has(name));
    if (unknown) throw new CodedError('bad-input', { call: 'vault.append', at: `files ${unknown}` });
  }

  #nameOf(original: string): string {
    return originalName(this.#id, original);
  }
}

/** An original by name and hash alone: also of a session whose journal cannot be read. Throws `vault-damaged`. */
export async function readOriginalOf(
  storage: Storage,
  root: string,
  id: string,
  name: string,
  sha256: string,
): Promise<Uint8Array> {
  if (!storedFile.shape.name.safeParse(name).success) {
    throw new CodedError('bad-input', { call: 'vault.readOriginal', at: 'name' });
  }
  const path = join(root, 'sessions', id, 'originals', name);
  return await storage.readVerified(path, originalName(id, name), sha256);
}

export function journalOf(root: string, id: string): { path: string; name: string } {
  return { path: join(root, 'sessions', id, 'journal.jsonl'), name: `sessions/${id}/journal.jsonl` };
}

function originalName(id: string, name: string): string {
  return `sessions/${id}/originals/${name}`;
}

function originalsOf(records: SessionRecord[]): Original[] {
  return records.flatMap((record) => (record.type === 'shot-captured' ? record.files : []));
}
