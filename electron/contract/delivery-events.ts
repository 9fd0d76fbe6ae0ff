import type { AuditRecord } from './audit.ts';
import type { OutboxJob } from './journal.ts';

/** What deliveries are to an auditor. Nobody asks for them: they run by themselves. */

/** What one attempt came to: how many pictures the store has taken, and what kept it from taking all. */
export function sentEvent(job: OutboxJob): AuditRecord {
  const taken = job.instances.filter(({ state }) => state === 'stored' || state === 'confirmed');
  const error = job.instances.find(({ state }) => state !== 'stored' && state !== 'confirmed')?.error;
  const whole = taken.length === job.instances.length;
  return {
    ...about(job),
    event: 'series-sent',
    outcome: whole ? 'success' : 'failed',
    count: taken.length,
    ...(error && !whole ? { code: error.code } : {}),
  };
}

/** What a job that has come to its end was; null while it has not. */
export function endEvent(job: OutboxJob): AuditRecord | null {
  const { state, instances, lastError, receipt } = job;
  if (state === 'confirmed') {
    return {
      ...about(job),
      event: 'series-confirmed',
      outcome: 'success',
      count: instances.length,
      ...(receipt?.sha256 ? { about: receiptName(receipt.sha256) } : {}),
    };
  }
  if (state !== 'parked') return null;
  return { ...about(job), event: 'series-parked', outcome: 'failed', ...(lastError ? { code: lastError.code } : {}) };
}

/** How an audit entry names the receipt that it stands for. */
export function receiptName(sha256: string): string {
  return `sha256:${sha256}`;
}

function about({
  id,
  session,
  seriesUid,
  store,
}: OutboxJob): Pick<AuditRecord, 'operator' | 'session' | 'series' | 'job' | 'store'> {
  return { operator: '', session, series: seriesUid, job: id, store };
}
