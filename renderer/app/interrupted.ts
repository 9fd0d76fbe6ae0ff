import { create } from 'zustand';
import type { SessionSummary, Snapshot } from '../../electron/contract/studio.ts';

/** The interrupted session that was put off: it waits among those to resume, and nobody is asked again. */
export const usePutOff = create<{ session: string | null }>(() => ({ session: null }));

export function putOff(session: string): void {
  usePutOff.setState({ session });
}

/** The session that was cut off and what of it is safe, while it is to be asked about. */
export function interruptedSession(
  { interrupted, sessions }: Pick<Snapshot, 'interrupted' | 'sessions'>,
  later: string | null,
): { summary: SessionSummary; saved: number } | null {
  if (!interrupted || interrupted.session === later) return null;
  const summary = sessions.find(({ id }) => id === interrupted.session);
  return summary ? { summary, saved: interrupted.saved } : null;
}

/** The session that was paused here and is still where it was left; null where there is nothing to go back to by undoing. */
export function pausedSession(
  { paused }: { paused: string | null },
  { session, sessions }: Pick<Snapshot, 'session' | 'sessions'>,
): string | null {
  return (!session && sessions.find(({ id, state }) => id === paused && state === 'open')?.id) || null;
}
