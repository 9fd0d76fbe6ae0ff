import { type AuditEntry, auditEntry } from '../../contract/audit.ts';
import { decodeLines, encodeLine, noChecksum } from '../journal-lines.ts';
import type { Storage } from '../storage.ts';
import type { AuditPart } from './audit-check.ts';

/** One month of the trail on disk: each entry is there before its `append` returns. */
export class AuditFile {
  readonly #storage: Storage;
  readonly #path: string;
  #end: number;
  #checksum: string;

  private constructor(storage: Storage, path: string, end: number, checksum: string) {
    this.#storage = storage;
    this.#path = path;
    this.#end = end;
    this.#checksum = checksum;
  }

  /** Writes a new file with its first entry: it exists whole or not at all. */
  static async create(storage: Storage, path: string, first: AuditEntry): Promise<AuditFile> {
    const line = encodeLine(first, noChecksum);
    await storage.writeNew(path, line.bytes);
    return new AuditFile(storage, path, line.bytes.length, line.checksum);
  }

  /** Opens what an earlier run left; null where it is broken and nothing can be added. A torn last line is cut off. */
  static async open(
    storage: Storage,
    path: string,
    name: string,
  ): Promise<AuditPart & { file: AuditFile | null; torn: Uint8Array }> {
    const bytes = await storage.read(path, name);
    const { entries, broken, end, checksum } = decode(bytes);
    const torn = bytes.subarray(end);
    if (broken) return { entries, broken, file: null, torn };
    const file = new AuditFile(storage, path, end, checksum);
    await storage.append(path, new Uint8Array(), end);
    return { entries, broken, file, torn };
  }

  /** An older month's entries, as far as they can be read. */
  static async read(storage: Storage, path: string, name: string): Promise<AuditPart> {
    const { entries, broken } = decode(await storage.read(path, name));
    return { entries, broken };
  }

  /** What was acknowledged; not what a failed append may have left behind it. */
  async read(name: string): Promise<AuditPart> {
    const { entries, broken, end } = decode((await this.#storage.read(this.#path, name)).subarray(0, this.#end));
    return { entries, broken: broken || end !== this.#end };
  }

  /** On return the entry is on the disk; on failure the file is as before. */
  async append(entry: AuditEntry): Promise<void> {
    const line = encodeLine(entry, this.#checksum);
    this.#end = await this.#storage.append(this.#path, line.bytes, this.#end);
    this.#checksum = line.checksum;
  }
}

function decode(bytes: Uint8Array): AuditPart & { end: number; checksum: string } {
  const { records, end, checksum, brokenLine } = decodeLines(bytes);
  const parsed = records.map((record) => auditEntry.safeParse(record));
  const bad = parsed.findIndex(({ success }) => !success);
  const entries = parsed.slice(0, bad === -1 ? parsed.length : bad).flatMap(({ data }) => data ?? []);
  return { entries, broken: bad !== -1 || brokenLine !== undefined || entries.length === 0, end, checksum };
}
