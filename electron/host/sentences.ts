import { readFileSync } from 'node:fs';
import { resourcePath } from '../base/places.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { Language } from '../contract/text.ts';

/** The same sentences that the interface shows, for what speaks without it. */
export type Sentences = {
  readonly language: Language;
  error(info: ErrorInfo): string;
  finding(finding: Finding): string;
};

export function loadSentences(root: string, language: Language): Sentences {
  const texts: Record<string, string> = JSON.parse(
    readFileSync(resourcePath(root, 'locales', `${language}.json`), 'utf8'),
  );
  const fill = (key: string, params: Readonly<Record<string, string | number>> = {}): string => {
    return (texts[key] ?? key).replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
  };
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
