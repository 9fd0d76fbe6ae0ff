import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';

const root = findRoot(import.meta.dirname);
const table = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, `resources/locales/${language}.json`), 'utf8'));

export const fr = table('fr');
export const en = table('en');

/** Texts in two languages that stand in data: protocols, scenes and whatever else has them. */
export function dataTexts(): { at: string; fr: string; en: string }[] {
  return readdirSync(join(root, 'resources'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !name.startsWith('locales'))
    .flatMap((name) => textsIn(JSON.parse(readFileSync(join(root, 'resources', name), 'utf8')), name));
}

function textsIn(value: unknown, at: string): { at: string; fr: string; en: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('fr' in value && 'en' in value) return [{ at, fr: String(value.fr), en: String(value.en) }];
  return Object.entries(value).flatMap(([key, child]) => textsIn(child, `${at}/${key}`));
}

/** What is wrong with how a sentence is set, in its own language's rules; empty where all is well. */
export function typesettingFaults(language: 'fr' | 'en', sentence: string): string[] {
  const rules: [string, RegExp][] = language === 'fr' ? frenchFaults : englishFaults;
  return [...commonFaults, ...rules].filter(([, pattern]) => pattern.test(sentence)).map(([fault]) => fault);
}

const commonFaults: [string, RegExp][] = [
  ['straight quote', /["'`]/],
  ['three dots for an ellipsis', /\.\.\./],
  ['two spaces, or one at an end', / {2}|^\s|\s$/],
];
const frenchFaults: [string, RegExp][] = [
  ['no narrow space before ; ! ? »', /[^\u202f;!?][;!?»]/],
  ['no no-break space before :', /[^\u00a0\d]:|\d:(?!\d)/],
  ['no narrow space after «', /«[^\u202f]/],
  ['ordinary space before %', /[ \d]%/],
  ['English quotes', /[“”‘]/],
];
const englishFaults: [string, RegExp][] = [
  ['French quotes or spaces', /[«»\u202f]/],
  ['a space before a stop', /\s[;:!?,.]/],
];
