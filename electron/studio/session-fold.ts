import { CodedError } from '../contract/errors.ts';
import { type Rejection, rejections, type SessionRecord } from '../contract/journal.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { Phase } from '../contract/session-view.ts';
import {
  type Captured,
  type FoldedShot,
  type FoldedStep,
  hasChance,
  isDecided,
  isOvertaken,
  type Opened,
  type SessionState,
} from './session-state.ts';
import { decisionIn, takeBack } from './undo.ts';

type Renumbering = NonNullable<Extract<SessionRecord, { type: 'patient-corrected' }>['uids']>;

/** Folds a journal. Throws `vault-damaged` when it does not begin with the session's opening. */
export function foldSession(records: readonly SessionRecord[]): SessionState {
  const [first, ...rest] = records;
  if (first?.type !== 'session-opened')
    throw new CodedError('vault-damaged', { problem: 'journal without an opening' });
  return rest.reduce(applyRecord, begin(first));
}

export function begin(opened: Opened): SessionState {
  const steps = opened.steps.map((plan): FoldedStep => ({ plan, state: 'pending' }));
  return {
    opened,
    records: 1,
    steps,
    shots: [],
    current: steps[0]?.plan.id ?? null,
    closed: false,
    held: opened.held === true,
    documents: [],
    corrected: false,
    misdirected: [],
    purged: [],
    cleared: [],
    decisions: [],
    leftWell: opened.tracked !== true,
    recordedAt: opened.at,
    lastAt: opened.at,
    seenAt: opened.at,
  };
}

/** The state after one more record. Records about shots or steps that do not exist change nothing. */
export function applyRecord(before: SessionState, record: SessionRecord): SessionState {
  const state = { ...before, records: before.records + 1 };
  if (isAftermath(record)) return { ...change(state, record), recordedAt: record.at };
  const isWork = record.type !== 'session-paused' && record.type !== 'session-resumed';
  const at = { recordedAt: record.at, seenAt: record.at, ...(isWork ? { lastAt: record.at } : {}) };
  if (!isAboutThis(state, record)) return { ...state, ...at };
  const decision = decisionIn(state, record);
  const next = { ...change(state, record), ...at };
  return decision ? { ...next, decisions: [...next.decisions, decision] } : next;
}

/** Nobody was photographed, and nothing came on screen or left it. */
function isAftermath({ type }: SessionRecord): boolean {
  return (
    type === 'session-held' ||
    type === 'progress-told' ||
    type === 'patient-corrected' ||
    type === 'originals-purged' ||
    type === 'card-cleared'
  );
}

function isAboutThis({ shots, steps }: SessionState, record: SessionRecord): boolean {
  if ('shot' in record && record.type !== 'shot-started' && record.type !== 'undone')
    return shots.some(({ id }) => id === record.shot);
  return record.type !== 'step-selected' || steps.some(({ plan }) => plan.id === record.step);
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
      return advance(withStep(state, record.step, { state: 'deferred', reason: undefined }), record.step);
    case 'shot-started':
      return { ...state, current: record.step, shots: [...state.shots, start(record, state.current)] };
    case 'shot-captured':
      return capture(state, record);
    case 'shot-failed':
      return withShot(state, record.shot, { state: 'failed', error: record.error, awaited: record.released !== false });
    case 'shot-checked': {
      // A shot that was completed after its decision is checked again and stays decided.
      const decided = state.shots.some(({ id, state: now }) => id === record.shot && isDecided(now));
      const change = { checked: true, findings: record.findings };
      return withShot(state, record.shot, { ...change, ...(decided ? {} : { state: 'checked' }) });
    }
    case 'shot-accepted':
      return accept(state, record.shot);
    case 'shot-rejected':
      return reject(state, record.shot, rejectionOf(record.reason));
    case 'undone':
      return takeBack(state);
    case 'step-added':
      return add(state, record.step, record.after);
    case 'session-paused':
      return { ...state, leftWell: true };
    case 'session-resumed':
      return { ...state, leftWell: false };
    case 'session-closed':
      return { ...state, closed: true, current: null, decisions: [], ...closing(record) };
    case 'progress-told':
      return tell(state, record);
    case 'document-attached':
      return { ...state, documents: [...state.documents, record] };
    case 'patient-corrected':
      return correct(state, record);
    case 'session-held':
      return { ...state, held: record.on };
    case 'originals-purged':
      return purge(state, record.files);
    case 'card-cleared':
      return { ...state, cleared: [...state.cleared, ...record.sources] };
  }
}

function closing({ job, discontinued }: Extract<SessionRecord, { type: 'session-closed' }>): Partial<SessionState> {
  return { ...(job ? { job } : {}), ...(discontinued ? { discontinued } : {}) };
}

/** What the RIS has heard: of the step that is still meant, or that one is given up which was not. */
function tell(state: SessionState, record: Extract<SessionRecord, { type: 'progress-told' }>): SessionState {
  const { mppsUid = state.opened.mppsUid, progress, refused } = record;
  if (mppsUid === state.opened.mppsUid) {
    return { ...state, progressTold: progress, ...(refused ? { progressRefused: true } : {}) };
  }
  return { ...state, misdirected: state.misdirected.filter((uid) => uid !== mppsUid) };
}

