import { type AuditEntry, auditEntry } from '../../contract/audit.ts';
import { hasCode } from '../../contract/errors.ts';
import type { SealedFiles } from '../sealing/sealed-files.ts';
import { readableRecords, SealedRecords } from '../sealing/sealed-records.ts';
import type { AuditPart } from './audit-check.ts';

/** One month of the trail on disk: each entry is there before its `append` returns. */
export class AuditFile {
  readonly #records: SealedRecords<typeof auditEntry>;

  private constructor(records: SealedRecords<typeof auditEntry>) {
    this.#records = records;
  }

  /** Writes a new file with its first entry: it exists whole or not at all. */
  static async create(files: SealedFiles, name: string, first: AuditEntry): Promise<AuditFile> {
    return new AuditFile(await SealedRecords.create({ files, name, schema: auditEntry }, first));
  }

  /** Opens what an earlier run left; null where it is broken and nothing can be added. A torn last line is cut off. */
  static async open(
    files: SealedFiles,
    name: string,
  ): Promise<AuditPart & { file: AuditFile | null; torn: Uint8Array }> {
    try {
      const { file, records, torn } = await SealedRecords.open({ files, name, schema: auditEntry });
      if (records.length === 0) return { entries: [], broken: true, file: null, torn };
      await file.settle();
      return { entries: records, broken: false, file: new AuditFile(file), torn };
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      return { ...(await AuditFile.read(files, name)), file: null, torn: new Uint8Array() };
    }
  }

  /** An older month's entries, as far as they can be read. */
  static async read(files: SealedFiles, name: string): Promise<AuditPart> {
    const { records, whole } = await readableRecords({ files, name, schema: auditEntry });
    return { entries: records, broken: !whole || records.length === 0 };
  }

  /** What was acknowledged; not what a failed append may have left behind it. */
  async read(): Promise<AuditPart> {
    const { records, whole } = await this.#records.readable();
    return { entries: records, broken: !whole };
  }

  /** On return the entry is on the disk; on failure the file is as before. */
  async append(entry: AuditEntry): Promise<void> {
    await this.#records.append(entry);
  }
}
