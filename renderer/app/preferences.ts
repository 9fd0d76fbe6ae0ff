import { type Preferences, preferences } from '../../electron/contract/preferences.ts';
import type { Language } from '../../electron/contract/text.ts';

/** Preferences as the page goes by them: somebody's language, else the browser's. */
export type Chosen = Preferences & { language: Language };

export function chosen(kept: Preferences, browserLanguage: string): Chosen {
  return { ...kept, language: kept.language ?? (/^en\b/i.test(browserLanguage) ? 'en' : 'fr') };
}

/** What holds until the studio has said how the operator likes it. */
export const beforehand: Preferences = preferences.parse({});

/** The value after this one, round and round. */
export function after<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
