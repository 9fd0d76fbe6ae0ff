import type { DecisionKind, SessionRecord, StoredFile } from '../contract/journal.ts';
import type { Role } from '../contract/operators.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { ShotView, StepView } from '../contract/session-view.ts';

export type Opened = Extract<SessionRecord, { type: 'session-opened' }>;
export type Captured = Extract<SessionRecord, { type: 'shot-captured' }>;

/** A shot as the journal tells it: what is shown, and what DICOM and the store need. */
export type FoldedShot = ShotView & {
  startedAt: string;
  /** The name of who took it, where that is somebody else than who opened the session. */
  operator?: string;
  operatorRole?: Role;
  files: StoredFile[];
  captured?: Captured;
  /** The step that was the current one when it was begun. */
  cameFrom: string | null;
  /** Its findings are known. */
  checked?: boolean;
  /** Failed, though the shutter may have been released: its picture may still be found on the camera. */
  awaited?: boolean;
  /** Its picture was found on the camera after it had failed, or after nobody had seen it being taken. */
  foundLater?: boolean;
};

export type FoldedStep = {
  plan: PlannedStep;
  state: StepView['state'];
  reason?: string | undefined;
  shot?: string | undefined;
  /** Added by the operator. */
  extra?: boolean;
};

/** One thing that can be taken back, and how all was before it. */
export type Decision = {
  what: DecisionKind;
  step: string;
  shot?: string;
  before: Pick<SessionState, 'current' | 'steps' | 'shots'>;
};

/** A session, folded from its journal. Plain data: the same records always give the same state. */
export type SessionState = {
  opened: Opened;
  /** How many records it is the fold of. */
  records: number;
  steps: FoldedStep[];
  shots: FoldedShot[];
  /** The step that the next picture belongs to; null when none is left. */
  current: string | null;
  closed: boolean;
  /** On legal hold: its originals never leave the vault. */
  held: boolean;
  /** What goes with the pictures. */
  documents: readonly Extract<SessionRecord, { type: 'document-attached' }>[];
  /** Why it ended before all required views were there. */
  discontinued?: string;
  /** How far the RIS has been told that the procedure is. */
  progressTold?: Extract<SessionRecord, { type: 'progress-told' }>['progress'];
  /** Whose pictures these are was corrected after it was opened. */
  corrected: boolean;
  /** The RIS does not want to hear of it: it is told no more. */
  progressRefused?: true;
  /** Performed procedure steps that the RIS was told had begun, and that a correction has given up; it hears that they are discontinued. */
  misdirected: readonly string[];
  /** Names of the files that have left the vault. */
  purged: readonly string[];
  /** Sources of copies that are looked for on the card no more. */
  cleared: readonly string[];
  /** What can be taken back, the last one first to go. Empty once closed. */
  decisions: Decision[];
  /** Whether it left the screen in good order, as far as its journal says. */
  leftWell: boolean;
  /** When anything was last recorded of it, when something was last done in it, and when it was last on screen. */
  recordedAt: string;
  lastAt: string;
  seenAt: string;
  job?: string;
};

export function isDecided(state: FoldedShot['state']): boolean {
  return state === 'accepted' || state === 'rejected';
}

/** Whether there is a picture that may come to stand for its step, or does. */
export function hasChance({ state }: Pick<FoldedShot, 'state'>): boolean {
  return state === 'saved' || state === 'checked' || state === 'accepted';
}

/** Whether its step has a later picture, decided or not: then one that was found late is only another try. */
export function isOvertaken(state: SessionState, { step, number }: FoldedShot): boolean {
  return state.shots.some((shot) => shot.step === step && shot.number > number && hasChance(shot));
}
