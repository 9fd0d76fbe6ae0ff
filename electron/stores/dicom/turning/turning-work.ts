import { CodedError, type ErrorInfo } from '../../../contract/errors.ts';
import { type SmallPicture, smallPicture } from './small-picture.ts';
import type { Turn } from './turn.ts';
import { type TurnedJpeg, turnJpeg } from './turn-jpeg.ts';

/** What takes too long for the main loop. */
export type TurningWork =
  | { readonly task: 'turn'; readonly jpeg: Uint8Array; readonly turn: Turn }
  | { readonly task: 'small'; readonly jpeg: Uint8Array; readonly turn: Turn; readonly longSidePx: number };
export type TurningDone = { turned: TurnedJpeg } | { small: SmallPicture } | { failed: ErrorInfo };

/** What is wrong with the picture is an answer; any other error is thrown. */
export function doTurning(work: TurningWork): TurningDone {
  try {
    if (work.task === 'turn') return { turned: turnJpeg(work.jpeg, work.turn) };
    return { small: smallPicture(work.jpeg, work.turn, work.longSidePx) };
  } catch (error) {
    if (error instanceof CodedError) return { failed: error.toInfo() };
    throw error;
  }
}
