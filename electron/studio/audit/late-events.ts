import type { AuditEntry, AuditRecord } from '../../contract/audit.ts';
import { endEvent } from '../../contract/delivery-events.ts';
import type { Vault } from '../../vault/vault.ts';
import type { SessionState } from '../session-state.ts';
import { eventOf, whoIn } from './session-events.ts';

type LateVault = Pick<Vault, 'read' | 'jobs'> & { audit: Pick<Vault['audit'], 'lastRun' | 'owe'> };
type Late = { event: AuditRecord; at: string };

/**
 * Adds what journals and jobs know and the trail does not, because the last run was cut off between the one and the other.
 * Looks no further back than that run's start.
 */
export async function addLateEvents(vault: LateVault, sessions: readonly SessionState[]): Promise<void> {
  const entries = await vault.audit.lastRun();
  // A clock that was set back in between: the earliest counts. Where the studio never began, everything does.
  const hasStart = entries.at(-1)?.event === 'studio-started';
  const since = (hasStart ? entries.map(({ at }) => at).sort()[0] : undefined) ?? '';
  const missing: Late[] = [];
  for (const { opened, recordedAt } of sessions) {
    if (recordedAt < since) continue;
    const known = entries.filter(({ session }) => session === opened.session);
    const records = await vault.read(opened.session);
    const told = records.flatMap((record): Late[] => {
      const event = record.at < since ? null : eventOf(record, opened, whoIn(record, records, opened));
      return event ? [{ event, at: record.at }] : [];
    });
    missing.push(...without(told, known));
  }
  // A run that ended in good order has seen the end of each of its deliveries.
  const jobs = entries[0]?.event === 'studio-stopped' ? [] : await vault.jobs();
  const ended = jobs.flatMap((job): Late[] => {
    const event = job.updatedAt < since ? null : endEvent(job);
    return event ? [{ event, at: job.updatedAt }] : [];
  });
  missing.push(...without(ended, entries));
  missing.sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { event, at } of missing) await vault.audit.owe({ ...event, late: true }, at);
}

/** Of the events that were told, in order, those for which there is no entry: of several alike the last ones. */
function without(told: readonly Late[], entries: readonly AuditEntry[]): Late[] {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(alike(entry), (counts.get(alike(entry)) ?? 0) + 1);
  return told.filter(({ event }) => {
    const left = counts.get(alike(event)) ?? 0;
    counts.set(alike(event), left - 1);
    return left <= 0;
  });
}

function alike({ event, outcome, shot, about, job }: AuditRecord): string {
  return JSON.stringify([event, outcome, shot, about, job]);
}
