import type { ConfigEntry } from '../../../../native/addon.ts';
import type { SettingName } from '../../../contract/settings.ts';
import {
  formatRank,
  parseAperture,
  parseFormat,
  parseIso,
  parseKelvin,
  parseShutterS,
  parseSize,
  parseTarget,
  parseWhiteBalance,
} from './labels.ts';
import {
  driveRank,
  focusRank,
  parseCompensation,
  parseDrive,
  parseFocus,
  parseMetering,
  parseProgram,
} from './mode-labels.ts';
import { rawUnits } from './settings-map.ts';

export type Neutral = string | number;

/** How one setting's labels are read and compared. */
type Reading = {
  /** `choices` are all labels that the body lists beside this one. */
  parse(label: string, choices: readonly string[]): Neutral | undefined;
  /** Distance between two values where 1 is just too far; absent for names, which are equal or not. */
  distance?(a: number, b: number): number;
  /** Among equal names the highest rank is taken. */
  rank?(label: string): number;
  /** Zero and less are values like others. */
  signed?: true;
  /** A range that ends below counts something else. */
  least?: number;
};

/**
 * Labels are roundings of powers of two ("1/125" is 1/128, "f/6.3" is 6.35) whose neighbours may lie a fifth of a stop
 * apart. The nearest is taken, but only within half a third-stop: beyond that it is another click of the dial.
 */
const stops =
  (perDoubling: number) =>
  (a: number, b: number): number =>
    (Math.abs(Math.log2(a / b)) * perDoubling) / (1 / 6 + 1e-9);
const kelvinTolerance = 50;
/** A sixth of a stop, and what rounding to two decimals adds: between thirds and halves nothing is confused. */
const compensationTolerance = 0.09;

export const readings: Readonly<Record<SettingName, Reading>> = {
  aperture: { parse: parseAperture, distance: stops(2) },
  shutterS: { parse: parseShutterS, distance: stops(1) },
  iso: { parse: parseIso, distance: stops(1) },
  whiteBalance: { parse: parseWhiteBalance },
  kelvin: { parse: parseKelvin, distance: (a, b) => Math.abs(a - b) / kelvinTolerance, least: 2000 },
  format: { parse: parseFormat, rank: formatRank },
  size: { parse: parseSize, rank: formatRank },
  target: { parse: parseTarget },
  program: { parse: parseProgram },
  drive: { parse: parseDrive, rank: driveRank },
  compensationEv: {
    parse: parseCompensation,
    distance: (a, b) => Math.abs(a - b) / compensationTolerance,
    signed: true,
  },
  metering: { parse: parseMetering },
  focus: { parse: parseFocus, rank: focusRank },
};

/** What is to be written: a choice by its position, or the value itself. */
export type Writing = { index: number; label: string } | { value: string | number; label: string };

/** The entry's label: what the body says of itself, for support. */
export function labelOf(entry: ConfigEntry): string {
  return String(entry.value);
}

/** The entry's value in neutral units; undefined where it says none ("Auto", a blank). */
export function read(name: SettingName, entry: ConfigEntry): Neutral | undefined {
  if (entry.type === 'range') {
    return entry.value > 0 || readings[name].signed ? entry.value / unitsOf(entry) : undefined;
  }
  if (entry.type === 'choice' || entry.type === 'text') return meaning(name, entry, labelOf(entry));
  return undefined;
}

/** What one of the entry's labels says; a raw property's is a plain count of its units. */
function meaning(name: SettingName, entry: ConfigEntry, label: string): Neutral | undefined {
  if (!rawUnits.has(entry.key)) return readings[name].parse(label, entry.type === 'choice' ? entry.choices : []);
  const count = /^\d+$/.test(label.trim()) ? Number(label) : 0;
  return count > 0 ? count / unitsOf(entry) : undefined;
}

function unitsOf(entry: ConfigEntry): number {
  return rawUnits.get(entry.key) ?? 1;
}

/**
 * Whether the entry can carry the setting: `now`; `later`, in another mode of the body: it lists nothing to choose from, as
 * a program does that chooses by itself; `never`: what it lists means nothing to us.
 */
export function carries(name: SettingName, entry: ConfigEntry): 'now' | 'later' | 'never' {
  const { least = Number.NEGATIVE_INFINITY } = readings[name];
  if (entry.type === 'choice') {
    if (entry.choices.some((label) => meaning(name, entry, label) !== undefined)) return 'now';
    return entry.choices.length <= 1 ? 'later' : 'never';
  }
  if (entry.type === 'range') return entry.max / unitsOf(entry) >= least ? 'now' : 'never';
  if (entry.type === 'text') return read(name, entry) === undefined ? 'later' : 'now';
  return 'never';
}

/** What else the chosen label has to say, where one key carries two settings: Canon's format and size. */
export type Beside = { name: SettingName; value: Neutral };

/** How the body is told `asked`; undefined where it offers nothing close enough. */
export function choose(
  name: SettingName,
  entry: ConfigEntry,
  asked: Neutral,
  beside?: Beside | undefined,
): Writing | undefined {
  if (entry.type === 'choice') return chooseLabel(name, entry, asked, beside);
  if (typeof asked !== 'number') return undefined;
  const count = rawUnits.has(entry.key) ? Math.round(asked * unitsOf(entry)) : asked;
  if (entry.type === 'text') return { value: String(count), label: String(count) };
  if (entry.type !== 'range' || count < entry.min || count > entry.max) return undefined;
  const step = entry.step > 0 ? entry.step : 1;
  const value = Math.min(entry.max, entry.min + Math.round((count - entry.min) / step) * step);
  return { value, label: String(value) };
}

function chooseLabel(
  name: SettingName,
  entry: ConfigEntry & { type: 'choice' },
  asked: Neutral,
  beside: Beside | undefined,
): Writing | undefined {
  const { distance, rank } = readings[name];
  let best: { index: number; label: string; far: number } | undefined;
  for (const [index, label] of entry.choices.entries()) {
    const value = meaning(name, entry, label);
    if (value === undefined) continue;
    if (beside && meaning(beside.name, entry, label) !== beside.value) continue;
    const far = awayBy(value, asked, distance) - (rank?.(label) ?? 0);
    if (far > 1 || far === Number.POSITIVE_INFINITY) continue;
    // A label that is listed twice stands for two values; the one that the body has is left alone.
    const preferred = best === undefined || far < best.far || (far === best.far && label === entry.value);
    if (preferred && !(best?.label === label)) best = { index, label, far };
  }
  return best && { index: best.index, label: best.label };
}

function awayBy(value: Neutral, asked: Neutral, distance: Reading['distance']): number {
  if (typeof value === 'number' && typeof asked === 'number') return distance?.(value, asked) ?? 0;
  return value === asked ? 0 : Number.POSITIVE_INFINITY;
}

/** Whether the body already has what would be written: the very same label, not one that is close. */
export function stands(entry: ConfigEntry, writing: Writing): boolean {
  if (entry.type === 'range' && 'value' in writing) return Math.abs(entry.value - Number(writing.value)) < 1e-3;
  return labelOf(entry) === writing.label;
}

/** Whether what was read back is what was written. A format is right when it yields the same files. */
export function tookEffect(name: SettingName, entry: ConfigEntry, writing: Writing, asked: Neutral): boolean {
  if (stands(entry, writing)) return true;
  const got = read(name, entry);
  if (got === undefined) return false;
  return got === asked || got === meaning(name, entry, writing.label);
}
