import { receiptName } from '../contract/delivery-events.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { type Receipt, receiptOf, receiptSha256 } from '../stores/outbox-receipt.ts';
import type { Vault } from '../vault/vault.ts';

/** A receipt as it stands, and whether it is the one that the audit trail knows of. */
export type CheckedReceipt = {
  receipt: Receipt;
  sha256: string;
  /** The number of the audit entry that names it; null where none does. */
  auditEntry: number | null;
  /** It says what it said when it was made, the trail names it, and the trail is whole. */
  verified: boolean;
};

/** Null for a job that is not confirmed. One that is older than receipts' hashes is never verified. */
export async function checkReceipt(
  audit: Pick<Vault['audit'], 'parts' | 'verify'>,
  job: OutboxJob,
): Promise<CheckedReceipt | null> {
  const receipt = receiptOf(job);
  if (!receipt) return null;
  const sha256 = receiptSha256(receipt);
  const auditEntry = await entryNaming(audit, job.id, receiptName(sha256));
  const isAsMade = job.receipt?.sha256 === sha256;
  const { intact } = await audit.verify();
  return { receipt, sha256, auditEntry, verified: isAsMade && auditEntry !== null && intact };
}

async function entryNaming(audit: Pick<Vault['audit'], 'parts'>, job: string, name: string): Promise<number | null> {
  for await (const { entries } of audit.parts()) {
    const found = entries.find(
      (entry) => entry.event === 'series-confirmed' && entry.job === job && entry.about === name,
    );
    if (found) return found.n;
  }
  return null;
}
