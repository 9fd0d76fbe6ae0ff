import { describe, expect, it } from 'vitest';
import { type AuditRecord, auditEntry } from '../../electron/contract/audit.ts';
import { receiptName } from '../../electron/contract/delivery-events.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { checkReceipt } from '../../electron/host/receipts.ts';
import { receiptOf, receiptSha256 } from '../../electron/stores/outbox-receipt.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';

const at = '2026-11-22T09:00:00.000Z';
const head = { n: 4, hash: 'a'.repeat(64) };

/** A confirmed job; without `hashed` as a studio before receipts' hashes left it. */
function confirmedJob(hashed = true): OutboxJob {
  const job = makeJob(2, { state: 'confirmed', receipt: { at, audit: head } });
  const receipt = receiptOf(job);
  if (!receipt || !hashed) return job;
  return { ...job, receipt: { at, audit: head, sha256: receiptSha256(receipt) } };
}

/** A trail with these entries, from number `first` on. */
function trail(records: Omit<AuditRecord, 'operator' | 'outcome'>[], { intact = true, first = 1 } = {}) {
  const entries = records.map((record, index) =>
    auditEntry.parse({
      ...{ n: first + index, at, operator: '', outcome: 'success', previous: 'b'.repeat(64) },
      ...record,
    }),
  );
  return {
    async *parts() {
      yield { month: '2026-11', entries, damaged: [] } as never;
    },
    verify: async () => ({ entries: entries.length, intact }) as never,
  };
}

const confirmed = ({ id: job, receipt }: OutboxJob) => {
  const about = receipt?.sha256 === undefined ? {} : { about: receiptName(receipt.sha256) };
  return { event: 'series-confirmed' as const, job, ...about };
};

describe('a receipt', () => {
  it('is verified where a whole trail names it as it is', async () => {
    const job = confirmedJob();
    const checked = await checkReceipt(trail([{ event: 'studio-started' }, confirmed(job)]), job);
    expect(checked).toMatchObject({ auditEntry: 2, verified: true });
    expect(checked).not.toHaveProperty('unnamed');
  });

  it.each<[string, (job: OutboxJob) => [OutboxJob, ReturnType<typeof trail>]]>([
    ['the trail is not whole', (job) => [job, trail([confirmed(job)], { intact: false })]],
    ['no entry names it', (job) => [job, trail([{ event: 'studio-started' }])]],
    ['another job’s entry names it', (job) => [job, trail([{ ...confirmed(job), job: 'another' }])]],
    ['it was changed since', (job) => [{ ...job, studyUid: '1.2.3' }, trail([confirmed(job)])]],
    ['only what was before it was pruned', (job) => [job, trail([{ event: 'audit-pruned', count: 4 }], { first: 5 })]],
  ])('is not, and is said to be changed, where %s', async (_, situation) => {
    const [job, audit] = situation(confirmedJob());
    const checked = await checkReceipt(audit, job);
    expect(checked).toMatchObject({ verified: false });
    expect(checked).not.toHaveProperty('unnamed');
  });

  it('of an older studio, or whose entry was pruned, is nobody’s forgery', async () => {
    const older = confirmedJob(false);
    const entry = { verified: false, auditEntry: 1, unnamed: 'older-version' };
    expect(await checkReceipt(trail([confirmed(older)]), older)).toMatchObject(entry);
    const pruned = trail([{ event: 'audit-pruned', count: 9 }], { first: 10 });
    expect(await checkReceipt(pruned, confirmedJob())).toMatchObject({ verified: false, unnamed: 'pruned' });
    const broken = { ...pruned, verify: async () => ({ entries: 1, intact: false }) as never };
    expect(await checkReceipt(broken, confirmedJob())).not.toHaveProperty('unnamed');
  });
});
