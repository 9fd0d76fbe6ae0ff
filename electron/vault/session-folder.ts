import { sha256Of } from '../base/durable-file.ts';
import { inTurn } from '../base/in-turn.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import { type SessionRecord, storedFile } from '../contract/journal.ts';
import { type Damage, damagedError, damageOf } from './damage.ts';
import { Departures, removeFiles } from './purge.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';
import { createJournal, type Journal, openJournal, valid } from './session-journal.ts';

const ending = '.age';

export type Original = { name: string; bytes: number; sha256: string };

/** One session: its journal and the originals that belong to it. Everything happens in the order in which it was asked. */
export class SessionFolder {
  readonly #files: SealedFiles;
  readonly #id: string;
  readonly #originals: Map<string, Original>;
  readonly #departures: Departures;
  readonly #inTurn = inTurn();
  readonly #journal: Journal;
  /** What opening has read, until somebody asks for it or it is not all any more: nothing is read twice at a start. */
  #asOpened: SessionRecord[] | null;

  private constructor(files: SealedFiles, id: string, journal: Journal, records: SessionRecord[]) {
    this.#files = files;
    this.#asOpened = records;
    this.#id = id;
    this.#journal = journal;
    this.#originals = new Map(originalsOf(records).map((original) => [original.name, original]));
    this.#departures = new Departures(records);
  }

  /** Makes the folders, then the journal with its first record; a folder without a journal is no session. */
  static async create(files: SealedFiles, opened: SessionRecord): Promise<SessionFolder> {
    const first = valid(opened);
    if (first.type !== 'session-opened') throw new CodedError('bad-input', { call: 'vault.createSession', at: 'type' });
    const id = first.session;
    await files.storage.makeFolder(files.path(`sessions/${id}`));
    await files.storage.makeFolder(files.path(`sessions/${id}/originals`));
    return new SessionFolder(files, id, await createJournal(files, id, first), [first]);
  }

  /** Opens what an earlier run left and makes sure that it is on the disk. Throws `vault-damaged` with file and line. */
  static async open(
    files: SealedFiles,
    id: string,
    keepAside: (torn: Uint8Array) => Promise<void>,
  ): Promise<SessionFolder> {
    const { file, records, torn } = await openJournal(files, id);
    if (torn.length > 0) await keepAside(torn);
    await file.settle();
    await files.storage.syncFolder(files.path(`sessions/${id}`));
    return new SessionFolder(files, id, file, records);
  }

  /** Whether a file in the session's `originals/` holds a picture that the journal knows, purged or not. */
  knows(file: string): boolean {
    const name = pictureIn(file);
    return name !== undefined && this.#originals.has(name);
  }

