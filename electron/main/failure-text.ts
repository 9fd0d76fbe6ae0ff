import { readFileSync } from 'node:fs';
import { resourcePath } from '../base/places.ts';
import type { ErrorInfo } from '../contract/errors.ts';

/** The sentence for a start that failed, in the system's language: French, or else English. */
export function failureText(root: string, locale: string, { code, params = {}, reference = '–' }: ErrorInfo): string {
  const language = /^fr\b/i.test(locale) ? 'fr' : 'en';
  const texts: Record<string, string> = JSON.parse(
    readFileSync(resourcePath(root, 'locales', `${language}.json`), 'utf8'),
  );
  const values: Record<string, string | number> = { ...params, reference };
  const sentence = (texts[`error.${code}`] ?? code).replaceAll(/\{(\w+)\}/g, (hole, name: string) =>
    String(values[name] ?? hole),
  );
  return `${sentence}\n\n${code}${reference === '–' ? '' : ` ${reference}`}`;
}
