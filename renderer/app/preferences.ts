import { z } from 'zod';
import { type Language, languages } from '../../electron/contract/text.ts';

export const themes = ['dark', 'light', 'system'] as const;
export type Theme = (typeof themes)[number];
/** Opacity of the guide over live view, in percent. */
export const guideLevels = [100, 45, 0] as const;
export type GuideLevel = (typeof guideLevels)[number];

const version = 1;
const preferences = z.object({
  version: z.literal(version),
  language: z.enum(languages),
  theme: z.enum(themes),
  guide: z.literal(guideLevels),
});
export type Preferences = { language: Language; theme: Theme; guide: GuideLevel };
type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const name = 'incidence-preferences';

/** How this screen was left: nothing of a patient is in it. Else the browser's language, French where it is neither. */
export function loadPreferences(shelf: Shelf, browserLanguage: string): Preferences {
  try {
    const { version: _, ...kept } = preferences.parse(JSON.parse(shelf.getItem(name) ?? ''));
    return kept;
  } catch {
    return { language: /^en\b/i.test(browserLanguage) ? 'en' : 'fr', theme: 'dark', guide: 100 };
  }
}

export function savePreferences(shelf: Shelf, { language, theme, guide }: Preferences): void {
  shelf.setItem(name, JSON.stringify({ version, language, theme, guide }));
}

/** The value after this one, round and round. */
export function after<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
