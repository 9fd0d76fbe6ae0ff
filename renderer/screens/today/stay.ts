import { type Order, order } from '../../../electron/contract/order.ts';

/** Why somebody is here whom nobody ordered to be photographed: as it is typed, all of it optional. */
export type Stay = Readonly<Record<'admissionId' | 'location' | 'reason', string>>;

export const emptyStay: Stay = { admissionId: '', location: '', reason: '' };

/** What was typed as an encounter (IHE EBIW); null where nothing was, `wrong` where it cannot be filed so. */
export function encounterOf(stay: Stay): Order | null | 'wrong' {
  const given = Object.entries(stay).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]]));
  if (given.length === 0) return null;
  const read = order.safeParse({ kind: 'encounter', ...Object.fromEntries(given) });
  return read.success ? read.data : 'wrong';
}
