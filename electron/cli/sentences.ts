import { readFile } from 'node:fs/promises';
import { resourcePath } from '../base/places.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Finding } from '../contract/findings.ts';
import type { Language } from '../contract/text.ts';

/** The same sentences that the interface shows, in the language that the terminal asks for. */
export type Sentences = {
  readonly language: Language;
  error(info: ErrorInfo): string;
  finding(finding: Finding): string;
};

/** POSIX order: LC_ALL, LC_MESSAGES, LANG. Whatever is not French is English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^fr(_|\.|@|$)/i.test(locale) ? 'fr' : 'en';
}

export async function loadSentences(root: string, language: Language): Promise<Sentences> {
  const file = resourcePath(root, 'locales', `${language}.json`);
  const texts: Record<string, string> = JSON.parse(await readFile(file, 'utf8'));
  const fill = (key: string, params: Readonly<Record<string, string | number>> = {}): string => {
    const text = texts[key] ?? key;
    return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  };
  return {
    language,
    error: ({ code, params, reference }) => {
      const sentence = fill(`error.${code}`, { ...params, reference: reference ?? '–' });
      return `${code}: ${sentence}`;
    },
    finding: ({ code, params }) => fill(`finding.${code}`, params),
  };
}
