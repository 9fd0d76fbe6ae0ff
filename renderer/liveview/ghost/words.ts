import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { PriorView, SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { clock, day, degrees, localDay, millimetres, percent } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import type { Hint } from './agreement/verdict.ts';
import { isOfThisVisit, priorOf, scaledPriors } from './ghost-of.ts';
import type { Laying } from './ghost-state.ts';
import { isAsTaken, type Nudge } from './placement.ts';

/** Fields narrower than this are told in half millimetres: a tooth is nearer than a face. */
const closeMm = 100;

/** How it is looked at, in a word; transparency says how much instead. */
const how = { opacity: null, difference: 'ghost.difference', split: 'ghost.split' } as const;

/** What to do with the subject, in the screen's own directions: « ← 3 mm vers la gauche · ↺ redresser de 1,5° ». */
export function hintWords({ rightMm, downMm, clockwiseDeg }: Hint, fieldWidthMm: number, language: Language): string {
  const step = fieldWidthMm < closeMm ? 0.5 : 1;
  const length = (mm: number): string => millimetres(Math.max(step, rounded(Math.abs(mm), step)), language);
  const angle = degrees(Math.max(0.5, rounded(Math.abs(clockwiseDeg), 0.5)), language);
  const words: string[] = [];
  if (rightMm !== 0)
    words.push(translate(language, rightMm > 0 ? 'ghost.right' : 'ghost.left', { length: length(rightMm) }));
  if (downMm !== 0) words.push(translate(language, downMm > 0 ? 'ghost.down' : 'ghost.up', { length: length(downMm) }));
  if (clockwiseDeg !== 0)
    words.push(translate(language, clockwiseDeg > 0 ? 'ghost.clockwise' : 'ghost.counter-clockwise', { angle }));
  return words.join(' · ');
}

/** The chips that say which earlier picture lies over live view, how, and whether it was moved. */
export function ghostChips(
  session: SessionView,
  step: StepView | null,
  laying: Laying,
  { mode, opacity }: Preferences['ghost'],
  language: Language,
): string[] {
  if (mode === 'off' || !step) return [];
  const prior = priorOf(step, laying);
  if (!prior) return [translate(language, 'ghost.none')];
  const priors = scaledPriors(step);
  const of = priors.length;
  const at = priors.findIndex(({ shot }) => shot === prior.shot) + 1;
  const which = [
    translate(language, 'ghost.of', { visit: visit(prior, session, language) }),
    how[mode] === null ? percent(opacity, language) : translate(language, how[mode]),
    ...(of > 1 ? [translate(language, 'ghost.which', { at, of })] : []),
  ].join(' · ');
  return isAsTaken(laying.nudge) ? [which] : [which, movedWords(laying.nudge, language)];
}

/** A visit by its day; several pictures of one day by their time. */
function visit(prior: PriorView, session: SessionView, language: Language): string {
  const time = clock(prior.takenAt);
  if (isOfThisVisit(prior, session)) return translate(language, 'ghost.this-visit', { time });
  const on = day(localDay(new Date(prior.takenAt)));
  return translate(language, prior.retrieved ? 'ghost.visit-archive' : 'ghost.visit', { day: on });
}

function movedWords({ rightMm, downMm, clockwiseDeg }: Nudge, language: Language): string {
  const length = (mm: number): string => millimetres(Math.abs(mm), language);
  const moved = [
    rightMm === 0 ? '' : `${rightMm > 0 ? '→' : '←'} ${length(rightMm)}`,
    downMm === 0 ? '' : `${downMm > 0 ? '↓' : '↑'} ${length(downMm)}`,
    clockwiseDeg === 0 ? '' : `${clockwiseDeg > 0 ? '↻' : '↺'} ${degrees(Math.abs(clockwiseDeg), language)}`,
  ].filter((word) => word !== '');
  return translate(language, 'ghost.moved', { moved: moved.join(' ') });
}

function rounded(value: number, step: number): number {
  return Math.round(value / step) * step;
}
