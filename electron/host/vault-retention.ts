import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { DepartmentRules } from '../studio/department-rules.ts';
import { Purging } from '../studio/purging.ts';
import { Shelf } from '../studio/shelf.ts';
import type { Vault } from '../vault/vault.ts';

/** What stays and what goes of a vault that no studio has opened. Nothing goes by itself. */
export async function openRetention(
  vault: Vault,
  { log, clock = systemClock }: { log: Log; clock?: Clock },
): Promise<Pick<Purging, 'list' | 'byHand'>> {
  const { unexpected } = log;
  const department = new DepartmentRules({ vault, unexpected });
  await department.start();
  const quiet = { who: () => ({ operator: '' }), onChange: () => {} };
  const shelf = new Shelf({ vault, audit: vault.audit, clock, unexpected, ...quiet });
  await shelf.start();
  const jobs = await vault.jobs();
  return new Purging({
    vault,
    outbox: { jobs: () => jobs },
    clock,
    department,
    sessions: shelf,
    isAtRest: () => true,
    unexpected,
  });
}
