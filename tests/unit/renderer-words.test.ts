import { describe, expect, it } from 'vitest';
import { findingText, sortedFindings } from '../../renderer/app/findings.ts';
import { isoDay, readForm } from '../../renderer/app/patient-form.ts';
import {
  age,
  day,
  exposure,
  megabytes,
  millimetres,
  personName,
  searchKey,
  seconds,
} from '../../renderer/i18n/format.ts';
import { plural, translate } from '../../renderer/i18n/translate.ts';

describe('words and figures', () => {
  it.each([
    ['DUPRÉ^Zoé', 'DUPRÉ Zoé'],
    ['dupré^Zoé^Marie', 'DUPRÉ Zoé Marie'],
    ['Yamada^Tarou=山田^太郎', 'YAMADA Tarou'],
    ['SOLO', 'SOLO'],
  ])('names %s', (name, expected) => {
    expect(personName(name, 'fr')).toBe(expected);
  });

  it.each([
    ['2016-05-04', '2026-05-03', '9 ans'],
    ['2016-05-04', '2026-05-04', '10 ans'],
    ['2025-01-15', '2026-03-12', '13 mois'],
    ['2026-02-20', '2026-03-12', '20 jours'],
    ['2026-03-12', '2026-03-12', '0 jour'],
  ])('born %s is on %s %s old', (birth, today, expected) => {
    expect(age(birth, today, 'fr').replace(/\s/g, ' ')).toBe(expected);
  });

  it('write dates one way and figures each language’s way', () => {
    expect(day('2016-05-04')).toBe('04/05/2016');
    expect([megabytes(9_137_402, 'fr'), megabytes(9_137_402, 'en')]).toEqual(['9,1\u00a0Mo', '9.1\u00a0MB']);
    expect([seconds(242, 'fr'), seconds(242, 'en')]).toEqual(['0,24\u00a0s', '0.24\u00a0s']);
    expect(millimetres(0.5, 'fr')).toBe('0,5\u00a0mm');
  });

  it('write the exposure as the body says it, and leave out what it has not', () => {
    const settings = [
      { setting: 'kelvin', outcome: 'clamped', asked: 5200, got: 5000 },
      { setting: 'aperture', outcome: 'same', asked: 5.6, got: 5.6 },
      { setting: 'shutterS', outcome: 'set', asked: 0.008 },
      { setting: 'iso', outcome: 'missing', asked: 200 },
      { setting: 'format', outcome: 'same', asked: 'jpeg', got: 'jpeg' },
    ] as const;
    expect(exposure(settings, 'fr')).toEqual(['f/5,6', '1/125\u00a0s', '5\u202f000\u00a0K']);
  });

  it('search without accents or case', () => {
    expect(searchKey('DUPRÉ^Zoé')).toBe('dupre zoe');
  });

  it('put parameters in, and an ellipsis where one is missing', () => {
    expect(translate('en', 'delivery.progress.other', { confirmed: 6, of: 9 })).toBe('6 of 9 confirmed');
    expect(translate('en', 'error.file-invalid', { file: 'a.json' })).toContain(
      'The file a.json does not have the expected form (…)',
    );
  });

  it('choose the number’s form as the language does', () => {
    expect(plural('fr', 'status.card', 0)).toBe('Carte\u00a0: 0 vue');
    expect(plural('en', 'status.card', 0)).toBe('Card: 0 views');
    expect(plural('fr', 'status.card', 2)).toBe('Carte\u00a0: 2 vues');
    const confirmed = (count: number) => plural('fr', 'delivery.progress', count, { confirmed: count, of: 9 });
    expect([0, 1, 6].map(confirmed)).toEqual(['0 sur 9 confirmée', '1 sur 9 confirmée', '6 sur 9 confirmées']);
  });

  it('say a finding in words, worst first', () => {
    const findings = [
      { code: 'sharp', level: 'good' },
      { code: 'setting-differs', level: 'advise', params: { setting: 'kelvin', asked: 5200, got: 5000 } },
      { code: 'flash-missed', level: 'block' },
    ] as const;
    expect(sortedFindings(findings).map(({ code }) => code)).toEqual(['flash-missed', 'setting-differs', 'sharp']);
    expect(findingText(findings[1], 'en')).toBe('Colour temperature: 5200\u00a0K asked, the camera says 5000\u00a0K.');
  });
});

describe('the new patient’s form', () => {
  const form = {
    patientId: '8004512',
    family: 'DUPRÉ',
    given: 'Zoé',
    birthDate: '04/05/2016',
    sex: 'F',
    protocol: 'gaze-9',
  };
  const today = '2026-03-12';

  it.each([
    ['04/05/2016', '2016-05-04'],
    ['4.5.2016', '2016-05-04'],
    ['04052016', '2016-05-04'],
    ['2016-05-04', '2016-05-04'],
    ['hier', 'hier'],
  ])('reads the date %s', (text, expected) => {
    expect(isoDay(text)).toBe(expected);
  });

  it('makes the contract’s patient', () => {
    expect(readForm(form, today)).toEqual({
      patient: { patientId: '8004512', name: 'DUPRÉ^Zoé', birthDate: '2016-05-04', sex: 'F' },
      protocol: 'gaze-9',
    });
    expect(readForm({ ...form, given: ' ' }, today)).toMatchObject({ patient: { name: 'DUPRÉ' } });
  });

  it.each([
    ['patientId', '', 'form.patient-id-missing'],
    ['patientId', 'a\\b', 'form.patient-id-invalid'],
    ['family', ' ', 'form.family-missing'],
    ['family', 'DU^PRÉ', 'form.name-invalid'],
    ['family', 'D'.repeat(80), 'form.name-invalid'],
    ['given', 'Zo=é', 'form.name-invalid'],
    ['birthDate', '', 'form.birth-date-missing'],
    ['birthDate', '31/02/2016', 'form.birth-date-invalid'],
    ['birthDate', '13/03/2026', 'form.birth-date-future'],
    ['sex', '', 'form.sex-missing'],
    ['protocol', '', 'form.protocol-missing'],
  ])('says of %s “%s” what is wrong', (field, value, sentence) => {
    expect(readForm({ ...form, [field]: value }, today)).toEqual({ errors: { [field]: sentence } });
  });
});
