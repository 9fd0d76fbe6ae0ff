import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { type Lettering, loadLettering, type Weight } from '../../electron/studio/sheets/lettering.ts';

const root = findRoot(import.meta.dirname);
const origin = { x: 0, y: 0, size: 100 };
const weights: Weight[] = ['regular', 'strong'];

let lettering: Lettering;
beforeAll(async () => {
  lettering = await loadLettering();
});

const shape = (text: string, weight: Weight = 'regular', at = origin): string => lettering.outline(text, weight, at);
const box = (weight: Weight): string => shape('王', weight);

/** What an outline covers; the control points of curves in this typeface lie at their extremes. */
function extent(path: string): { left: number; right: number; top: number; bottom: number } {
  const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
  const [xs, ys] = [0, 1].map((odd) => numbers.filter((_, index) => index % 2 === odd)) as [number[], number[]];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

describe('a word’s outline', () => {
  it.each(weights)('is as wide as is said, stands where it is asked, and is path data (%s)', (weight) => {
    const at = { x: 200, y: 300, size: 50 };
    const path = shape('Hauteur H', weight, at);
    expect(path).toMatch(/^[MLQCZ\d .-]+$/);
    const { left, right, top, bottom } = extent(path);
    const width = lettering.widthOf('Hauteur H', weight) * at.size;
    // An H keeps a little room at its sides, and stands on the line.
    expect(left - 200).toBeGreaterThan(1);
    expect(left - 200).toBeLessThan(8);
    expect(200 + width - right).toBeCloseTo(left - 200, 0);
    expect(bottom).toBeCloseTo(300, -0.5);
    expect(300 - top).toBeGreaterThan(at.size * 0.68);
    expect(300 - top).toBeLessThan(at.size * 0.78);
  });

  it('is wider in the strong face, and narrower where letters lean on each other', () => {
    expect(lettering.widthOf('Haut', 'strong')).toBeGreaterThan(lettering.widthOf('Haut', 'regular'));
    const apart = lettering.widthOf('A', 'regular') + lettering.widthOf('V', 'regular');
    expect(lettering.widthOf('AV', 'regular')).toBeLessThan(apart);
  });

  it('is the same whether an accent was typed with its letter or after it', () => {
    for (const word of ['Éléonore', 'Źródło', 'İğne', 'Nguyễn Đặng', 'Ångström', 'Йод'])
      expect(shape(word.normalize('NFD'))).toBe(shape(word.normalize('NFC')));
  });

  it('sets an accent over a letter that has none of its own', () => {
    const [plain, accented] = [extent(shape('m')), extent(shape('m\u0302'))];
    expect(lettering.widthOf('m\u0302', 'regular')).toBe(lettering.widthOf('m', 'regular'));
    expect(accented.top).toBeLessThan(plain.top - 10);
    expect(accented.left).toBe(plain.left);
    expect(accented.right).toBe(plain.right);
  });

  it('says what was typed: no arrow for its signs, nothing for what cannot be seen', () => {
    const pair = shape('-') + shape('>', 'regular', { ...origin, x: 100 * lettering.widthOf('-', 'regular') });
    expect(shape('->').length).toBe(pair.length);
    expect(shape('a\u0000\u200db\u202e')).toBe(shape('ab'));
    expect(shape('a\tb')).toBe(shape('a b'));
    expect(shape(' \u00a0\u202f')).toBe('');
  });

  it.each(weights)('shows a box for each character that is lacking, and the rest in its order (%s)', (weight) => {
    shape('\u200d', weight);
    expect(extent(box(weight)).right).toBeGreaterThan(40);
    const birth = ' 1931-08-23';
    for (const name of ['سعيد', '王小明山', 'שלום', '\ud800\ud800\ud800\ud800'])
      expect(shape(name + birth, weight)).toBe(shape(`王王王王${birth}`, weight));
    expect(shape('王A', weight).startsWith(box(weight))).toBe(true);
  });
});

describe('the typeface', () => {
  const lacking = (text: string): string[] =>
    [...new Set(text.normalize('NFC'))].filter((letter) =>
      weights.some((weight) => shape(letter, weight) === box(weight)),
    );

  it.each(['fr', 'en'])('has every character of the interface in %s', (language) => {
    const texts: Record<string, string> = JSON.parse(
      readFileSync(join(root, 'resources', 'locales', `${language}.json`), 'utf8'),
    );
    const onSheets = Object.entries(texts).filter(([key]) => key.startsWith('sheet.'));
    expect(onSheets.length).toBeGreaterThan(8);
    expect(lacking(onSheets.map(([, text]) => text).join(''))).toEqual([]);
  });

  it('has every character of the protocols', () => {
    const folder = join(root, 'resources', 'protocols');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(3);
    expect(
      lacking(files.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\n', '')).join('')),
    ).toEqual([]);
  });

  it.each([
    ['French', 'àâæçéèêëîïôœùûüÿ ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ «»’–—…'],
    ['Polish', 'ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ'],
    ['Turkish', 'çğıöşü ÇĞİÖŞÜ âîû'],
    ['Vietnamese', 'ăâđêôơư ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ỳỷỹỵ ĂÂĐÊÔƠƯ'],
    ['Cyrillic and Greek', 'Иванов Йовчев Њ Ґ Παπαδόπουλος'],
  ])('has the letters of %s names', (_, letters) => {
    expect(lacking(letters)).toEqual([]);
  });
});
