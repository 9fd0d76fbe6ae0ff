import type { AuditEntry, AuditHead } from '../../contract/audit.ts';
import { beginning, headAt } from './audit-lines.ts';

/** `brokenAt` is the first entry that is not, or not surely, what was once written. */
export type AuditCheck = { entries: number; intact: boolean; brokenAt?: number };

/** One file's entries, as far as they can be read; `broken` where something behind them cannot. */
export type AuditPart = { entries: readonly AuditEntry[]; broken: boolean };

/**
 * Whether the parts, oldest first, are one unbroken chain from its beginning, or from where pruning has left it, to at least
 * the last anchor. Anchors are heads that the trail once had, kept elsewhere: they show what a chain alone cannot, that
 * its end is missing or that all of it was made anew. `begun`: something has happened, so that there must be entries.
 */
export async function checkTrail(
  parts: AsyncIterable<AuditPart>,
  anchors: readonly AuditHead[],
  begun: boolean,
): Promise<AuditCheck> {
  const hashes = new Map<number, string>();
  let first: AuditEntry | undefined;
  let pruned: AuditEntry | undefined;
  let head = beginning;
  let entries = 0;
  let brokenAt = Number.POSITIVE_INFINITY;
  const broken = (n: number): void => {
    brokenAt = Math.min(brokenAt, Math.max(n, 1));
  };
  for await (const part of parts) {
    for (const entry of part.entries) {
      if (!first) {
        first = entry;
        head = { n: entry.n - 1, hash: entry.previous };
        hashes.set(head.n, head.hash);
      }
      if (entry.n !== head.n + 1) broken(head.n + 1);
      else if (entry.previous !== head.hash) broken(head.n);
      head = headAt(entry);
      hashes.set(head.n, head.hash);
      entries += 1;
      if (entry.event === 'audit-pruned' && entry.outcome === 'success') pruned = entry;
    }
    if (part.broken) broken(head.n + 1);
  }
  const start = (first?.n ?? 1) - 1;
  if (!first && begun) broken(1);
  if (first && !beginsWell(first, pruned, hashes)) broken(1);
  for (const { n, hash } of anchors) {
    if (n > head.n) broken(head.n + 1);
    else if (n >= start && n > 0 && hashes.get(n) !== hash) broken(n);
  }
  return {
    entries,
    intact: brokenAt === Number.POSITIVE_INFINITY,
    ...(brokenAt < Number.POSITIVE_INFINITY && { brokenAt }),
  };
}

/** What is missing in front went by pruning, which said how far and what the last of it was. */
function beginsWell(first: AuditEntry, pruned: AuditEntry | undefined, hashes: ReadonlyMap<number, string>): boolean {
  if (first.n === 1) return first.previous === beginning.hash;
  const upTo = pruned?.count ?? 0;
  return upTo >= first.n - 1 && hashes.get(upTo) === pruned?.about;
}
