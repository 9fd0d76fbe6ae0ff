import { z } from 'zod';
import { type Language, languages } from '../../electron/contract/text.ts';
import type { Analyses } from '../liveview/analysis/messages.ts';

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
  /** Absent in what was kept before there were any. */
  analyses: z.object({ peaking: z.boolean(), zebra: z.boolean(), histogram: z.boolean() }).optional(),
});
export type Preferences = { language: Language; theme: Theme; guide: GuideLevel; analyses: Analyses };
type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const noAnalyses: Analyses = { peaking: false, zebra: false, histogram: false };
const name = 'incidence-preferences';

/** How this screen was left: nothing of a patient is in it. Else the browser's language, French where it is neither. */
export function loadPreferences(shelf: Shelf, browserLanguage: string): Preferences {
  try {
    const { version: _, analyses = noAnalyses, ...kept } = preferences.parse(JSON.parse(shelf.getItem(name) ?? ''));
    return { ...kept, analyses };
  } catch {
    return { language: /^en\b/i.test(browserLanguage) ? 'en' : 'fr', theme: 'dark', guide: 100, analyses: noAnalyses };
  }
}

export function savePreferences(shelf: Shelf, { language, theme, guide, analyses }: Preferences): void {
  shelf.setItem(name, JSON.stringify({ version, language, theme, guide, analyses }));
}

/** The value after this one, round and round. */
export function after<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
