import type { ErrorInfo } from '../contract/errors.ts';
import { loadSentences } from '../host/sentences.ts';

/** The sentence for a start that failed, in the system's language: French, or else English. */
export function failureText(root: string, locale: string, info: ErrorInfo): string {
  const sentence = loadSentences(root, /^fr\b/i.test(locale) ? 'fr' : 'en').error(info);
  return `${sentence}\n\n${info.code}${info.reference === undefined ? '' : ` ${info.reference}`}`;
}
