import type { OfferedShot, ShotFile } from '../contract/devices.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import { cameraFor } from './cameras-in-use.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import { nextToPhotograph } from './session-fold.ts';
import type { FoldedShot, SessionState } from './session-state.ts';
import { isPair } from './shot-keeping.ts';

/** What a session that is on screen knows of a shot which nobody asked for. */
export type Circumstances = {
  camera: CameraPort;
  offered: OfferedShot;
  /** Shots of this session with a greater number may have been waiting for this one; the others are none of its. */
  after: number;
  /** When the session came on screen, and when the operator was first shown the step that is now the next one. */
  onScreenMs: number;
  shownMs: number;
  /** When the button was pressed; undefined for what was found. */
  pressedMs: number | undefined;
  /**
   * When the connection to this very body was lost for the last time, and since when (wall clock) it had lasted; undefined if
   * it never was lost, or this is another body.
   */
  loss: { atMs: number; begunAt: number } | undefined;
  /** When (wall clock) another session last began a shot whose picture is nowhere; undefined without one. */
  contestedAt: number | undefined;
  nowMs: number;
  /** The wall clock, as journals have it. */
  at: number;
};

/**
 * A camera that was away, or a session that nobody looked at, for longer than this may have been with another patient: what
 * is found then is nobody's.
 */
const ownForMs = 30 * 60_000;

/**
 * What becomes of such a shot: `known` it is in this session already · `completes` one that has failed or lacks a file ·
 * `joins` the step that is shown, as the pedal would · `goes-to` another step, deciding nothing · `stray` belongs to nobody
 * who is here. Whenever in doubt it is a stray: it then stays on the camera, and no patient gets another one's picture.
 */
export type Fate =
  | { kind: 'known' }
  | { kind: 'completes'; shot: FoldedShot }
  | { kind: 'joins'; step: PlannedStep }
  | { kind: 'goes-to'; step: PlannedStep }
  | { kind: 'stray' };

const stray: Fate = { kind: 'stray' };

export function fateOf(state: SessionState, room: Pick<CamerasPort, 'list'>, found: Circumstances): Fate {
  const { camera, offered } = found;
  // A session is simulated as a whole or not at all.
  if (state.closed || camera.simulated !== state.opened.simulated) return stray;
  const stored = state.shots.flatMap(({ files }) => files.map(({ sha256 }) => sha256));
  if (offered.shot.files.every(({ sha256 }) => stored.includes(sha256))) return { kind: 'known' };
  if (offered.origin === 'body') {
    // A picture from before the session came on screen is another patient's, however late its bytes arrive.
    if (found.pressedMs === undefined || found.pressedMs < found.onScreenMs) return stray;
    const incomplete = lacking(state.shots, camera, offered);
    if (incomplete) return { kind: 'completes', shot: incomplete };
    return placeFor(state, room, camera, found.pressedMs < found.shownMs);
  }
  const from = Math.max(found.loss?.begunAt ?? 0, found.at - ownForMs);
  const own = state.shots.filter(({ number, startedAt }) => number > found.after && Date.parse(startedAt) >= from);
  // It may as well be that other patient's.
  if (found.contestedAt !== undefined && found.contestedAt >= from) return stray;
  const waiting = lacking(own, camera, offered) ?? firstAwaited(own, state, room, camera);
  if (waiting) return { kind: 'completes', shot: waiting };
  const lostMs = found.loss?.atMs;
  if (lostMs === undefined || lostMs < found.onScreenMs || lostMs < found.nowMs - ownForMs) return stray;
  return placeFor(state, room, camera, false);
}

/**
 * A button that was pressed before the screen led on meant the step that was photographed just then. Another camera than the
 * one that is shown means the first step that waits for it. Where none is left it is one more try of the last one of this
 * camera; where no step is this camera's, it is not this session's.
 */
function placeFor(state: SessionState, room: Pick<CamerasPort, 'list'>, camera: CameraPort, earlier: boolean): Fate {
  const own = state.steps.filter(({ plan }) => cameraFor(room, plan).camera === camera);
  const photographed = state.shots
    .filter(({ state: is }) => is !== 'failed' && is !== 'started')
    .map(({ step }) => step);
  const among = (id: string | undefined): PlannedStep | undefined => own.find(({ plan }) => plan.id === id)?.plan;
  const justThen = among(photographed.at(-1));
  if (earlier && justThen) return { kind: 'goes-to', step: justThen };
  const shown = among(nextToPhotograph(state)?.id);
  if (shown) return { kind: 'joins', step: shown };
  const wanting = own.find(({ state: is }) => is === 'pending' || is === 'deferred')?.plan;
  const place = wanting ?? among(photographed.findLast((id) => among(id)));
  return place ? { kind: 'goes-to', step: place } : stray;
}

/**
 * The incomplete shot of this camera that these files belong to: one of them is its already, or it lacks all their kinds
 * and they are no whole shot. What is late follows the last one; what was found is offered oldest first.
 */
function lacking(
  own: readonly FoldedShot[],
  camera: CameraPort,
  { origin, shot }: OfferedShot,
): FoldedShot | undefined {
  const sharing = own.find(({ files }) =>
    files.some(({ sha256 }) => shot.files.some((file) => file.sha256 === sha256)),
  );
  if (sharing) return sharing;
  // What was found is as many files as lay there: only a pair is surely whole.
  if (origin === 'body' ? shot.complete : isPair(shot.files)) return undefined;
  const candidates = own.filter(({ complete, files, captured }) => {
    return complete === false && captured?.camera.serial === camera.identity?.serial && lacksAll(files, shot.files);
  });
  return origin === 'body' ? candidates.at(-1) : candidates[0];
}

function lacksAll(files: FoldedShot['files'], offered: readonly ShotFile[]): boolean {
  return offered.every((file) => !files.some(({ kind }) => kind === file.kind));
}

/** The first shot of this camera without a picture whose shutter may have been released. */
function firstAwaited(
  own: readonly FoldedShot[],
  state: SessionState,
  room: Pick<CamerasPort, 'list'>,
  camera: CameraPort,
): FoldedShot | undefined {
  const plan = (id: string): PlannedStep | undefined => state.steps.find((step) => step.plan.id === id)?.plan;
  return own.find((shot) => lacksPicture(shot) && cameraFor(room, plan(shot.step)).camera === camera);
}

/** How many shots of a session wait for a picture or a file that may lie on a camera. */
export function missingPictures(state: SessionState): number {
  if (state.closed) return 0;
  return state.shots.filter((shot) => lacksPicture(shot) || shot.complete === false).length;
}

/** When (wall clock) any of these sessions last began a shot whose picture is nowhere, however the session ended. */
export function lastWithoutPicture(sessions: readonly SessionState[]): number | undefined {
  const begun = sessions.flatMap(({ shots }) =>
    shots.filter(lacksPicture).map(({ startedAt }) => Date.parse(startedAt)),
  );
  return begun.length > 0 ? Math.max(...begun) : undefined;
}

function lacksPicture({ state, awaited }: FoldedShot): boolean {
  return state === 'started' || awaited === true;
}
