import { CodedError } from '../contract/errors.ts';
import { type SessionRecord, sessionRecord } from '../contract/journal.ts';
import { damagedError } from './damage.ts';
import { decodeLines, encodeLine, noChecksum } from './journal-lines.ts';
import type { Storage } from './storage.ts';

/** A session's journal on disk: whole lines, each on the disk before its `append` returns. */
export class SessionJournal {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #name: string;
  #end: number;
  #checksum: string;

  private constructor(storage: Storage, path: string, name: string, end: number, checksum: string) {
    this.#storage = storage;
    this.#path = path;
    this.#name = name;
    this.#end = end;
    this.#checksum = checksum;
  }

  /** Writes a new journal with its first record: it exists whole or not at all. */
  static async create(storage: Storage, path: string, name: string, opened: SessionRecord): Promise<SessionJournal> {
    const line = encodeLine(valid(opened), noChecksum);
    await storage.writeNew(path, line.bytes);
    return new SessionJournal(storage, path, name, line.bytes.length, line.checksum);
  }

  /**
   * Opens what an earlier run left. `torn` holds the bytes of a torn last line, which still stand in the file until
   * `settle`. Throws `vault-damaged` with file and line.
   */
  static async open(
    storage: Storage,
    path: string,
    name: string,
  ): Promise<{ journal: SessionJournal; records: SessionRecord[]; torn: Uint8Array }> {
    const bytes = await storage.read(path, name);
    const { records, end, checksum } = decode(bytes, name);
    const journal = new SessionJournal(storage, path, name, end, checksum);
    return { journal, records, torn: bytes.subarray(end) };
  }

  /** Cuts off a torn last line and makes sure that the rest is on the disk: what we read, we will act upon. */
  async settle(): Promise<void> {
    await this.#storage.append(this.#path, new Uint8Array(), this.#end);
  }

  /** On return the record is on the disk; on failure the journal is as before. */
  async append(record: SessionRecord): Promise<void> {
    const line = encodeLine(record, this.#checksum);
    this.#end = await this.#storage.append(this.#path, line.bytes, this.#end);
    this.#checksum = line.checksum;
  }

  async read(): Promise<SessionRecord[]> {
    const bytes = await this.#storage.read(this.#path, this.#name);
    const { records, end } = decode(bytes.subarray(0, this.#end), this.#name);
    if (end !== this.#end) throw broken(this.#name, records.length + 1);
    return records;
  }
}

/** The record as its schema has it. Throws `bad-input` with the field, never its value. */
export function valid(record: SessionRecord): SessionRecord {
  const parsed = sessionRecord.safeParse(record);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new CodedError('bad-input', { call: 'vault.append', at });
}

function decode(bytes: Uint8Array, name: string): { records: SessionRecord[]; end: number; checksum: string } {
  const decoded = decodeLines(bytes);
  if (decoded.brokenLine !== undefined) throw broken(name, decoded.brokenLine);
  const records = decoded.records.map((record, index) => {
    const parsed = sessionRecord.safeParse(record);
    if (!parsed.success) throw broken(name, index + 1);
    return parsed.data;
  });
  if (records[0]?.type !== 'session-opened') throw broken(name, 1);
  return { records, end: decoded.end, checksum: decoded.checksum };
}

function broken(file: string, line: number): CodedError {
  return damagedError(file, 'broken', { line });
}
