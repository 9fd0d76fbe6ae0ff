import { CodedError } from '../contract/errors.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { Undated } from './open-session.ts';
import { type Addition, addition, unknownStep } from './plan.ts';
import { restingPhase, shotUnderReview } from './session-fold.ts';
import { type FoldedShot, hasChance, type SessionState } from './session-state.ts';

/** What an operator's decisions come to as records, from the state alone. */

/** Of the picture under review, else the last one. Throws `not-now` where there is none. */
export function retaking(state: SessionState): Undated {
  const last = shotUnderReview(state) ?? state.shots.findLast(hasChance);
  if (!last) throw new CodedError('not-now', { command: 'retake', phase: restingPhase(state) });
  return { type: 'shot-rejected', shot: last.id, reason: 'retake' };
}

/** Of the last decision that stands. Throws `not-now` where there is none. */
export function undoing(state: SessionState): Undated {
  const last = state.decisions.at(-1);
  if (!last) throw new CodedError('not-now', { command: 'undo', phase: restingPhase(state) });
  const { what, step, shot } = last;
  return { type: 'undone', what, step, ...(shot === undefined ? {} : { shot }) };
}

/** Of the current step. Throws `step-unknown` where none is left. */
export function skipping(state: SessionState, reason: string): Undated {
  return { type: 'step-skipped', step: currentOf(state), reason };
}

/** Of the current step. Throws `step-unknown` where none is left. */
export function deferring(state: SessionState): Undated {
  return { type: 'step-deferred', step: currentOf(state) };
}

/** Throws `step-unknown`. */
export function selecting(state: SessionState, step: string): Undated {
  const plans = state.steps.map(({ plan }) => plan);
  if (!plans.some(({ id }) => id === step)) throw unknownStep(step, plans);
  return { type: 'step-selected', step };
}

/** Behind the current step, at the end where none is left. Throws `step-unknown`. */
export function adding(
  state: SessionState,
  what: Addition,
  protocol: Protocol | undefined,
): Extract<Undated, { type: 'step-added' }> {
  const plans = state.steps.map(({ plan }) => plan);
  const step = addition(what, plans, protocol);
  return { type: 'step-added', step, after: state.current ?? plans.at(-1)?.id ?? step.id };
}

/** The try to accept; undefined when it stands already. Throws `bad-input` for a shot without a picture. */
export function choosing(state: SessionState, id: string): FoldedShot | undefined {
  const chosen = state.shots.find((shot) => shot.id === id);
  if (!chosen?.captured) throw new CodedError('bad-input', { call: 'shot.choose', at: 'shot' });
  return chosen.state === 'accepted' ? undefined : chosen;
}

function currentOf({ current, steps }: SessionState): string {
  if (current === null) {
    throw unknownStep(
      '',
      steps.map(({ plan }) => plan),
    );
  }
  return current;
}
