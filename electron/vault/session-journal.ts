import { CodedError } from '../contract/errors.ts';
import { type SessionRecord, sessionRecord } from '../contract/journal.ts';
import { damagedError } from './damage.ts';
import type { SealedFiles } from './sealing/sealed-files.ts';
import { SealedRecords } from './sealing/sealed-records.ts';

/** A session's journal. */
export type Journal = SealedRecords<typeof sessionRecord>;

export const journalFile = 'journal.sealed';

export function journalOf(id: string): string {
  return `sessions/${id}/${journalFile}`;
}

export async function createJournal(files: SealedFiles, id: string, opened: SessionRecord): Promise<Journal> {
  return await SealedRecords.create({ files, name: journalOf(id), schema: sessionRecord }, opened);
}

/** See `SealedRecords.open`. A journal begins by saying what was opened. */
export async function openJournal(
  files: SealedFiles,
  id: string,
): Promise<{ file: Journal; records: SessionRecord[]; torn: Uint8Array }> {
  const opened = await SealedRecords.open({ files, name: journalOf(id), schema: sessionRecord });
  const [first] = opened.records;
  if (first?.type === 'session-opened' && first.session === id) return opened;
  throw damagedError(journalOf(id), 'broken', { line: 1 });
}

/** The record as its schema has it. Throws `bad-input` with the field, never its value. */
export function valid(record: SessionRecord): SessionRecord {
  const parsed = sessionRecord.safeParse(record);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new CodedError('bad-input', { call: 'vault.append', at });
}
