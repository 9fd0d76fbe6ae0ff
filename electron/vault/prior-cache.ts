import { z } from 'zod';
import { sha256Of } from '../base/durable-file.ts';
import { inTurn } from '../base/in-turn.ts';
import { newId } from '../base/uid.ts';
import { hasCode } from '../contract/errors.ts';
import { priorFacts, priorPlace } from '../contract/priors.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';

const cached = priorPlace.extend({
  facts: priorFacts,
  /** The address of the archive that has it. */
  store: z.string(),
  /** Its picture, where that lies here: the name it goes by and under which it is asked for. */
  picture: z.object({ id: z.uuid(), bytes: z.number().int().nonnegative(), sha256: z.string() }).optional(),
  /** When it was last offered. */
  usedAt: z.string(),
});
/** What is known here of one object of an archive. */
export type CachedPrior = z.infer<typeof cached>;

const folder = 'priors';
const indexFile = `${folder}/index.sealed`;
const ending = '.age';
/** What may lie here: some thousand pictures at the size of a screen, and what is known of as many more. */
const most = { bytes: 512 * 1024 * 1024, entries: 5000 };

/**
 * Earlier pictures out of the hospital's archives, so that they are there when the archives are not. A cache: what is damaged
 * in it or was lost by a crash is forgotten and fetched again, and the longest unused goes first when it is full.
 */
export class PriorCache {
  readonly #files: SealedFiles;
  readonly #most: typeof most;
  readonly #inTurn = inTurn();
  #entries: Map<string, CachedPrior> | undefined;

  constructor(files: SealedFiles, limits = most) {
    this.#files = files;
    this.#most = limits;
  }

  async entries(): Promise<CachedPrior[]> {
    return await this.#inTurn(async () => [...(await this.#loaded()).values()]);
  }

  /**
   * Keeps what is known of an object, with its picture if there is one; returns what lies here now. Throws `vault-full` and
   * `vault-write-failed`: then nothing new is there.
   */
  async put(prior: Omit<CachedPrior, 'picture'>, jpeg?: Uint8Array): Promise<CachedPrior> {
    return await this.#inTurn(async () => {
      const entries = await this.#loaded();
      const before = entries.get(prior.sopInstanceUid);
      let { picture } = before ?? {};
      if (jpeg) {
        picture = { id: newId(), bytes: jpeg.length, sha256: sha256Of(jpeg) };
        await this.#files.storage.makeFolder(this.#files.path(folder));
        await this.#files.writePicture(fileOf(picture.id), jpeg, picture.sha256);
      }
      const entry = { ...prior, ...(picture ? { picture } : {}) };
      entries.set(prior.sopInstanceUid, entry);
      const gone = jpeg && before?.picture ? [before.picture.id] : [];
      await this.#write(entries, gone);
      return entry;
    });
  }

  /** The picture; null where it is here no longer, or is damaged and so forgotten. */
  async read(id: string): Promise<Uint8Array | null> {
    return await this.#inTurn(async () => {
      const entries = await this.#loaded();
      const entry = [...entries.values()].find(({ picture }) => picture?.id === id);
      if (!entry?.picture) return null;
      try {
        return await this.#files.readPicture(fileOf(id), entry.picture.sha256);
      } catch (error) {
        if (!hasCode(error, 'vault-damaged')) throw error;
        entries.delete(entry.sopInstanceUid);
        await this.#write(entries, [id]);
        return null;
      }
    });
  }

  /** These were offered at that moment: they stay longer than others. */
  async use(sopInstanceUids: readonly string[], at: string): Promise<void> {
    await this.#change((entries) => {
      for (const uid of sopInstanceUids) {
        const entry = entries.get(uid);
        if (entry) entries.set(uid, { ...entry, usedAt: at });
      }
      return [];
    });
  }

  /** What an archive has no longer, or has rejected. */
  async forget(sopInstanceUids: readonly string[]): Promise<void> {
    await this.#change((entries) => {
      return sopInstanceUids.flatMap((uid) => {
        const id = entries.get(uid)?.picture?.id;
        entries.delete(uid);
        return id === undefined ? [] : [id];
      });
    });
  }

  /** Opens every picture, and forgets those that do not open. */
  async tidy(): Promise<void> {
    for (const { picture } of await this.entries()) if (picture) await this.read(picture.id);
  }

  async idle(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  async #change(change: (entries: Map<string, CachedPrior>) => readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      const entries = await this.#loaded();
      await this.#write(entries, change(entries));
    });
  }

  /** An index that is damaged, or of another form than today's, is none; pictures that it does not name are removed. */
  async #loaded(): Promise<Map<string, CachedPrior>> {
    if (this.#entries) return this.#entries;
    const { storage } = this.#files;
    const names = await storage.list(this.#files.path(folder));
    const listed = names.includes('index.sealed') ? await this.#index() : [];
    const there = listed.filter(({ picture }) => !picture || names.includes(`${picture.id}${ending}`));
    const known = new Set(there.flatMap(({ picture }) => (picture ? [`${picture.id}${ending}`] : [])));
    for (const name of names) {
      if (name.endsWith(ending) && !known.has(name)) await storage.remove(this.#files.path(`${folder}/${name}`));
    }
    this.#entries = new Map(there.map((entry) => [entry.sopInstanceUid, entry]));
    return this.#entries;
  }

  async #index(): Promise<CachedPrior[]> {
    try {
      return await this.#files.readValue(indexFile, z.array(cached));
    } catch (error) {
      if (hasCode(error, 'vault-damaged')) return [];
      throw error;
    }
  }

  /** The index first: a picture that it does not name is removed by the next opening at the latest. */
  async #write(entries: Map<string, CachedPrior>, gone: readonly string[]): Promise<void> {
    const crowded = overflowing([...entries.values()], this.#most);
    for (const { sopInstanceUid } of crowded) entries.delete(sopInstanceUid);
    await this.#files.storage.makeFolder(this.#files.path(folder));
    await this.#files.writeValue(indexFile, [...entries.values()]);
    const evicted = crowded.flatMap(({ picture }) => (picture ? [picture.id] : []));
    for (const id of [...gone, ...evicted]) await this.#remove(id);
  }

  async #remove(id: string): Promise<void> {
    const path = this.#files.path(fileOf(id));
    if (await this.#files.storage.exists(path)) await this.#files.storage.remove(path);
  }
}

function fileOf(id: string): string {
  return `${folder}/${id}${ending}`;
}

/** What has to go, the longest unused first. */
function overflowing(entries: readonly CachedPrior[], limits: typeof most): CachedPrior[] {
  let bytes = 0;
  let count = 0;
  return entries
    .toSorted((a, b) => b.usedAt.localeCompare(a.usedAt))
    .filter(({ picture }) => {
      bytes += picture?.bytes ?? 0;
      count += 1;
      return bytes > limits.bytes || count > limits.entries;
    });
}
