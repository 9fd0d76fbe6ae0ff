import type { Clock } from '../../base/clock.ts';
import { timestamp } from '../../base/clock.ts';
import type { AuditWho } from '../../contract/audit.ts';
import type { Vault } from '../../vault/vault.ts';
import type { DepartmentRules } from '../department-rules.ts';
import type { SessionState } from '../session-state.ts';
import { addLateEvents } from './late-events.ts';

type Start = {
  vault: Pick<Vault, 'read' | 'jobs'> & { audit: Omit<Vault['audit'], 'verify' | 'parts'> };
  sessions: readonly SessionState[];
  department: Pick<DepartmentRules, 'certain'>;
  clock: Clock;
  who: AuditWho;
  version: string;
  unexpected(error: unknown, during: string): string;
};

/**
 * Takes the trail up at the studio's start: what a crash kept out of it, the start itself, a clock that stands before the
 * last entry. Lets go of what is older than the department keeps. A disk that takes nothing stops none of it: the entries
 * are owed.
 */
export async function takeUpTrail({
  vault,
  sessions,
  department,
  clock,
  who,
  version,
  unexpected,
}: Start): Promise<void> {
  const { audit } = vault;
  await addLateEvents(vault, sessions);
  try {
    await audit.prune(department.certain.auditMonths, who);
  } catch (error) {
    unexpected(error, 'audit-prune');
  }
  await audit.owe({ event: 'studio-started', outcome: 'success', ...who, about: version });
  if (audit.foundAt !== undefined && timestamp(clock) < audit.foundAt) {
    await audit.owe({ event: 'clock-behind', outcome: 'failed', ...who });
  }
}
