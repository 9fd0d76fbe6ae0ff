import { type Clock, timestamp } from '../../base/clock.ts';
import { unfinished } from '../../base/durable-file.ts';
import { inTurn } from '../../base/in-turn.ts';
import type { Log } from '../../base/log.ts';
import { withoutSecrets } from '../../base/log-fields.ts';
import { type AuditEntry, type AuditHead, type AuditRecord, type AuditWho, auditEntry } from '../../contract/audit.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { type Damage, damageOf } from '../damage.ts';
import type { SealedFiles } from '../sealing/sealed-files.ts';
import { type AuditCheck, type AuditPart, checkTrail } from './audit-check.ts';
import { AuditFile } from './audit-file.ts';
import { beginning, headAt } from './audit-lines.ts';
import { type Month, monthFile, monthOf, monthsBetween, nameOf } from './audit-months.ts';

export type AuditTrailOptions = {
  /** The trail lies in `audit/`. */
  files: SealedFiles;
  clock: Clock;
  log: Log;
  /** The heads that the rest of the vault keeps, and whether it holds anything that must have left entries. */
  witnesses(): Promise<{ anchors: AuditHead[]; begun: boolean }>;
  /** How many records a session's journal has on the disk; undefined for one that is not there. */
  recordsOf(session: string): number | undefined;
};

/** What opening found: half-written files that were removed, a torn last line that was cut off, a file that is broken. */
export type AuditOpening = { removed: number; torn: boolean; damaged: Damage[] };

/**
 * Who did what and when: one entry after the other, each chained to the one before, none ever changed. Entries are written
 * in the order in which they were asked for, and are on the disk when their call returns.
 */
export class AuditTrail {
  readonly #options: AuditTrailOptions;
  readonly #folder: string;
  readonly #inTurn = inTurn();
  readonly #owed: { entry: AuditRecord; at: string; late: boolean }[] = [];
  #months: Month[];
  /** The newest month's file; null where there is none, or none that takes more. */
  #file: AuditFile | null;
  #head: AuditHead;
  /** When the last entry of an earlier run was made; absent where there was none. */
  readonly foundAt: string | undefined;

  private constructor(
    options: AuditTrailOptions,
    months: Month[],
    file: AuditFile | null,
    found: readonly AuditEntry[],
  ) {
    this.#options = options;
    this.#folder = options.files.path('audit');
    this.#months = months;
    this.#file = file;
    const last = found.at(-1);
    this.#head = last ? headAt(last) : beginning;
    // A late one tells when something happened, not when it was written.
    this.foundAt = found.findLast(({ late }) => !late)?.at;
  }

  /**
   * Opens what an earlier run left, or begins. A newest file that is broken stays as it is, and the trail goes on in another:
   * work never stops for it, and `verify` tells of it from then on. Throws `vault-full`, `vault-write-failed`.
   */
  static async open(options: AuditTrailOptions): Promise<{ trail: AuditTrail; opening: AuditOpening }> {
    const { files } = options;
    const { storage } = files;
    const folder = files.path('audit');
    await storage.makeFolder(folder);
    const opening: AuditOpening = { removed: 0, torn: false, damaged: [] };
    const names = await storage.list(folder);
    for (const name of names.filter((one) => one.endsWith(unfinished))) {
      await storage.remove(files.path(`audit/${name}`));
      opening.removed += 1;
    }
    await storage.syncFolder(folder);
    const months = names.flatMap((name) => monthFile(name) ?? []);
    const newest = months.at(-1);
    if (!newest) return { trail: new AuditTrail(options, months, null, []), opening };
    const name = `audit/${nameOf(newest)}`;
    try {
      const { file, entries, torn } = await AuditFile.open(files, name);
      if (!file) opening.damaged.push({ file: name, reason: 'broken', line: entries.length + 1 });
      else if (torn.length > 0) opening.torn = true;
      return { trail: new AuditTrail(options, months, file, entries), opening };
    } catch (error) {
      opening.damaged.push(damageOf(error));
      return { trail: new AuditTrail(options, months, null, []), opening };
    }
  }

