import { create } from 'zustand';
import type { Verdict } from './agreement/verdict.ts';
import { asTaken, type Nudge } from './placement.ts';

/** One step's ghost: which earlier picture, and how it was laid. */
export type Laying = { shot: string | null; nudge: Nudge };

/** What is done with ghosts in this page: per step of the session on screen, kept nowhere. */
type GhostState = {
  session: string | null;
  layings: Readonly<Record<string, Laying>>;
  /** Where live view ends and the ghost begins, as a share from the left. */
  split: number;
  /** How well live view lies on the ghost; null where it cannot be known. */
  verdict: Verdict | null;
};

export const useGhost = create<GhostState>(() => ({ session: null, layings: {}, split: 0.5, verdict: null }));

export const asFound: Laying = { shot: null, nudge: asTaken };

export function layingOf(state: Pick<GhostState, 'session' | 'layings'>, session: string, step: string): Laying {
  return (state.session === session ? state.layings[step] : undefined) ?? asFound;
}

/** Changes a step's ghost. Another session's are forgotten with the first change in this one. */
export function lay(session: string, step: string, change: (laying: Laying) => Laying): void {
  useGhost.setState((state) => {
    const kept = state.session === session ? state.layings : {};
    return { session, layings: { ...kept, [step]: change(layingOf(state, session, step)) } };
  });
}

/** The line keeps clear of the edges, where it could not be taken hold of. */
export function splitAt(share: number): void {
  useGhost.setState({ split: Math.min(0.98, Math.max(0.02, share)) });
}
