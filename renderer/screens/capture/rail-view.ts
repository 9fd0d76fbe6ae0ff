import type { SessionView, StepView } from '../../../electron/contract/studio.ts';
import { isBlocked } from '../../app/commands.ts';
import type { Tone } from '../../app/status.ts';

/** A step as the rail shows it. */
export type RailStep = {
  step: StepView;
  state: StepView['state'] | 'current' | 'blocked';
  tone: Tone;
  picture: string | null;
};

const tones = {
  pending: 'off',
  current: 'busy',
  taken: 'advise',
  blocked: 'block',
  accepted: 'good',
  skipped: 'off',
  deferred: 'advise',
} as const;

/** Every step once, in working order. */
export function railSteps(session: SessionView, aimed: string | null): RailStep[] {
  return session.steps.map((step) => {
    const state = railState(session, step, step.id === aimed);
    const picture = step.shot === undefined ? null : `/pictures/${step.shot}?width=240`;
    return { step, state, tone: tones[state], picture };
  });
}

/** The aimed step is current unless it already has its picture; a picture that must not stand says so. */
function railState(session: SessionView, step: StepView, aimed: boolean): RailStep['state'] {
  if (step.state === 'taken') {
    return isBlocked(session.shots.find(({ id }) => id === step.shot) ?? null) ? 'blocked' : 'taken';
  }
  return aimed && step.state !== 'accepted' ? 'current' : step.state;
}

/** The composite's cells, row by row as the examiner sees them; null is an empty cell. */
export function railGrid(session: SessionView, steps: readonly RailStep[]): (RailStep | null)[][] {
  return session.composite.rows.map((row) => row.map((id) => steps.find(({ step }) => step.id === id) ?? null));
}
