import type { SettingName, SettingResult } from '../../electron/contract/settings.ts';
import type { Language } from '../../electron/contract/text.ts';
import { isKey, translate } from './translate.ts';

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

/** The day of an instant by the station's own clock, as people read it. */
export function dayOf(at: string): string {
  return day(localDay(new Date(at)));
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

/** A number and its unit, never torn apart. */
function measure(value: number, symbol: string, digits: [least: number, most: number], language: Language): string {
  const [minimumFractionDigits, maximumFractionDigits] = digits;
  const options = { minimumFractionDigits, maximumFractionDigits, useGrouping: false };
  return `${new Intl.NumberFormat(language, options).format(value)}\u00a0${symbol}`;
}

export function megabytes(bytes: number, language: Language): string {
  return measure(bytes / 1_000_000, language === 'fr' ? 'Mo' : 'MB', [1, 1], language);
}

export function seconds(ms: number, language: Language): string {
  return measure(ms / 1000, 's', [0, 2], language);
}

export function millimetres(mm: number, language: Language): string {
  return measure(mm, 'mm', [0, 1], language);
}

/** An angle as it is read aloud: `1,5°`, the sign with its number in both languages. */
export function degrees(angle: number, language: Language): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(angle)}°`;
}

/** `600` mm as `60`, `597` as `59,7`: for a field whose unit stands beside it. */
export function centimetres(mm: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false }).format(mm / 10);
}

export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A small share, to a tenth of a percent. */
export function fineShare(share: number, language: Language): string {
  const options = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(share);
}

/** `2.5×`, with the sign that both languages use. */
export function times(factor: number, language: Language): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(factor)}\u00a0×`;
}

/** Family name first, as searches begin: without accents, in small letters. */
export function searchKey(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('^', ' ').trim().toLowerCase();
}

/** One setting as photographers write it; a word in the operator's language; what is neither stays as it is. */
export function settingValue(name: SettingName, value: string | number, language: Language): string {
  const word = `setting-value.${name}.${value}`;
  if (isKey(word)) return translate(language, word);
  const number = Number(value);
  if (name === 'compensationEv' && value !== '' && Number.isFinite(number)) {
    const options = { signDisplay: 'exceptZero', maximumFractionDigits: 1 } as const;
    return `${new Intl.NumberFormat(language, options).format(number)}\u00a0${language === 'fr' ? 'IL' : 'EV'}`;
  }
  if (value === '' || !Number.isFinite(number) || number <= 0) return String(value);
  if (name === 'aperture') {
    return `f/${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(number)}`;
  }
  if (name === 'shutterS')
    return number < 0.3 ? `1/${Math.round(1 / number)}\u00a0s` : seconds(number * 1000, language);
  if (name === 'iso') return `ISO\u00a0${number}`;
  // French groups by thousands, photographers who write English do not.
  if (name === 'kelvin')
    return `${new Intl.NumberFormat(language, { useGrouping: language === 'fr' }).format(number)}\u00a0K`;
  return String(value);
}

const exposureSettings = ['aperture', 'shutterS', 'iso', 'kelvin'] as const;

/** `f/11`, `1/125 s`, `ISO 200`, `5200 K`: what the body says goes before what was asked; what it has not is left out. */
export function exposure(settings: readonly SettingResult[], language: Language): string[] {
  return exposureSettings.flatMap((name) => {
    const found = settings.find(({ setting, outcome }) => setting === name && outcome !== 'missing');
    return found ? [settingValue(name, found.got ?? found.asked, language)] : [];
  });
}
