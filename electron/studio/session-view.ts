import type { ErrorInfo } from '../contract/errors.ts';
import type { Protocol } from '../contract/protocol.ts';
import type { Phase, SessionSummary, SessionView, ShotView, StepView } from '../contract/session-view.ts';
import { extrasFor } from './plan.ts';
import { ownPictures, type Priors } from './priors.ts';
import { shotUnderReview } from './session-fold.ts';
import type { FoldedShot, FoldedStep, SessionState } from './session-state.ts';

/** What a session's journal alone does not tell. */
export type Surroundings = {
  phase: Phase;
  problem: ErrorInfo | undefined;
  /** Its protocol, where that is still the same version. */
  protocol: Protocol | undefined;
  /** What earlier visits have accepted, here and in the hospital's archives. */
  earlier: Priors;
  /** How far the archives have been looked through; absent where there are none. */
  priors?: SessionView['priors'];
};

/** A session as the page shows it. */
export function viewSession(state: SessionState, surroundings: Surroundings): SessionView {
  const { phase, problem, protocol, earlier, priors } = surroundings;
  const { opened } = state;
  const own = ownPictures(state);
  const plans = state.steps.map(({ plan }) => plan);
  const last = state.decisions.at(-1);
  return {
    id: opened.session,
    openedAt: opened.at,
    patient: opened.patient,
    protocol: opened.protocol,
    composite: opened.composite,
    studyUid: opened.studyUid,
    seriesUid: opened.seriesUid,
    operator: opened.operatorName ?? opened.operator,
    simulated: opened.simulated,
    ...(opened.order ? { order: opened.order } : {}),
    documents: state.documents.map(({ document, title, at, file }) => ({ document, title, at, bytes: file.bytes })),
    ...(priors ? { priors } : {}),
    held: state.held,
    phase,
    current: state.current,
    steps: state.steps.map((step) => {
      const { view } = step.plan;
      return { ...viewStep(step), priors: [...(earlier.get(view) ?? []), ...(own.get(view) ?? [])] };
    }),
    shots: state.shots.map(viewShot),
    lastShot: (shotUnderReview(state) ?? state.shots.at(-1))?.id,
    extras: protocol ? extrasFor(protocol, plans).map(({ id, title }) => ({ id, title })) : [],
    undo: last && { what: last.what, step: last.step },
    problem,
    job: state.job,
  };
}

/** A session as lists show it. */
export function summarize(state: SessionState): SessionSummary {
  const { opened } = state;
  const accessionNumber = opened.order?.accessionNumber ?? opened.accessionNumber;
  return {
    id: opened.session,
    openedAt: opened.at,
    patient: opened.patient,
    protocol: opened.protocol,
    state: state.closed ? 'closed' : 'open',
    accepted: state.steps.filter((step) => step.state === 'accepted').length,
    of: state.steps.length,
    seriesUid: opened.seriesUid,
    simulated: opened.simulated,
    held: state.held,
    ...(accessionNumber === undefined ? {} : { accessionNumber }),
    ...(state.discontinued === undefined ? {} : { discontinued: state.discontinued }),
  };
}

function viewStep({ plan, state, reason, shot, extra = false }: FoldedStep): Omit<StepView, 'priors'> {
  const { id, title, instruction, required, guide, scene, camera, fieldWidthMm, orientation, mirror, fixation } = plan;
  return {
    id,
    view: plan.view,
    title,
    instruction,
    required,
    guide,
    scene,
    camera,
    fieldWidthMm,
    orientation,
    mirror,
    fixation,
    expression: plan.expression,
    accessories: plan.accessories,
    extra,
    state,
    reason,
    shot,
  };
}

function viewShot(shot: FoldedShot): ShotView {
  const {
    startedAt: _startedAt,
    operator: _operator,
    operatorRole: _role,
    files: _files,
    captured: _captured,
    ...rest
  } = shot;
  const { awaited: _awaited, foundLater: _foundLater, checked: _checked, cameFrom: _cameFrom, ...view } = rest;
  return view;
}
