import { type PassphraseQuestion, shortestPassphrase } from '../../electron/contract/passphrase.ts';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';

/** What the window shows for a question. */
export type PassphraseWords = {
  title: string;
  says: string;
  first: string;
  second: string;
  /** A new passphrase is typed twice. */
  twice: boolean;
  problem: string;
  button: string;
};

export function wordsFor(question: PassphraseQuestion, language: Language): PassphraseWords {
  const isNew = question === 'new';
  return {
    title: translate(language, isNew ? 'passphrase.new' : 'passphrase.known'),
    says: isNew
      ? `${translate(language, 'error.vault-key-unprotected')} ${translate(language, 'passphrase.new-says')}`
      : translate(language, 'passphrase.known-says'),
    first: translate(language, 'passphrase.field'),
    second: translate(language, 'passphrase.again'),
    twice: isNew,
    problem: question === 'wrong' ? translate(language, 'passphrase.wrong') : '',
    button: translate(language, 'passphrase.go'),
  };
}

/** Why what was typed cannot be given yet; empty where it can. */
export function problemWith(
  question: PassphraseQuestion,
  typed: { passphrase: string; again: string },
  language: Language,
): string {
  if (typed.passphrase === '') return translate(language, 'passphrase.empty');
  if (question !== 'new') return '';
  if (typed.passphrase.length < shortestPassphrase)
    return translate(language, 'passphrase.short', { shortest: shortestPassphrase });
  return typed.passphrase === typed.again ? '' : translate(language, 'passphrase.differ');
}
