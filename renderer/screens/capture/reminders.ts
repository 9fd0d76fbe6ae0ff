import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';

/** The step's reminders: all of them, only what must be in somebody's hand, or none. */
export function reminders(
  { expression, accessories }: Pick<StepView, 'expression' | 'accessories'>,
  level: Preferences['guide']['level'],
  language: Language,
): string[] {
  if (level === 'off') return [];
  const held = accessories.map(({ text }) => text[language]);
  return level === 'all' && expression ? [expression.text[language], ...held] : held;
}
