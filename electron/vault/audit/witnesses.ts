import type { AuditHead } from '../../contract/audit.ts';
import { hasCode } from '../../contract/errors.ts';
import type { SessionRecord } from '../../contract/journal.ts';
import type { Damage } from '../damage.ts';
import { jobFile, type OutboxFiles } from '../outbox-files.ts';
import type { SessionFolder } from '../session-folder.ts';
import { journalOf } from '../session-journal.ts';
import type { AuditPart } from './audit-check.ts';

type Closed = Extract<SessionRecord, { type: 'session-closed' }>;

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

/**
 * And what the trail knows of journals: those that have fewer records now than when it was last told of them, and those that are
 * not there any more. `damaged` are known to be broken already.
 */
export async function shortened(
  sessions: ReadonlyMap<string, Pick<SessionFolder, 'count'>>,
  damaged: readonly Damage[],
  trail: AsyncIterable<AuditPart>,
): Promise<Damage[]> {
  const told = new Map<string, number>();
  for await (const { entries } of trail) {
    for (const { session, records } of entries) if (session && records) told.set(session, records);
  }
  const known = new Set(damaged.map(({ session }) => session));
  return [...told].flatMap(([session, records]): Damage[] => {
    if (known.has(session)) return [];
    const about = { file: journalOf(session), session };
    const { count } = sessions.get(session) ?? {};
    if (count === undefined) return [{ ...about, reason: 'missing' }];
    return count < records ? [{ ...about, reason: 'broken', line: count + 1 }] : [];
  });
}

/** What journals know of deliveries: those with which a session was closed and that are not there any more. */
export async function jobsGone(
  sessions: ReadonlyMap<string, Pick<SessionFolder, 'read'>>,
  { jobs, damaged }: Awaited<ReturnType<OutboxFiles['all']>>,
): Promise<Damage[]> {
  const there = new Set([...jobs.map(({ id }) => jobFile(id)), ...damaged.map(({ file }) => file)]);
  const gone: Damage[] = [];
  for (const [session, folder] of sessions) {
    for (const { job } of await closings(folder)) {
      if (job && !there.has(jobFile(job))) gone.push({ file: jobFile(job), reason: 'missing', session });
    }
  }
  return gone;
}

async function headsIn(session: Pick<SessionFolder, 'read'>): Promise<AuditHead[]> {
  return (await closings(session)).flatMap(({ audit }) => audit ?? []);
}

/** A journal that cannot be read has nothing to say: it is found to be broken elsewhere. */
async function closings(session: Pick<SessionFolder, 'read'>): Promise<Closed[]> {
  try {
    return (await session.read()).filter((record) => record.type === 'session-closed');
  } catch (error) {
    if (hasCode(error, 'vault-damaged')) return [];
    throw error;
  }
}
