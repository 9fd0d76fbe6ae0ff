import type { Receipt } from '../stores/outbox-receipt.ts';

const ways = { 'read-back': 'read back and hashed', commitment: 'by storage commitment' } as const;

/** A receipt in words: where, when, by whom and how. */
export function receiptSummary(receipt: Receipt, sha256: string): string[] {
  const { objects, store, at } = receipt;
  const said = new Map<string, number>();
  for (const { confirmation } of objects) {
    const words = confirmation
      ? `${ways[confirmation.how]}, ${confirmation.peer}`
      : 'by an older version of the studio';
    said.set(words, (said.get(words) ?? 0) + 1);
  }
  const proofs = [...said].map(([words, count]) => `${count} ${words}`).join(' · ');
  return [
    `Receipt:       ${objects.length} objects proven at ${store}, ${at}`,
    `               ${proofs}`,
    `               SHA-256 ${sha256}`,
  ];
}

/** One line for each object: what it is, its hash, when it was proven. */
export function receiptObjects({ objects }: Receipt): string[] {
  return objects.map(({ kind, sopInstanceUid, sha256, warning, confirmation }) => {
    const proof = confirmation ? `${confirmation.at}  ${confirmation.how}` : '–';
    const transaction = confirmation?.transaction ? `  ${confirmation.transaction}` : '';
    const noted = warning ? `  ${warning}` : '';
    return `${kind}  ${sopInstanceUid}  ${sha256}  ${proof}${transaction}${noted}`;
  });
}
