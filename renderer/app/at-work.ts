import type { Right } from '../../electron/contract/operators.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { ask, forget, usePage } from './store.ts';

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
  if (usePage.getState().snapshot?.access.state === 'signed-in') go('operator.lock');
}

export function signOut(): void {
  go('operator.sign-out');
}

/** Whoever goes leaves nothing on screen: without the studio the page forgets, and the station is locked once it is back. */
function go(call: 'operator.lock' | 'operator.sign-out'): void {
  if (usePage.getState().link) {
    void ask(call, {});
    return;
  }
  forget();
  const stop = usePage.subscribe(({ link }) => {
    if (!link) return;
    stop();
    void ask('operator.lock', {});
  });
}
