import type { AuditHead } from '../../contract/audit.ts';
import { hasCode } from '../../contract/errors.ts';
import type { OutboxFiles } from '../outbox-files.ts';
import type { SessionFolder } from '../session-folder.ts';

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

async function headsIn(session: Pick<SessionFolder, 'read'>): Promise<AuditHead[]> {
  try {
    const records = await session.read();
    return records.flatMap((record) => (record.type === 'session-closed' ? (record.audit ?? []) : []));
  } catch (error) {
    if (hasCode(error, 'vault-damaged')) return [];
    throw error;
  }
}
