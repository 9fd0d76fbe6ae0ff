import { CodedError } from '../contract/errors.ts';
import type { Phase } from '../contract/session-view.ts';

/** What an operator can ask of a session. */
export type SessionCommand =
  | 'take'
  | 'accept'
  | 'retake'
  | 'choose'
  | 'undo'
  | 'add'
  | 'skip'
  | 'defer'
  | 'select'
  | 'correct'
  | 'close'
  | 'discontinue';

/**
 * Which command is possible in which phase. This table is the whole state machine: everything else is the fold over the
 * journal. While a picture is being made (`preparing` to `checking`) nothing is, and nothing is queued: a second press of
 * the pedal must not become a second picture.
 */
const allowedIn: Readonly<Record<SessionCommand, readonly Phase[]>> = {
  take: ['ready', 'review'],
  accept: ['review'],
  retake: ['ready', 'review', 'complete'],
  choose: ['ready', 'review', 'complete'],
  undo: ['ready', 'review', 'complete'],
  add: ['ready', 'review', 'complete'],
  skip: ['ready', 'review'],
  defer: ['ready', 'review'],
  select: ['ready', 'review', 'complete'],
  correct: ['ready', 'review', 'complete', 'closed'],
  close: ['ready', 'review', 'complete'],
  discontinue: ['ready', 'review', 'complete'],
};

/** Throws `not-now` with the command and the phase. */
export function guard(command: SessionCommand, phase: Phase): void {
  if (!allowedIn[command].includes(phase)) throw new CodedError('not-now', { command, phase });
}
