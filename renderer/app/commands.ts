import type { CameraView } from '../../electron/contract/camera-view.ts';
import { forbidsAccepting } from '../../electron/contract/findings.ts';
import type { Phase, SessionView, ShotView, StepView } from '../../electron/contract/session-view.ts';
import type { Key } from '../i18n/translate.ts';

/** What an operator can do with the picture at hand. */
export type Command = 'shot.take' | 'shot.accept' | 'shot.retake' | 'skip' | 'series';
export type Offer = {
  command: Command;
  label: Key;
  enabled: boolean;
  /** How far the download under way has come, 0 to 1, where the label says it. */
  share?: number;
};
export type Offers = {
  /** Space and the pedal. */
  primary: Offer;
  accept: Offer;
  retake: Offer;
  skip: Offer;
  /** Nothing is being made: what was decided can be taken back, and another step gone to. */
  settled: boolean;
};

/** What the actions depend on, of the camera that the next picture is taken with. */
export type OfferingCamera = Pick<CameraView, 'state' | 'progress'>;

export function isUp({ state }: Pick<CameraView, 'state'>): boolean {
  return state === 'ready' || state === 'busy';
}

/** Whether a press is worth sending: the studio itself waits for a camera that is on its way. */
function isAwaited({ state }: OfferingCamera): boolean {
  return state === 'ready' || state === 'busy' || state === 'connecting' || state === 'recovering';
}

const working = {
  preparing: 'phase.preparing',
  exposing: 'phase.exposing',
  saving: 'phase.saving',
  checking: 'phase.checking',
} as const satisfies Partial<Record<Phase, Key>>;

/** The saved, undecided picture of the current step. */
function underReview(session: SessionView): ShotView | null {
  const step = session.steps.find(({ id }) => id === session.current);
  return step?.state === 'taken' ? (session.shots.find(({ id }) => id === step.shot) ?? null) : null;
}

/**
 * The phase as the screen shows it. Writing a decision takes a few milliseconds of `preparing` in which no shot has
 * begun: it shows as what it was before, so that nothing blinks.
 */
function shownPhase(session: SessionView): Phase {
  if (session.phase !== 'preparing' || session.shots.at(-1)?.state === 'started') return session.phase;
  if (session.current === null) return 'complete';
  return underReview(session) ? 'review' : 'ready';
}

/** The picture under review, else the one that stands for the step gone back to, else the last one, whatever became of it. */
export function lastShot(session: SessionView): ShotView | null {
  const reviewed = shownPhase(session) === 'review' ? underReview(session) : null;
  return (
    reviewed ??
    standing(session) ??
    session.shots.find(({ id }) => id === session.lastShot) ??
    session.shots.at(-1) ??
    null
  );
}

function standing({ phase, current, steps, shots }: SessionView): ShotView | null {
  const step = phase === 'ready' ? steps.find(({ id }) => id === current) : undefined;
  return (step?.shot !== undefined && shots.find(({ id }) => id === step.shot)) || null;
}

export function isBlocked(shot: ShotView | null): boolean {
  return shot?.findings.some(({ level }) => level === 'block') ?? false;
}

/** Whether the picture at hand waits for a decision that nothing speaks against. */
export function isAcceptable(session: SessionView): boolean {
  return shownPhase(session) === 'review' && !isBlocked(lastShot(session));
}

/** Whether it may be accepted by somebody who has looked at it, though the next press would not. */
function isConfirmable(session: SessionView): boolean {
  return shownPhase(session) === 'review' && !lastShot(session)?.findings.some(forbidsAccepting);
}

/**
 * The step that the next press photographs, and so the one that the screen names: in review of a picture that may stand
 * it is already the step after it. Null when that was the last one.
 */
export function aim(session: SessionView): StepView | null {
  const at = session.steps.findIndex(({ id }) => id === session.current);
  if (!isAcceptable(session)) return session.steps[at] ?? null;
  const others = [...session.steps.slice(at + 1), ...session.steps.slice(0, at)];
  const waiting = others.find(({ state }) => state === 'pending' || state === 'taken');
  return waiting ?? others.find(({ state }) => state === 'deferred') ?? null;
}

/** The step that the screen shows: its name, its guide and how live view lies. After the last one, the last one still. */
export function shownStep(session: SessionView): StepView | null {
  return aim(session) ?? session.steps.find(({ id }) => id === session.current) ?? null;
}

/** To the step behind the one that the screen names, or before the one that was photographed. */
export function stepBeside(session: SessionView, way: 'next' | 'previous'): string | undefined {
  const from = way === 'next' ? aim(session)?.id : session.current;
  const at = session.steps.findIndex(({ id }) => id === from);
  return at < 0 ? undefined : session.steps[way === 'next' ? at + 1 : at - 1]?.id;
}

/**
 * The four actions as they stand. One pedal suffices: the primary one photographs, in review accepts and goes on, and
 * takes a blocked picture again.
 */
export function offers(session: SessionView, camera: OfferingCamera): Offers {
  const phase = shownPhase(session);
  const review = phase === 'review';
  const decidable = review || phase === 'ready' || phase === 'complete';
  const retakable = session.shots.some(({ state }) => state === 'saved' || state === 'checked' || state === 'accepted');
  return {
    settled: decidable,
    primary: primary(session, camera),
    accept: { command: 'shot.accept', label: 'capture.accept', enabled: isConfirmable(session) },
    retake: {
      command: 'shot.retake',
      label: review ? 'capture.retake' : 'capture.retake-last',
      enabled: retakable && decidable,
    },
    skip: {
      command: 'skip',
      label: 'capture.skip',
      enabled: session.current !== null && (review || phase === 'ready'),
    },
  };
}

function primary(session: SessionView, camera: OfferingCamera): Offer {
  const phase = shownPhase(session);
  const enabled = isAwaited(camera);
  if (phase === 'ready') return { command: 'shot.take', label: 'capture.take', enabled };
  if (phase === 'complete' || phase === 'closed')
    return { command: 'series', label: 'capture.to-series', enabled: true };
  if (phase !== 'review') return atWork(phase, camera);
  if (!isAcceptable(session)) return { command: 'shot.retake', label: 'capture.retake', enabled: true };
  if (!aim(session)) return { command: 'shot.accept', label: 'capture.accept-last', enabled: true };
  return { command: 'shot.take', label: 'capture.accept-and-go', enabled };
}

/** What is being waited for: the camera itself, its long download, or the phase's own work. */
function atWork(phase: keyof typeof working, camera: OfferingCamera): Offer {
  const { progress } = camera;
  if (progress !== undefined)
    return { command: 'shot.take', label: 'phase.transferring', enabled: false, share: progress };
  const awaited = phase === 'preparing' && isAwaited(camera) && !isUp(camera);
  return { command: 'shot.take', label: awaited ? 'phase.awaiting-camera' : working[phase], enabled: false };
}
