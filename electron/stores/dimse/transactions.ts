import { newUid } from '../../base/uid.ts';
import type { ObjectIdentity } from '../store.ts';

type Transaction = { readonly archive: string; readonly instances: ReadonlySet<string> };

/**
 * What archives were asked to commit themselves to by this process, whoever asked: some report after everybody has stopped
 * waiting, and whoever asks for the same instance by then shall have the benefit.
 */
const remembered = new Map<string, Transaction>();
/** The oldest are forgotten first. */
const mostRemembered = 1000;

/** A new transaction with that archive about these objects. */
export function newTransaction(archive: string, objects: readonly ObjectIdentity[]): string {
  const transaction = newUid();
  remembered.set(transaction, { archive, instances: new Set(objects.map(({ sopInstanceUid }) => sopInstanceUid)) });
  for (const oldest of remembered.keys()) {
    if (remembered.size <= mostRemembered) break;
    remembered.delete(oldest);
  }
  return transaction;
}

/** Whether that archive was asked for that instance in that transaction. */
export function wasAsked(transaction: string, archive: string, sopInstanceUid: string): boolean {
  const known = remembered.get(transaction);
  return known?.archive === archive && known.instances.has(sopInstanceUid);
}
