import type { ErrorInfo } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import type { DeliveryView, Phase, SessionSummary, SessionView, ShotView, StepView } from '../contract/studio.ts';
import type { FoldedShot, FoldedStep, SessionState } from './session-fold.ts';

/** A session as the page shows it. */
export function viewSession(state: SessionState, phase: Phase, problem: ErrorInfo | undefined): SessionView {
  const { opened } = state;
  return {
    id: opened.session,
    openedAt: opened.at,
    patient: opened.patient,
    protocol: opened.protocol,
    composite: opened.composite,
    studyUid: opened.studyUid,
    seriesUid: opened.seriesUid,
    operator: opened.operator,
    simulated: opened.simulated,
    phase,
    current: state.current,
    steps: state.steps.map(viewStep),
    shots: state.shots.map(viewShot),
    lastShot: state.shots.at(-1)?.id,
    extras: [],
    problem,
    job: state.job,
  };
}

/** A session as lists show it. */
export function summarize(state: SessionState): SessionSummary {
  const { opened } = state;
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
  };
}

export function viewDelivery(job: OutboxJob): DeliveryView {
  return {
    id: job.id,
    session: job.session,
    series: job.seriesUid,
    store: job.store,
    state: job.state,
    attempts: job.attempts,
    confirmed: job.instances.filter(({ state }) => state === 'confirmed').length,
    of: job.instances.length,
    pictures: job.instances.map(({ shot, state }) => ({ shot, state: state === 'unknown' ? 'waiting' : state })),
    lastError: job.lastError,
    updatedAt: job.updatedAt,
  };
}

function viewStep({ plan, state, reason, shot }: FoldedStep): StepView {
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
    extra: false,
    priors: [],
    state,
    reason,
    shot,
  };
}

function viewShot(shot: FoldedShot): ShotView {
  const { startedAt: _startedAt, files: _files, captured: _captured, ...rest } = shot;
  const { awaited: _awaited, foundLater: _foundLater, ...view } = rest;
  return view;
}
