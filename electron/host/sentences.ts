import { readFileSync } from 'node:fs';
import { resourcePath } from '../base/places.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { Language } from '../contract/text.ts';
import type { WordsPort } from '../studio/ports.ts';

/** The same sentences that the interface shows, for what speaks without it. */
export type Sentences = {
  readonly language: Language;
  error(info: ErrorInfo): string;
  finding(finding: Finding): string;
};

export function loadSentences(root: string, language: Language): Sentences {
  const fill = loadTexts(root, language);
  return {
    language,
    error: ({ code, params, reference }) => {
      const sentence = fill(`error.${code}`, { ...params, reference: reference ?? '–' });
      // Who holds a camera is not always to be seen.
      return code === 'camera-claimed' && params?.holder !== undefined ? `${sentence} (${params.holder})` : sentence;
    },
    finding: ({ code, params }) => fill(`finding.${code}`, params),
  };
}

/** The words of what the studio draws itself, in every language. */
export function loadWords(root: string): WordsPort {
  const texts = { fr: loadTexts(root, 'fr'), en: loadTexts(root, 'en') };
  return (word, language, params) => texts[language](word, params);
}

/** A locale's texts by their keys, with what is filled in. */
function loadTexts(root: string, language: Language) {
  const texts: Record<string, string> = JSON.parse(
    readFileSync(resourcePath(root, 'locales', `${language}.json`), 'utf8'),
  );
  return (key: string, params: Readonly<Record<string, string | number>> = {}): string =>
    (texts[key] ?? key).replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
}
