import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { Confirmation } from '../../electron/contract/journal.ts';

/** Who has proven how many objects, in which way, and when the last of them. */
export type Proven = { how: Confirmation['how']; peer: string; count: number; at: string };

/** The proofs of an upload, one line for each way and peer, in the order in which they came first. */
export function proofsOf({ pictures }: Pick<DeliveryView, 'pictures'>): Proven[] {
  const found = new Map<string, Proven>();
  for (const { confirmation } of pictures) {
    if (!confirmation) continue;
    const { how, peer, at } = confirmation;
    const key = `${how} ${peer}`;
    const before = found.get(key);
    found.set(key, { how, peer, count: (before?.count ?? 0) + 1, at: before && before.at > at ? before.at : at });
  }
  return [...found.values()];
}
