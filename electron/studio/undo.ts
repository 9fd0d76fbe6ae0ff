import type { SessionRecord } from '../contract/journal.ts';
import {
  type Decision,
  type FoldedShot,
  hasChance,
  isDecided,
  isOvertaken,
  type SessionState,
} from './session-state.ts';

/** What can be taken back of a record, with all as it is before that; undefined for what nobody decides. */
export function decisionIn(state: SessionState, record: SessionRecord): Decision | undefined {
  const before = { current: state.current, steps: state.steps, shots: state.shots };
  const ofShot = (what: Decision['what'], shot: string): Decision | undefined => {
    const step = state.shots.find(({ id }) => id === shot)?.step;
    return step === undefined ? undefined : { what, step, shot, before };
  };
  switch (record.type) {
    case 'step-selected':
      return record.step === state.current ? undefined : { what: 'selected', step: record.step, before };
    case 'step-skipped':
      return { what: 'skipped', step: record.step, before };
    case 'step-deferred':
      return { what: 'deferred', step: record.step, before };
    case 'step-added':
      return { what: 'added', step: record.step.id, before };
    case 'shot-captured':
      return taken(state, record.shot);
    case 'shot-accepted':
      return ofShot('accepted', record.shot);
    case 'shot-rejected':
      // The others only follow from another decision, and go back with it.
      return record.reason === 'replaced' || record.reason === 'found-later'
        ? undefined
        : ofShot('rejected', record.shot);
    default:
      return undefined;
  }
}

/** A picture that comes to stand for its step. Taken back, the session is at the step where its shutter was released. */
function taken(state: SessionState, id: string): Decision | undefined {
  const shot = state.shots.find((candidate) => candidate.id === id);
  if (!shot || shot.captured || isOvertaken(state, shot)) return undefined;
  const { current, steps, shots } = state;
  const { cameFrom } = shot;
  const moved = current === shot.step && (cameFrom === null || steps.some(({ plan }) => plan.id === cameFrom));
  return {
    what: 'taken',
    step: shot.step,
    shot: id,
    before: { current: moved ? cameFrom : current, steps, shots },
  };
}

/**
 * Makes all decisions what they were before the last one. Pictures stay: one that was not there then is rejected. So does an
 * added step with shots, passed over; without any it is gone.
 */
export function takeBack(state: SessionState): SessionState {
  const last = state.decisions.at(-1);
  if (!last) return state;
  const { current, steps, shots } = last.before;
  return {
    ...state,
    current,
    steps: state.steps.flatMap((step) => {
      const earlier = steps.find(({ plan }) => plan.id === step.plan.id);
      if (earlier) return [earlier];
      const used = state.shots.some((shot) => shot.step === step.plan.id);
      return used ? [{ ...step, state: 'skipped' as const, shot: undefined, reason: undefined }] : [];
    }),
    shots: state.shots.map((shot) => {
      return asDecided(
        shot,
        shots.find(({ id }) => id === shot.id),
      );
    }),
    decisions: state.decisions.slice(0, -1),
  };
}

/** A shot with all that is known of it now, and with the decision of then. */
function asDecided(shot: FoldedShot, earlier: FoldedShot | undefined): FoldedShot {
  if (!earlier?.captured) return hasChance(shot) ? { ...shot, state: 'rejected', rejected: 'undone' } : shot;
  const undecided = shot.checked ? 'checked' : 'saved';
  return { ...shot, state: isDecided(earlier.state) ? earlier.state : undecided, rejected: earlier.rejected };
}
