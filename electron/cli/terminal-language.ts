import type { Language } from '../contract/text.ts';

/** POSIX order: LC_ALL, LC_MESSAGES, LANG. Whatever is not French is English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^fr(_|\.|@|$)/i.test(locale) ? 'fr' : 'en';
}
