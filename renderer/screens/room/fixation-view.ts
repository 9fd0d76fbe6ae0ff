import type { Fixation } from '../../../electron/contract/protocol.ts';
import type { FixationDisplay } from '../../../electron/contract/room.ts';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { reachOf, targetOn } from '../../fixation/geometry.ts';
import { translate } from '../../i18n/translate.ts';

/** The screen's reach in whole degrees, in words: what it reaches for certain. */
export function reachText(display: FixationDisplay, language: Language): string {
  const { leftDeg, rightDeg, upDeg, downDeg } = reachOf(display);
  const [left, right, up, down] = [leftDeg, rightDeg, upDeg, downDeg].map((degrees) => `${Math.floor(degrees)}°`);
  return translate(language, 'room.fixation-reach', {
    left: left ?? '',
    right: right ?? '',
    up: up ?? '',
    down: down ?? '',
  });
}

export type Direction = Fixation & { reached: boolean };

/** Where the steps of a session have their patient look, each direction once, and whether this screen can show it. */
export function directionsOf(session: SessionView | null, display: FixationDisplay): Direction[] {
  const found = new Map<string, Direction>();
  for (const { fixation } of session?.steps ?? []) {
    if (fixation) found.set(JSON.stringify(fixation), { ...fixation, reached: reaches(display, fixation) });
  }
  return [...found.values()];
}

/** The steps whose direction lies beyond the screen. */
export function beyond(session: SessionView | null, display: FixationDisplay): StepView[] {
  return (session?.steps ?? []).filter(({ fixation }) => fixation && !reaches(display, fixation));
}

function reaches(display: FixationDisplay, fixation: Fixation): boolean {
  return targetOn(fixation, display, { widthPx: display.widthMm, heightPx: display.heightMm }).on;
}
