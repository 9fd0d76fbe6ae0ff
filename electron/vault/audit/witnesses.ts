import type { AuditHead } from '../../contract/audit.ts';
import { hasCode } from '../../contract/errors.ts';
import type { Damage } from '../damage.ts';
import type { OutboxFiles } from '../outbox-files.ts';
import type { SessionFolder } from '../session-folder.ts';
import { journalOf } from '../session-journal.ts';
import type { AuditPart } from './audit-check.ts';

/**
 * What the rest of the vault knows of the trail: its head at each closing of a session and at each receipt of an upload. A
 * session that cannot be read has nothing to say.
 */
export async function witnesses(
  sessions: ReadonlyMap<string, Pick<SessionFolder, 'read'>>,
  outbox: Pick<OutboxFiles, 'all'>,
): Promise<{ anchors: AuditHead[]; begun: boolean }> {
  const { jobs } = await outbox.all();
  const anchors = jobs.flatMap(({ receipt }) => receipt?.audit ?? []);
  for (const session of sessions.values()) anchors.push(...(await headsIn(session)));
  return { anchors, begun: sessions.size > 0 };
}

/** And what the trail knows of journals: those that have fewer records now than when it was last told of them. */
export async function shortened(
  sessions: ReadonlyMap<string, Pick<SessionFolder, 'count'>>,
  trail: AsyncIterable<AuditPart>,
): Promise<Damage[]> {
  const told = new Map<string, number>();
  for await (const { entries } of trail) {
    for (const { session, records } of entries) if (session && records) told.set(session, records);
  }
  return [...sessions].flatMap(([session, { count }]): Damage[] => {
    const isShort = count < (told.get(session) ?? 0);
    return isShort ? [{ file: journalOf(session), reason: 'broken', session, line: count + 1 }] : [];
  });
}

async function headsIn(session: Pick<SessionFolder, 'read'>): Promise<AuditHead[]> {
  try {
    const records = await session.read();
    return records.flatMap((record) => (record.type === 'session-closed' ? (record.audit ?? []) : []));
  } catch (error) {
    if (hasCode(error, 'vault-damaged')) return [];
    throw error;
  }
}