  /** The originals that the journal names, and those stored since; without those that were purged. */
  originals(): Original[] {
    return [...this.#originals.values()].filter(({ name }) => !this.#departures.has(name));
  }

  /** How many records the journal has on the disk. */
  get count(): number {
    return this.#journal.count;
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
      this.#asOpened = null;
      await this.#journal.append(checked);
      this.#departures.note(checked);
    });
  }

  /** Removes what still lies there although the journal says that it was purged. Returns how many files. */
  async removePurged(): Promise<number> {
    return await this.#inTurn(async () => {
      const purged = this.#purgedFiles;
      return purged.size === 0 ? 0 : await removeFiles(this.#files.storage, this.#folder, purged);
    });
  }

  async read(): Promise<SessionRecord[]> {
    return await this.#inTurn(async () => {
      const records = this.#asOpened ?? (await this.#journal.read());
      this.#asOpened = null;
      return records;
    });
  }

  async store(name: string, data: Uint8Array, sha256: string): Promise<Original> {
    if (!storedFile.shape.name.safeParse(name).success) {
      throw new CodedError('bad-input', { call: 'vault.storeOriginal', at: 'name' });
    }
    return await this.#inTurn(async () => {
      // What would be stored under such a name, the next start would remove.
      if (this.#departures.has(name)) throw taken(name);
      const file = originalOf(this.#id, name);
      const original = { name, bytes: data.length, sha256 };
      if (await this.#files.storage.exists(this.#files.path(file))) {
        if (sha256Of(data) !== sha256) throw new CodedError('bad-input', { call: 'vault.storeOriginal', at: 'sha256' });
        await this.#confirm(file, original);
      } else {
        // Its file is gone, its name is not free: that belongs to the picture which the journal tells of.
        if ((this.#originals.get(name)?.sha256 ?? sha256) !== sha256) throw taken(name);
        await this.#files.writePicture(file, data, sha256);
      }
      this.#originals.set(name, original);
      return original;
    });
  }

  async readOriginal(name: string, sha256?: string): Promise<Uint8Array> {
    if (this.#departures.has(name)) throw new CodedError('original-purged');
    const expected = sha256 ?? this.#originals.get(name)?.sha256;
    if (expected === undefined) throw damagedError(originalOf(this.#id, name), 'missing');
    try {
      return await readOriginalOf(this.#files, this.#id, name, expected);
    } catch (error) {
      if (this.#departures.has(name)) throw new CodedError('original-purged', {}, { cause: error });
      throw error;
    }
  }

  /** Reads the journal and re-hashes every original that it names. */
  async check(): Promise<{ checked: number; damaged: Damage[] }> {
    const damaged: Damage[] = [];
    let originals = this.originals();
    try {
      originals = originalsOf(await this.#inTurn(() => this.#journal.read())).filter(
        ({ name }) => !this.#departures.has(name),
      );
    } catch (error) {
      damaged.push(damageOf(error, this.#id));
    }
    for (const { name, sha256 } of originals) {
      try {
        await this.readOriginal(name, sha256);
      } catch (error) {
        // It was purged meanwhile.
        if (!hasCode(error, 'original-purged')) damaged.push(damageOf(error, this.#id));
      }
    }
    return { checked: originals.length, damaged };
  }

  /** Resolves when everything that was asked has been done. */
  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  /** The name is taken: by these very bytes, or the new ones are refused. */
  async #confirm(file: string, { name, sha256 }: Original): Promise<void> {
    try {
      await this.#files.readPicture(file, sha256);
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      throw taken(name, error);
    }
    await this.#files.storage.settle(this.#files.path(file));
  }

  get #folder(): string {
    return this.#files.path(`sessions/${this.#id}/originals`);
  }

  get #purgedFiles(): ReadonlySet<string> {
    return new Set([...this.#departures.names].map(pictureFile));
  }

  #demandLeaving(names: readonly string[]): void {
    this.#departures.demandAllowed();
    const unknown = names.find((name) => !this.#originals.has(name));
    if (unknown) throw new CodedError('bad-input', { call: 'vault.append', at: `files ${unknown}` });
  }
}

/** An original by name and hash alone: also of a session whose journal cannot be read. Throws `vault-damaged`. */
export async function readOriginalOf(
  files: SealedFiles,
  id: string,
  name: string,
  sha256: string,
): Promise<Uint8Array> {
  if (!storedFile.shape.name.safeParse(name).success) {
    throw new CodedError('bad-input', { call: 'vault.readOriginal', at: 'name' });
  }
  return await files.readPicture(originalOf(id, name), sha256);
}

function taken(name: string, cause?: unknown): CodedError {
  return new CodedError('vault-write-failed', { file: name, reason: 'exists' }, { cause });
}

/** What the file is called that holds the picture of that name. */
function pictureFile(name: string): string {
  return `${name}${ending}`;
}

/** The name of the picture that a file of that name holds; undefined for any other file. */
export function pictureIn(file: string): string | undefined {
  return file.endsWith(ending) ? file.slice(0, -ending.length) : undefined;
}

export function originalOf(id: string, name: string): string {
  return `sessions/${id}/originals/${pictureFile(name)}`;
}

function originalsOf(records: SessionRecord[]): Original[] {
  return records.flatMap((record) => {
    if (record.type === 'document-attached') return [record.file];
    return record.type === 'shot-captured' ? record.files : [];
  });
}
