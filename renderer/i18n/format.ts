import type { SettingResult } from '../../electron/contract/settings.ts';
import type { Language } from '../../electron/contract/text.ts';

/** `DUPRÉ^Zoé` as people read it: `DUPRÉ Zoé`. Only the alphabetic group of a DICOM person name is shown. */
export function personName(name: string, language: Language): string {
  const [family = '', given = '', middle = ''] = (name.split('=')[0] ?? '').split('^');
  return [family.toLocaleUpperCase(language), given, middle].filter((part) => part !== '').join(' ');
}

/** `2016-05-04` as `04/05/2016`, in both languages: the hospital writes dates one way. */
export function day(isoDate: string): string {
  const [year = '', month = '', date = ''] = isoDate.slice(0, 10).split('-');
  return `${date}/${month}/${year}`;
}

/** An instant as the station's own clock shows it: `14:05`. */
export function clock(at: string): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** An instant's day by the station's own clock, as `YYYY-MM-DD`. */
export function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Age on a day: days under a month, months under two years, years from then on. */
export function age(birthDate: string, today: string, language: Language): string {
  const [year = 0, month = 0, date = 0] = birthDate.split('-').map(Number);
  const [thisYear = 0, thisMonth = 0, thisDate = 0] = today.split('-').map(Number);
  const months = (thisYear - year) * 12 + (thisMonth - month) - (thisDate < date ? 1 : 0);
  if (months < 1)
    return unit(Math.max(0, Math.round((Date.parse(today) - Date.parse(birthDate)) / 86_400_000)), 'day', language);
  if (months < 24) return unit(months, 'month', language);
  return unit(Math.floor(months / 12), 'year', language);
}

function unit(value: number, name: 'day' | 'month' | 'year', language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
}

export function megabytes(bytes: number, language: Language): string {
  const options = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1, minimumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1_000_000);
}

export function seconds(ms: number, language: Language): string {
  const options = { style: 'unit', unit: 'second', maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(language, options).format(ms / 1000);
}

export function millimetres(mm: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'millimeter', maximumFractionDigits: 1 }).format(mm);
}

export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Family name first, as searches begin: without accents, in small letters. */
export function searchKey(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('^', ' ').trim().toLowerCase();
}

/** The exposure as photographers write it: `f/11 · 1/125 s · ISO 200 · 5200 K`; what the body says goes before what was asked. */
export function exposure(settings: readonly SettingResult[], language: Language): string[] {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false });
  const value = (name: SettingResult['setting']): number | undefined => {
    const found = settings.find(({ setting }) => setting === name);
    const got = Number(found?.got ?? (found?.outcome === 'missing' ? undefined : found?.asked));
    return Number.isFinite(got) && got > 0 ? got : undefined;
  };
  const [aperture, shutter, iso, kelvin] = [value('aperture'), value('shutterS'), value('iso'), value('kelvin')];
  return [
    aperture === undefined ? '' : `f/${number.format(aperture)}`,
    shutter === undefined ? '' : shutterTime(shutter, language),
    iso === undefined ? '' : `ISO ${iso}`,
    kelvin === undefined ? '' : `${kelvin} K`,
  ].filter((part) => part !== '');
}

function shutterTime(value: number, language: Language): string {
  return value < 0.3 ? `1/${Math.round(1 / value)} s` : seconds(value * 1000, language);
}
