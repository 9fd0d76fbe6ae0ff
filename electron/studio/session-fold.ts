import { CodedError } from '../contract/errors.ts';
import type { SessionRecord, StoredFile } from '../contract/journal.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { Phase, ShotView, StepView } from '../contract/studio.ts';

type Opened = Extract<SessionRecord, { type: 'session-opened' }>;
type Captured = Extract<SessionRecord, { type: 'shot-captured' }>;

/** A shot as the journal tells it: what is shown, and what DICOM and the store need. */
export type FoldedShot = ShotView & {
  startedAt: string;
  files: StoredFile[];
  captured?: Captured;
  /** Failed, though the shutter may have been released: its picture may still be found on the camera. */
  awaited?: boolean;
  /** Its picture was found on the camera after it had failed, or after nobody had seen it being taken. */
  foundLater?: boolean;
};
export type FoldedStep = { plan: PlannedStep; state: StepView['state']; reason?: string; shot?: string };

/** A session, folded from its journal. Plain data: the same records always give the same state. */
export type SessionState = {
  opened: Opened;
  steps: FoldedStep[];
  shots: FoldedShot[];
  /** The step that the next picture belongs to; null when none is left. */
  current: string | null;
  closed: boolean;
  /** When its last record was written. */
  lastAt: string;
  job?: string;
};

/** Folds a journal. Throws `vault-damaged` when it does not begin with the session's opening. */
export function foldSession(records: readonly SessionRecord[]): SessionState {
  const [first, ...rest] = records;
  if (first?.type !== 'session-opened')
    throw new CodedError('vault-damaged', { problem: 'journal without an opening' });
  return rest.reduce(applyRecord, begin(first));
}

export function begin(opened: Opened): SessionState {
  const steps = opened.steps.map((plan): FoldedStep => ({ plan, state: 'pending' }));
  return { opened, steps, shots: [], current: steps[0]?.plan.id ?? null, closed: false, lastAt: opened.at };
}

/** The state after one more record. Records about shots or steps that do not exist change nothing. */
export function applyRecord(state: SessionState, record: SessionRecord): SessionState {
  return { ...change(state, record), lastAt: record.at };
}

function change(state: SessionState, record: SessionRecord): SessionState {
  switch (record.type) {
    case 'session-opened':
      return state;
    case 'step-selected':
      return { ...state, current: record.step };
    case 'step-skipped':
      return advance(withStep(state, record.step, { state: 'skipped', reason: record.reason }), record.step);
    case 'step-deferred':
      return advance(withStep(state, record.step, { state: 'deferred' }), record.step);
    case 'shot-started':
      return { ...state, current: record.step, shots: [...state.shots, start(record)] };
    case 'shot-captured':
      return capture(state, record);
    case 'shot-failed':
      return withShot(state, record.shot, { state: 'failed', error: record.error, awaited: record.released !== false });
    case 'shot-checked': {
      // A shot that was completed after its decision is checked again and stays decided.
      const decided = state.shots.some(({ id, state: now }) => id === record.shot && isDecided(now));
      return withShot(state, record.shot, { ...(decided ? {} : { state: 'checked' }), findings: record.findings });
    }
    case 'shot-accepted': {
      const accepted = withStepOf(withShot(state, record.shot, { state: 'accepted' }), record.shot, {
        state: 'accepted',
        shot: record.shot,
      });
      return advance(accepted, stepOf(state, record.shot));
    }
    case 'shot-rejected':
      return reject(state, record.shot);
    case 'shot-reopened':
    case 'step-reopened':
    case 'step-added':
    case 'session-paused':
    case 'session-resumed':
      return state;
    case 'session-closed':
      return { ...state, closed: true, current: null, ...(record.job ? { job: record.job } : {}) };
  }
}

function start(record: Extract<SessionRecord, { type: 'shot-started' }>): FoldedShot {
  return {
    id: record.shot,
    step: record.step,
    number: record.number,
    sopInstanceUid: record.sopInstanceUid,
    startedAt: record.at,
    takenAt: record.at,
    state: 'started',
    findings: [],
    files: [],
    ...(record.origin ? { origin: record.origin, foundLater: record.origin === 'found' } : {}),
  };
}

/**
 * A shot's files are safe. It stands for its step unless a later shot does already; a shot that had been captured before
 * has only been completed, which undoes no decision.
 */
