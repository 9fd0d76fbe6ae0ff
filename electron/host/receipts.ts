import { receiptName } from '../contract/delivery-events.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { type Receipt, receiptOf, receiptSha256 } from '../stores/outbox-receipt.ts';
import type { Vault } from '../vault/vault.ts';

/** A receipt as it stands, and whether it is the one that the audit trail knows of. */
export type CheckedReceipt = {
  receipt: Receipt;
  sha256: string;
  /** The number of the audit entry that names it, or of one that an older version wrote of the job; null where neither is there. */
  auditEntry: number | null;
  /** It says what it said when it was made, the trail names it, and the trail is whole. */
  verified: boolean;
  /** Why the trail says nothing of it though nobody has changed anything; absent where it does, or ought to. */
  unnamed?: 'older-version' | 'pruned';
};

/** Null for a job that is not confirmed. One that is older than receipts' hashes is never verified. */
export async function checkReceipt(
  audit: Pick<Vault['audit'], 'parts' | 'verify'>,
  job: OutboxJob,
): Promise<CheckedReceipt | null> {
  const receipt = receiptOf(job);
  if (!receipt) return null;
  const sha256 = receiptSha256(receipt);
  const made = job.receipt?.sha256;
  const { entry, prunedTo } = await lookedUp(audit, job.id, made === undefined ? undefined : receiptName(sha256));
  const { intact } = await audit.verify();
  const unnamed = made === undefined ? 'older-version' : 'pruned';
  const isWhole = intact && (made === undefined || made === sha256);
  const isUnnamed = made === undefined || (entry === null && prunedTo > (receipt.audit?.n ?? 0));
  return {
    ...{ receipt, sha256, auditEntry: entry, verified: isWhole && entry !== null && !isUnnamed },
    ...(isWhole && isUnnamed ? { unnamed } : {}),
  };
}

/** The entry that says so of a job, and up to which entry the trail was pruned. */
async function lookedUp(
  audit: Pick<Vault['audit'], 'parts'>,
  job: string,
  name: string | undefined,
): Promise<{ entry: number | null; prunedTo: number }> {
  let prunedTo = 0;
  for await (const { entries } of audit.parts()) {
    for (const { n, event, job: of, about, count = 0 } of entries) {
      if (event === 'audit-pruned') prunedTo = Math.max(prunedTo, count);
      if (event === 'series-confirmed' && of === job && about === name) return { entry: n, prunedTo };
    }
  }
  return { entry: null, prunedTo };
}
