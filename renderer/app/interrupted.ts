import type { SessionSummary } from '../../electron/contract/session-view.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { PageState } from './store.ts';

/** The session that was cut off and what of it is safe, while it is to be asked about. */
export function interruptedSession(
  { putOff }: Pick<PageState, 'putOff'>,
  { interrupted, sessions }: Pick<Snapshot, 'interrupted' | 'sessions'>,
): { summary: SessionSummary; saved: number } | null {
  if (!interrupted || interrupted.session === putOff) return null;
  const summary = sessions.find(({ id }) => id === interrupted.session);
  return summary ? { summary, saved: interrupted.saved } : null;
}

/** The session that was paused here and is still where it was left; null where there is nothing to go back to by undoing. */
export function pausedSession(
  { paused }: Pick<PageState, 'paused'>,
  { session, sessions }: Pick<Snapshot, 'session' | 'sessions'>,
): string | null {
  return (!session && sessions.find(({ id, state }) => id === paused && state === 'open')?.id) || null;
}
