import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { isBlocked } from '../../app/commands.ts';
import type { Tone } from '../../app/status.ts';
import { plural, translate } from '../../i18n/translate.ts';

/** A step as the rail shows it. */
export type RailStep = {
  step: StepView;
  state: StepView['state'] | 'current' | 'blocked';
  tone: Tone;
  picture: string | null;
  /** Tries that were rejected, and are kept. */
  rejected: number;
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
    const rejected = session.shots.filter((shot) => shot.step === step.id && shot.state === 'rejected').length;
    return { step, state, tone: tones[state], picture, rejected };
  });
}

/** The aimed step is current unless it already has its picture; a picture that must not stand says so. */
function railState(session: SessionView, step: StepView, aimed: boolean): RailStep['state'] {
  if (step.state === 'taken') {
    return isBlocked(session.shots.find(({ id }) => id === step.shot) ?? null) ? 'blocked' : 'taken';
  }
  return aimed && step.state !== 'accepted' ? 'current' : step.state;
}

/** States that the shape and the place say well enough to the eye. */
export const quiet: readonly RailStep['state'][] = ['pending', 'current', 'accepted'];

/** What is remarkable about a step, in a few words each. */
export function railNotes({ step, state, rejected }: RailStep, language: Language): string[] {
  const notes: string[] = [];
  if (step.extra) notes.push(translate(language, 'capture.extra'));
  else if (!step.required) notes.push(translate(language, 'capture.optional'));
  if (step.state === 'skipped' && step.reason) {
    notes.push(translate(language, 'series.skipped-because', { reason: step.reason }));
  } else if (!quiet.includes(state)) notes.push(translate(language, `step-state.${state}`));
  if (rejected > 0) notes.push(plural(language, 'capture.rejected-tries', rejected));
  return notes;
}

/** More columns or rows than these are too small to tell one view from another. */
const most = 3;

/**
 * The composite's cells, row by row as the examiner sees them; null is an empty cell. No rows where they would be too small
 * to be read: the pictures then stand beside the names.
 */
export function railGrid(session: SessionView, steps: readonly RailStep[]): (RailStep | null)[][] {
  const { rows } = session.composite;
  if (rows.length > most || rows.some((row) => row.length > most)) return [];
  return rows.map((row) => row.map((id) => steps.find(({ step }) => step.id === id) ?? null));
}
