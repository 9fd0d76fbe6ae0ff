import type { SessionView, StepView } from '../../../electron/contract/studio.ts';
import type { Tone } from '../../app/status.ts';

/** A step as the rail shows it. */
export type RailStep = { step: StepView; state: StepView['state'] | 'current'; tone: Tone; picture: string | null };

const tones = {
  pending: 'off',
  current: 'busy',
  taken: 'advise',
  accepted: 'good',
  skipped: 'off',
  deferred: 'advise',
} as const;

/** Every step once, in working order. The aimed one is current unless it already has its picture under review. */
export function railSteps(session: SessionView, aimed: string | null): RailStep[] {
  return session.steps.map((step) => {
    const state = step.id === aimed && step.state !== 'accepted' && step.state !== 'taken' ? 'current' : step.state;
    const picture = step.shot === undefined ? null : `/pictures/${step.shot}?width=240`;
    return { step, state, tone: tones[state], picture };
  });
}

/** The composite's cells, row by row as the examiner sees them; null is an empty cell. */
export function railGrid(session: SessionView, steps: readonly RailStep[]): (RailStep | null)[][] {
  return session.composite.rows.map((row) => row.map((id) => steps.find(({ step }) => step.id === id) ?? null));
}
