import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Access } from '../studio/access/access.ts';
import { ConnectionSettings } from '../studio/connection-settings.ts';
import { Reconciliation } from '../studio/reconciliation/reconciliation.ts';
import { settledJobs } from '../studio/reconciliation/settle-corrections.ts';
import { Shelf } from '../studio/shelf.ts';
import type { Vault } from '../vault/vault.ts';

/** Corrections in a vault that no studio has opened, and whose outbox does not run: what they owe is sent by the next start. */
export async function openReconciliation(
  vault: Vault,
  { access, log, clock = systemClock }: { access: Pick<Access, 'actor' | 'atWork'>; log: Log; clock?: Clock },
): Promise<Pick<Reconciliation, 'correct'>> {
  const { unexpected } = log;
  const shelf = new Shelf({
    vault,
    audit: vault.audit,
    clock,
    unexpected,
    who: () => access.actor,
    onChange: () => {},
  });
  await shelf.start();
  const connections = new ConnectionSettings({ vault, unexpected });
  await connections.start();
  const jobs = new Map((await settledJobs(vault, vault.sessions(), clock)).map((job) => [job.id, job]));
  return new Reconciliation({
    vault,
    outbox: {
      jobs: () => [...jobs.values()],
      async amend(session, work) {
        const own = [...jobs.values()].filter((job) => job.session === session);
        for (const job of await work(own)) {
          await vault.saveJob(job);
          jobs.set(job.id, job);
        }
      },
    },
    clock,
    sessions: shelf,
    tellsProgress: (simulated) => !simulated && connections.current.mpps !== null,
    atWork: () => access.atWork,
  });
}