  /** How many entries there ever were, and the last one's hash. What is owed is not among them. */
  get head(): AuditHead {
    return this.#head;
  }

  /** On return the entry is on the disk. Throws `vault-full`, `vault-write-failed`: then it is not there. */
  async record(event: AuditRecord): Promise<void> {
    const entry = valid(event);
    await this.#inTurn(async () => {
      await this.#payOff();
      await this.#write(entry, timestamp(this.#options.clock));
    });
  }

  /**
   * For what has happened already, and when: a shot cannot be refused any more. Never throws: an entry that cannot be written
   * is reported to the log and owed; it comes before any other.
   */
  async owe(event: AuditRecord, at = timestamp(this.#options.clock)): Promise<void> {
    const owed = { entry: valid(event), at, late: false };
    await this.#inTurn(async () => {
      this.#owed.push(owed);
      try {
        await this.#payOff();
      } catch (error) {
        this.#options.log.error('audit-entry-owed', error, { count: this.#owed.length });
      }
    });
  }

  /** Writes what is owed. Call before an act: as long as this throws `vault-full` or `vault-write-failed`, it is refused. */
  async settle(): Promise<void> {
    if (this.#owed.length > 0) await this.#inTurn(() => this.#payOff());
  }

  /** The newest entries, newest first; those before the `before`th. What cannot be read is left out. */
  async read({
    before = this.#head.n + 1,
    limit,
  }: {
    before?: number | undefined;
    limit: number;
  }): Promise<AuditEntry[]> {
    return await this.#inTurn(async () => {
      const found: AuditEntry[] = [];
      for (const month of this.#months.toReversed()) {
        if (found.length >= limit) break;
        if (month.first >= before) continue;
        const { entries } = await this.#read(month);
        const wanted = entries.filter(({ n }) => n < before).reverse();
        found.push(...wanted.slice(0, limit - found.length));
      }
      return found;
    });
  }

  /**
   * The entries since the studio last began, its start among them, newest first. Where the clock was set back, also those of
   * the runs before that its time was then for the first time; where the studio never began, all that are kept.
   */
  async lastRun(): Promise<AuditEntry[]> {
    return await this.#inTurn(async () => {
      const found: AuditEntry[] = [];
      let since = '';
      let isBehind = false;
      for (const month of this.#months.toReversed()) {
        for (const entry of (await this.#read(month)).entries.toReversed()) {
          found.push(entry);
          since = since === '' || entry.at < since ? entry.at : since;
          if (entry.event === 'clock-behind') isBehind = true;
          if (entry.event !== 'studio-started') continue;
          if (!isBehind && entry.at <= since) return found;
          isBehind = false;
        }
      }
      return found;
    });
  }

  /** Every entry that is kept, oldest first; a part at a time. */
  async *parts(): AsyncGenerator<AuditPart> {
    const months = await this.#inTurn(async () => [...this.#months]);
    for (const month of months) yield await this.#inTurn(() => this.#read(month));
  }

  /** Reads all of it and compares it with every head that the vault keeps. */
  async verify(): Promise<AuditCheck> {
    // The witnesses first: what is added meanwhile is only in the trail.
    const { anchors, begun } = await this.#options.witnesses();
    return await checkTrail(this.parts(), anchors, begun);
  }

  /**
   * Lets whole months go whose end is more than `months` months ago, by the clock and by what an earlier run has written: a clock that is
   * years ahead must be believed twice. The newest stays. Says so in an entry first, so that `verify` knows. Returns how many
   * entries went.
   */
  async prune(months: number, who: AuditWho): Promise<number> {
    return await this.#inTurn(async () => {
      const now = [timestamp(this.#options.clock), this.foundAt ?? ''].sort()[0] ?? '';
      const due = this.#months.slice(0, -1).filter((month) => monthsBetween(month.month, monthOf(now)) > months);
      const after = this.#months[due.length];
      const last = due.at(-1);
      if (!last || !after) return 0;
      const { entries, broken } = await this.#read(last);
      const end = entries.at(-1);
      // What cannot be read is evidence of something, and stays.
      if (broken || !end || end.n + 1 !== after.first) return 0;
      const { n, hash } = headAt(end);
      await this.#payOff();
      await this.#write(
        { event: 'audit-pruned', outcome: 'success', ...who, about: hash, count: n },
        timestamp(this.#options.clock),
      );
      const first = due[0]?.first ?? n;
      for (const month of due) {
        await this.#options.files.storage.remove(this.#options.files.path(`audit/${nameOf(month)}`));
        this.#months = this.#months.filter((one) => one !== month);
      }
      await this.#options.files.storage.syncFolder(this.#folder);
      return n - first + 1;
    });
  }

  /** Files that cannot be read, for `vault check`. */
  async damaged(): Promise<Damage[]> {
    return await this.#inTurn(async () => {
      const found: Damage[] = [];
      for (const month of this.#months) {
        const { entries, broken } = await this.#read(month);
        if (broken) found.push({ file: `audit/${nameOf(month)}`, reason: 'broken', line: entries.length + 1 });
      }
      return found;
    });
  }

  /** Tries once more to write what is owed, and waits for what is under way. */
  async close(): Promise<void> {
    await this.settle().catch((error: unknown) => {
      this.#options.log.error('audit-entries-lost', error, { count: this.#owed.length });
    });
    await this.#inTurn(async () => {});
  }

  async #payOff(): Promise<void> {
    for (let next = this.#owed[0]; next; next = this.#owed[0]) {
      try {
        await this.#write({ ...next.entry, ...(next.late ? { late: true } : {}) }, next.at);
      } catch (error) {
        for (const owed of this.#owed) owed.late = true;
        throw error;
      }
      this.#owed.shift();
    }
  }

  async #write(event: AuditRecord, at: string): Promise<void> {
    const newest = this.#months.at(-1);
    const now = monthOf(timestamp(this.#options.clock));
    // A clock that was set back never begins a month before the newest: names are in the order of the entries.
    const month = newest && newest.month > now ? newest.month : now;
    // Behind a file that is broken nobody knows how many there were: a number is never used for two names.
    const n = this.#file || !newest ? this.#head.n + 1 : Math.max(this.#head.n, newest.first) + 1;
    const records = event.session === undefined ? undefined : this.#options.recordsOf(event.session);
    const entry: AuditEntry = { ...event, n, at, ...(records ? { records } : {}), previous: this.#head.hash };
    if (this.#file && newest?.month === month) await this.#file.append(entry);
    else {
      const begun = { month, first: n };
      this.#file = await AuditFile.create(this.#options.files, `audit/${nameOf(begun)}`, entry);
      this.#months = [...this.#months, begun];
    }
    this.#head = headAt(entry);
  }

  async #read(month: Month): Promise<AuditPart> {
    const name = `audit/${nameOf(month)}`;
    try {
      if (this.#file && month === this.#months.at(-1)) return await this.#file.read();
      return await AuditFile.read(this.#options.files, name);
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      return { entries: [], broken: true };
    }
  }
}

const said = auditEntry.omit({ n: true, at: true, previous: true });

/** What may be said of a store; of an address that nobody can write down, its kind. */
function addressOf(store: string): string {
  const address = withoutSecrets(store);
  return said.shape.store.safeParse(address).success ? address : `${/^[a-z]+/.exec(address)?.[0] ?? 'unknown'}:`;
}

/** The record as its schema has it; a store's address without what it may not carry. Throws `bad-input` with the field. */
function valid(event: AuditRecord): AuditRecord {
  const { store } = event;
  const parsed = said.safeParse({ ...event, ...(store === undefined ? {} : { store: addressOf(store) }) });
  if (parsed.success) return parsed.data;
  throw new CodedError('bad-input', { call: 'vault.audit', at: parsed.error.issues[0]?.path.join('.') ?? '' });
}
