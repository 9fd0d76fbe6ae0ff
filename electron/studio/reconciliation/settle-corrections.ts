import { type Clock, timestamp } from '../../base/clock.ts';
import { hasCode } from '../../contract/errors.ts';
import type { OutboxJob } from '../../contract/journal.ts';
import type { Vault } from '../../vault/vault.ts';
import { bySession } from '../retention.ts';
import { owedJobs } from './owed-jobs.ts';

/**
 * All jobs of a vault, and with them, saved, what corrections owe that a crash kept from being saved. `sessions` are those that may
 * have been corrected. Throws the vault's codes; a journal that is damaged decides nothing.
 */
export async function settledJobs(
  vault: Pick<Vault, 'jobs' | 'read' | 'saveJob'>,
  sessions: readonly string[],
  clock: Clock,
): Promise<OutboxJob[]> {
  const jobs = new Map((await vault.jobs()).map((job) => [job.id, job]));
  const own = bySession([...jobs.values()]);
  for (const session of sessions) {
    const delivered = own.get(session);
    if (!delivered) continue;
    for (const job of await owed(session, delivered)) {
      await vault.saveJob(job);
      jobs.set(job.id, job);
    }
  }
  return [...jobs.values()];

  async function owed(session: string, delivered: readonly OutboxJob[]): Promise<OutboxJob[]> {
    try {
      return owedJobs(await vault.read(session), delivered, timestamp(clock));
    } catch (error) {
      if (hasCode(error, 'vault-damaged')) return [];
      throw error;
    }
  }
}
