import type { z } from 'zod';
import { hasCode } from '../../contract/errors.ts';
import { damagedError } from '../damage.ts';
import type { SealedFiles } from './sealed-files.ts';
import { noTag, type OpenedLines, openLines, sealLine } from './sealed-lines.ts';

/** A file of records and how one of them looks. */
export type RecordsPlace<Schema extends z.ZodType> = { files: SealedFiles; name: string; schema: Schema };

type Parsed<Schema extends z.ZodType> = { records: z.output<Schema>[]; whole: boolean; tag: Uint8Array; end: number };

/**
 * A file that records are only ever added to: sealed lines, each on the disk before its `append` returns. Callers see to it
 * that one thing is asked at a time.
 */
export class SealedRecords<Schema extends z.ZodType> {
  readonly #place: RecordsPlace<Schema>;
  readonly #key: Uint8Array;
  #end: number;
  #count: number;
  #tag: Uint8Array;
  /** A write to this file failed: nobody knows what the disk makes of it, and the next record goes into a new one. */
  #failed = false;

  private constructor(place: RecordsPlace<Schema>, end: number, count: number, tag: Uint8Array) {
    this.#place = place;
    this.#key = place.files.keyring.keyOf(place.name);
    this.#end = end;
    this.#count = count;
    this.#tag = tag;
  }

  /** Writes a new file with its first record: it exists whole or not at all. Throws `vault-full`, `vault-write-failed`. */
  static async create<Schema extends z.ZodType>(
    place: RecordsPlace<Schema>,
    first: z.output<Schema>,
  ): Promise<SealedRecords<Schema>> {
    const { files, name } = place;
    const line = sealLine(files.keyring.keyOf(name), 0, noTag, JSON.stringify(first));
    await files.storage.writeNew(files.path(name), line.bytes);
    return new SealedRecords(place, line.bytes.length, 1, line.tag);
  }

  /**
   * Opens what an earlier run left. `torn` holds the bytes of a torn last line, which still stand in the file until
   * `settle`. Throws `vault-damaged` with file and line.
   */
  static async open<Schema extends z.ZodType>(
    place: RecordsPlace<Schema>,
  ): Promise<{ file: SealedRecords<Schema>; records: z.output<Schema>[]; torn: Uint8Array }> {
    const { files, name } = place;
    const bytes = await files.storage.read(files.path(name), name);
    const { records, whole, end, tag } = parsed(place, openLines(files.keyring.keyOf(name), bytes));
    if (!whole) throw damagedError(name, 'broken', { line: records.length + 1 });
    return { file: new SealedRecords(place, end, records.length, tag), records, torn: bytes.subarray(end) };
  }

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  /** Cuts off a torn last line and makes sure that the rest is on the disk: what we read, we will act upon. */
  async settle(): Promise<void> {
    await this.#place.files.storage.append(this.#path, new Uint8Array(), this.#end);
  }

  /** On return the record is on the disk; on failure the file is as before. Throws `vault-full`, `vault-write-failed`. */
  async append(record: z.output<Schema>): Promise<void> {
    const line = sealLine(this.#key, this.#count, this.#tag, JSON.stringify(record));
    if (!this.#failed) await this.#add(line.bytes);
    if (this.#failed) await this.#writeAnew(line.bytes);
    this.#end += line.bytes.length;
    this.#count += 1;
    this.#tag = line.tag;
  }

  /** What was acknowledged. Throws `vault-damaged` with file and line. */
  async read(): Promise<z.output<Schema>[]> {
    const { records, whole } = await this.readable();
    if (!whole) throw damagedError(this.#place.name, 'broken', { line: records.length + 1 });
    return records;
  }

  /** What was acknowledged, as far as it can be read, and whether that is all of it. */
  async readable(): Promise<{ records: z.output<Schema>[]; whole: boolean }> {
    const { files, name } = this.#place;
    const bytes = (await files.storage.read(this.#path, name)).subarray(0, this.#end);
    const { records, whole, end } = parsed(this.#place, openLines(this.#key, bytes));
    return { records, whole: whole && end === this.#end };
  }

  /** A full disk is no reason to write even more; any other failure is answered by a new file at once. */
  async #add(line: Uint8Array): Promise<void> {
    try {
      await this.#place.files.storage.append(this.#path, line, this.#end);
    } catch (error) {
      this.#failed = true;
      if (!hasCode(error, 'vault-write-failed')) throw error;
    }
  }

  /** What counts of the old file, which must be genuine, and the new line. */
  async #writeAnew(line: Uint8Array): Promise<void> {
    const { files, name } = this.#place;
    const standing = (await files.storage.read(this.#path, name)).subarray(0, this.#end);
    if (openLines(this.#key, standing).end !== this.#end) throw damagedError(name, 'broken');
    await files.storage.write(this.#path, [standing, line]);
    this.#failed = false;
  }

  get #path(): string {
    return this.#place.files.path(this.#place.name);
  }
}

/**
 * The records of a file that nobody adds to, as far as they can be read, and whether that is all of them; a torn last line
 * was never acknowledged. Throws `vault-damaged` where there is no file to read.
 */
export async function readableRecords<Schema extends z.ZodType>(
  place: RecordsPlace<Schema>,
): Promise<{ records: z.output<Schema>[]; whole: boolean }> {
  const { files, name } = place;
  const bytes = await files.storage.read(files.path(name), name);
  const { records, whole } = parsed(place, openLines(files.keyring.keyOf(name), bytes));
  return { records, whole };
}

function parsed<Schema extends z.ZodType>({ schema }: RecordsPlace<Schema>, opened: OpenedLines): Parsed<Schema> {
  const { texts, tag, end, brokenLine } = opened;
  const records: z.output<Schema>[] = [];
  for (const text of texts) {
    const record = schema.safeParse(JSON.parse(text));
    if (!record.success) return { records, whole: false, tag, end };
    records.push(record.data);
  }
  return { records, whole: brokenLine === undefined, tag, end };
}
