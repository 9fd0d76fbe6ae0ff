import type { Language } from '../../electron/contract/text.ts';
import en from '../../resources/locales/en.json';
import fr from '../../resources/locales/fr.json';

export type Key = keyof typeof en;
/** Families of keys that differ by number: `count.pictures` for `count.pictures.one` and `count.pictures.other`. */
export type PluralKey = Key extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;
export type Params = Readonly<Record<string, string | number>>;

const tables: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { fr, en };

export function isKey(text: string): text is Key {
  return Object.hasOwn(en, text);
}

/** The sentence under a key, `{name}` replaced by its parameter: numbers by the language's rules, a missing one by “…”. */
export function translate(language: Language, key: Key, params: Params = {}): string {
  return tables[language][key].replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) return '…';
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

/** As `translate`, choosing the form that the language uses for `count`. */
export function plural(language: Language, key: PluralKey, count: number, params: Params = {}): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return translate(language, `${key}.${form}` as Key, { count, ...params });
}
