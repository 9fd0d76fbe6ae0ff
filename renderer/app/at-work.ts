import type { Right } from '../../electron/contract/operators.ts';
import type { Snapshot } from '../../electron/contract/studio.ts';
import { ask, usePage } from './store.ts';

/** Whether whoever is at work may do that. The studio refuses it anyway; the page offers only what it would grant. */
export function may({ access }: Pick<Snapshot, 'access'>, right: Right): boolean {
  return access.rights.includes(right);
}

/** As `may`, for a component. */
export function useMay(right: Right): boolean {
  return usePage(({ snapshot }) => snapshot !== null && may(snapshot, right));
}

/** The session stays where it is. Nothing to lock on a station without operators. */
export function lock(): void {
  if (usePage.getState().snapshot?.access.state === 'signed-in') void ask('operator.lock', {});
}

export function signOut(): void {
  void ask('operator.sign-out', {});
}
