import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCodes } from '../../electron/contract/errors.ts';
import { finding, findingCodes } from '../../electron/contract/findings.ts';
import { patient } from '../../electron/contract/patient.ts';
import { guideLevels } from '../../electron/contract/preferences.ts';
import { pedalActions } from '../../electron/contract/room.ts';
import { neutralSettings, settingNames } from '../../electron/contract/settings.ts';
import { deliveryView, deviceState, snapshot, stepState } from '../../electron/contract/studio.ts';
import { languages } from '../../electron/contract/text.ts';
import { guideFiles } from '../rigs/guide-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const locale = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, `resources/locales/${language}.json`), 'utf8'));
const tables = Object.fromEntries(languages.map((language) => [language, locale(language)]));
const [fr = {}, en = {}] = [tables.fr, tables.en];

/** Families of keys that code composes: what follows the family's name is one of the contract's words. */
const families: Record<string, readonly string[]> = {
  error: errorCodes,
  finding: findingCodes,
  'finding-level': finding.shape.level.options,
  'finding-says': ['advise', 'block', 'confirm'],
  setting: settingNames,
  turn: settingNames,
  ...Object.fromEntries(
    Object.entries(neutralSettings.shape).flatMap(([name, schema]) => {
      const inner = schema.unwrap();
      return inner instanceof z.ZodEnum ? [[`setting-value.${name}`, inner.options.map(String)]] : [];
    }),
  ),
  landmark: [
    ...new Set(guideFiles().flatMap(({ drawing }) => drawing.strokes.flatMap(({ label }) => label?.name ?? []))),
  ],
  'step-state': [...stepState.options, 'current', 'blocked'],
  'delivery-state': deliveryView.shape.state.options,
  'status.camera': [...deviceState.options, 'unnamed'],
  'status.light': deviceState.options,
  'status.store': [...snapshot.shape.store.shape.state.options, 'none', 'folder', 'pacs'],
  'patient.born': patient.shape.sex.options,
  'patient.sex': patient.shape.sex.options,
  'form.sex': patient.shape.sex.options,
  picture: ['loading', 'missing'],
  'guide-level': guideLevels,
  'session-state': ['closed', 'in-progress', 'interrupted', 'paused'],
  try: ['kept', 'rejected', 'waiting'],
  sent: deliveryView.shape.pictures.element.shape.state.options,
  'pedal-action': pedalActions,
  target: readdirSync(join(root, 'resources/targets')).flatMap((name) => /^(.+)\.svg$/.exec(name)?.[1] ?? []),
  theme: ['dark', 'light', 'system', 'label'],
};

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

function params(sentence: string | undefined): string[] {
  return [...new Set([...(sentence ?? '').matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name))].sort();
}

describe('the locales', () => {
  it('have the same keys', () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.entries(families))('have every word of the family %s, and no other', (family, words) => {
    const direct = Object.keys(en).filter(
      (key) => key.startsWith(`${family}.`) && !key.slice(family.length + 1).includes('.'),
    );
    const known = direct
      .map((key) => key.slice(family.length + 1))
      .filter((word) => !(family === 'form.sex' && word === 'missing'));
    expect(known.sort()).toEqual([...words].sort());
  });

  it('take the same parameters in each language, named in letters', () => {
    for (const key of Object.keys(en)) {
      expect(params(fr[key]), key).toEqual(params(en[key]));
      for (const name of params(en[key])) expect(name, key).toMatch(/^[a-zA-Z]+$/);
    }
  });

  it('hold no key that nothing uses', () => {
    const code = [...sources('renderer'), ...sources('electron')].join('\n');
    const inFamily = (key: string): boolean =>
      Object.entries(families).some(([family, words]) => words.some((word) => key === `${family}.${word}`));
    const unused = Object.keys(en).filter((key) => {
      const base = key.replace(/\.(one|other)$/, '');
      return !inFamily(key) && ![key, base].some((name) => code.includes(`'${name}'`));
    });
    expect(unused).toEqual([]);
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

  it('are set as each language sets its type', () => {
    for (const [key, sentence] of Object.entries(fr)) {
      expect(sentence, key).not.toMatch(/[ ][;:!?»%]|«[ ]|'|"/);
      expect(sentence, key).not.toMatch(/[^\s\u202f\u00a0][;!?»](?![a-z])/);
    }
    for (const [key, sentence] of Object.entries(en)) expect(sentence, key).not.toMatch(/[\u202f«»]|'/);
  });
});
