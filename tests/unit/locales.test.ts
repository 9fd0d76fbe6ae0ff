import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../electron/contract/errors.ts';
import { dataTexts, en, fr, typesettingFaults } from '../rigs/locale-tables.ts';
import { wordsIn, wordsOf } from '../rigs/source-words.ts';

function params(sentence: string | undefined): string[] {
  return [...new Set([...(sentence ?? '').matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name))].sort();
}

describe('the locales', () => {
  it('take the same parameters in each language, named in letters', () => {
    for (const key of Object.keys(en)) {
      expect(params(fr[key]), key).toEqual(params(en[key]));
      for (const name of params(en[key])) expect(name, key).toMatch(/^[a-zA-Z]+$/);
    }
  });

  it('say in each error what is safe or what to do next, in a sentence', () => {
    for (const code of errorCodes) {
      for (const table of [fr, en]) {
        const sentence = table[`error.${code}`] ?? '';
        expect(sentence, code).toMatch(/\.$/);
        expect(sentence.split(/[.;]/).filter((part) => part.trim() !== '').length, sentence).toBeGreaterThanOrEqual(2);
      }
    }
  });
});

describe('how words are set', () => {
  it.each([
    ['fr', 'Il manque : rien'],
    ['fr', 'Regarde !'],
    ['fr', '« Haut »'],
    ['fr', "l'œil"],
    ['fr', '12 %'],
    ['fr', 'Un...'],
    ['en', 'the child’s “star'.replace('’', "'")],
    ['en', 'Look !'],
    ['en', '« up »'],
  ] as const)('knows a fault in %s: %s', (language, sentence) => {
    expect(typesettingFaults(language, sentence)).not.toEqual([]);
  });

  it.each([
    ['fr', 'Il manque\u00a0: «\u202fHaut\u202f»\u202f; 12\u00a0%\u202f?'],
    ['en', 'Missing: “Up”; 12%?'],
  ] as const)('knows what is right in %s: %s', (language, sentence) => {
    expect(typesettingFaults(language, sentence)).toEqual([]);
  });

  it.each(['fr', 'en'] as const)('is right in the locale %s', (language) => {
    const table = { fr, en }[language];
    const faults = Object.entries(table).flatMap(([key, sentence]) =>
      typesettingFaults(language, sentence).map((fault) => `${key}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it.each(['fr', 'en'] as const)('is right in the data, %s', (language) => {
    const texts = dataTexts();
    expect(texts.length).toBeGreaterThan(100);
    const faults = texts.flatMap((text) =>
      typesettingFaults(language, text[language]).map((fault) => `${text.at}: ${fault}: ${text[language]}`),
    );
    expect(faults).toEqual([]);
  });
});

describe('the page', () => {
  /** An address and a unit's symbol are written the same in every language. */
  const isWord = (text: string): boolean => /\p{L}{2}/u.test(text) && !/^([a-z]+:\S+|[mc]m)$/.test(text);

  it('has no word of its own between its tags', () => {
    const example = wordsOf('a.tsx', 'const a = <p title="Hello">{x} world <b alt="sim:nikon">×</b></p>;');
    expect(example.shown.filter(isWord)).toEqual(['Hello', 'world']);
    const found = wordsIn('renderer').flatMap(({ file, shown }) =>
      shown.filter(isWord).map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it('leaves numbers and dates to one place, which knows the languages', () => {
    const own = wordsIn('renderer')
      .filter(({ file }) => !file.startsWith('renderer/i18n/'))
      .filter(({ source }) => /\bIntl\.|toLocale(Date|Time)?String|toDateString|toUTCString/.test(source))
      .map(({ file }) => file);
    expect(own).toEqual([]);
  });
});