/** Whose pictures these are, from here on; with new UIDs where the old ones are known elsewhere. */
function correct(state: SessionState, record: Extract<SessionRecord, { type: 'patient-corrected' }>): SessionState {
  const { patient, order, uids } = record;
  const { order: _order, accessionNumber: _accessionNumber, ...rest } = state.opened;
  const opened = { ...rest, patient, ...(order ? { order } : {}) };
  const renamed = { ...state, opened, corrected: true };
  const next = record.mppsUid === undefined ? renamed : begunAnew(renamed, record.mppsUid);
  if (!uids) return next;
  return renumbered(next, uids);
}

/** A step that is completed or discontinued is beyond change (PS3.4 F.7.2.2): the RIS corrects it itself. */
function begunAnew(state: SessionState, mppsUid: string | null): SessionState {
  const { opened, progressTold, progressRefused, misdirected, ...rest } = state;
  const { mppsUid: given, ...without } = opened;
  const isOpen = progressTold === 'in-progress' && !progressRefused && given !== undefined;
  return {
    ...rest,
    opened: mppsUid === null ? without : { ...without, mppsUid },
    misdirected: isOpen ? [...misdirected, given] : misdirected,
  };
}

function renumbered(state: SessionState, uids: Renumbering): SessionState {
  const { opened } = state;
  const { studyUid, seriesUid } = uids;
  return {
    ...state,
    opened: { ...opened, studyUid, seriesUid },
    shots: state.shots.map((shot) => ({ ...shot, sopInstanceUid: uids.shots[shot.id] ?? shot.sopInstanceUid })),
    documents: state.documents.map((document) => {
      return { ...document, sopInstanceUid: uids.documents[document.file.name] ?? document.sopInstanceUid };
    }),
  };
}

/** A shot whose picture has gone cannot be shown any more, whatever of it is still there. */
function purge(state: SessionState, files: readonly string[]): SessionState {
  const shots = state.shots.map((shot) => {
    return pictureAmong(shot.files, files) ? { ...shot, purged: true as const } : shot;
  });
  return { ...state, purged: [...new Set([...state.purged, ...files])], shots };
}

function pictureAmong(files: FoldedShot['files'], names: readonly string[]): boolean {
  const picture = files.find(({ kind }) => kind === 'jpeg') ?? files[0];
  return picture !== undefined && names.includes(picture.name);
}

function start(record: Extract<SessionRecord, { type: 'shot-started' }>, cameFrom: string | null): FoldedShot {
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
    cameFrom,
    ...(record.operator === undefined ? {} : { operator: record.operatorName ?? record.operator }),
    ...(record.operatorRole === undefined ? {} : { operatorRole: record.operatorRole }),
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
  const stands = withStep(saved, shot.step, { state: 'taken', shot: shot.id, reason: undefined });
  return { ...stands, current: state.current ?? shot.step };
}

/**
 * The picture stands for its step, and no other one of it does any more. The session goes on from there, unless it is at
 * another step.
 */
function accept(state: SessionState, id: string): SessionState {
  const step = stepOf(state, id);
  const others = state.shots.filter((shot) => shot.step === step && shot.id !== id && hasChance(shot));
  const alone = others.reduce((so, { id: other }) => withShot(so, other, rejectedAs('replaced')), state);
  const accepted = withShot(alone, id, { state: 'accepted', rejected: undefined });
  const decided = withStep(accepted, step, { state: 'accepted', shot: id, reason: undefined });
  return step === state.current ? advance(decided, step) : decided;
}

/** A rejected picture gives its step back; one that another picture has overtaken has none to give. */
function reject(state: SessionState, id: string, reason: Rejection): SessionState {
  const rejected = withShot(state, id, rejectedAs(reason));
  const step = state.steps.find(({ shot }) => shot === id)?.plan.id;
  if (step === undefined) return rejected;
  const standing = rejected.shots.findLast((shot) => shot.step === step && shot.state === 'accepted');
  const given: Partial<FoldedStep> = standing
    ? { state: 'accepted', shot: standing.id }
    : { state: 'pending', shot: undefined };
  return { ...withStep(rejected, step, given), current: step };
}

/** Behind the step `after`, or at the end; it is the next one. */
function add(state: SessionState, plan: PlannedStep, after: string): SessionState {
  const place = state.steps.findIndex((step) => step.plan.id === after) + 1 || state.steps.length;
  const added: FoldedStep = { plan, state: 'pending', extra: true };
  return { ...state, steps: state.steps.toSpliced(place, 0, added), current: plan.id };
}

function rejectedAs(rejected: Rejection): Partial<FoldedShot> {
  return { state: 'rejected', rejected };
}

function rejectionOf(reason: string): Rejection {
  return rejections.find((known) => known === reason) ?? 'retake';
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

/**
 * What keeps a session from being closed: required steps that nobody has photographed and accepted, or skipped with a reason,
 * and pictures that nobody has decided on, of any step. Only accepted ones are sent, so that closing would lose those.
 */
export function openSteps(state: SessionState): FoldedStep[] {
  return state.steps.filter(({ plan, state: is }) => {
    return is === 'taken' || (plan.required && is !== 'accepted' && is !== 'skipped');
  });
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
