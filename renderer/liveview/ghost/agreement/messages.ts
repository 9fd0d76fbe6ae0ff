import type { FrameView } from '../../frame-view.ts';
import type { Nudge } from '../placement.ts';
import type { Match } from './register.ts';

/** How the two pictures lie on screen: the frame's field with its shape as shown, and the ghost within it. */
export type Laid = {
  view: FrameView;
  fieldWidthMm: number;
  aspect: number;
  ghostWidthMm: number;
  nudge: Nudge;
};

/** To the worker: the earlier picture once, then frames, each reduced and given away. */
export type AgreementOrder =
  | { kind: 'ghost'; picture: ImageBitmap }
  | { kind: 'frame'; frame: ImageBitmap; laid: Laid };

/** One answer for each frame; null where one of the two shows nothing to go by. */
export type AgreementResult = { match: Match | null };
