import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { reminders } from './reminders.ts';

type Props = { step: StepView; level: Preferences['guide']['level']; language: Language };

/** What face to make and what to hold, in a word each: as much as the operator wants to be reminded of. */
export function Reminders({ step, level, language }: Props) {
  const words = reminders(step, level, language);
  if (words.length === 0) return null;
  return (
    <ul className="reminders" aria-label={translate(language, 'capture.reminders')}>
      {words.map((word) => (
        <li key={word}>{word}</li>
      ))}
    </ul>
  );
}