function capture(state: SessionState, record: Captured): SessionState {
  const shot = state.shots.find(({ id }) => id === record.shot);
  if (!shot) return state;
  const picture = record.files.find((file) => file.kind === 'jpeg') ?? record.files[0];
  const saved = withShot(state, record.shot, {
    files: record.files,
    captured: record,
    complete: record.complete,
    settings: record.settings,
    ms: record.ms,
    ...(picture ? { bytes: picture.bytes, sha256: picture.sha256 } : {}),
    ...(isDecided(shot.state) ? {} : { state: 'saved' as const }),
    ...(shot.state === 'failed' ? { error: undefined, awaited: false, foundLater: true } : {}),
  });
  if (shot.captured || isOvertaken(state, shot)) return saved;
  const stands = withStep(saved, shot.step, { state: 'taken', shot: shot.id });
  return { ...stands, current: state.current ?? shot.step };
}

/** Whether its step has a later picture, decided or not: then one that was found late is only another try. */
export function isOvertaken(state: SessionState, { step, number }: FoldedShot): boolean {
  return state.shots.some((shot) => {
    return shot.step === step && shot.number > number && ['saved', 'checked', 'accepted'].includes(shot.state);
  });
}

/** A rejected picture gives its step back; one that another picture has overtaken has none to give. */
function reject(state: SessionState, id: string): SessionState {
  const rejected = withShot(state, id, { state: 'rejected' });
  const step = state.steps.find(({ shot }) => shot === id)?.plan.id;
  if (step === undefined) return rejected;
  const standing = rejected.shots.findLast((shot) => shot.step === step && shot.state === 'accepted');
  const given: Partial<FoldedStep> = standing
    ? { state: 'accepted', shot: standing.id }
    : { state: 'pending', shot: undefined };
  return { ...withStep(rejected, step, given), current: step };
}

function isDecided(state: FoldedShot['state']): boolean {
  return state === 'accepted' || state === 'rejected';
}

/** The phase as far as the journal knows it; the runner knows of work under way. */
export function restingPhase(state: SessionState): Phase {
  if (state.closed) return 'closed';
  if (shotUnderReview(state)) return 'review';
  return state.current === null ? 'complete' : 'ready';
}

/** The saved, undecided picture that stands for the current step. */
export function shotUnderReview(state: SessionState): FoldedShot | undefined {
  const standing = state.steps.find(({ plan }) => plan.id === state.current)?.shot;
  const shot = state.shots.find(({ id }) => id === standing);
  return shot && (shot.state === 'saved' || shot.state === 'checked') ? shot : undefined;
}

/** The step of the next picture: the current one, or the one after it while an unblocked picture of it is under review. */
export function nextToPhotograph(state: SessionState): PlannedStep | undefined {
  const undecided = shotUnderReview(state);
  const free = undecided && !undecided.findings.some(({ level }) => level === 'block');
  const next = free ? advance(withStep(state, undecided.step, { state: 'accepted' }), undecided.step) : state;
  return next.steps.find(({ plan }) => plan.id === next.current)?.plan;
}

/** The accepted pictures in the protocol's order: what is sent. */
export function acceptedShots(state: SessionState): FoldedShot[] {
  return state.steps.flatMap((step) => {
    const shot = state.shots.find((candidate) => candidate.id === step.shot);
    return step.state === 'accepted' && shot ? [shot] : [];
  });
}

/** Required steps that nobody has photographed and accepted, or skipped with a reason. */
export function openSteps(state: SessionState): FoldedStep[] {
  return state.steps.filter(({ plan, state: done }) => plan.required && done !== 'accepted' && done !== 'skipped');
}

/** After a decision: the next step in order that still waits, then those before it, then the deferred ones. */
function advance(state: SessionState, from: string | undefined): SessionState {
  const at = state.steps.findIndex(({ plan }) => plan.id === from);
  const ordered = [...state.steps.slice(at + 1), ...state.steps.slice(0, at + 1)];
  const waiting =
    ordered.find((step) => step.state === 'pending' || step.state === 'taken') ??
    ordered.find((step) => step.state === 'deferred' && step.plan.id !== from);
  return { ...state, current: waiting?.plan.id ?? null };
}

function stepOf(state: SessionState, shot: string): string | undefined {
  return state.shots.find(({ id }) => id === shot)?.step;
}

function withShot(state: SessionState, id: string, change: Partial<FoldedShot>): SessionState {
  return { ...state, shots: state.shots.map((shot) => (shot.id === id ? { ...shot, ...change } : shot)) };
}

function withStep(state: SessionState, id: string | undefined, change: Partial<FoldedStep>): SessionState {
  return { ...state, steps: state.steps.map((step) => (step.plan.id === id ? { ...step, ...change } : step)) };
}

function withStepOf(state: SessionState, shot: string, change: Partial<FoldedStep>): SessionState {
  return withStep(state, stepOf(state, shot), change);
}
