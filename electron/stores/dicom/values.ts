import { CodedError } from '../../contract/errors.ts';
import type { Vr } from './dictionary.ts';

/**
 * One value of one VR as the bytes that stand in the file, without padding. Refuses with `bad-input`, naming the
 * attribute and what is wrong, never the value: it may be the patient's.
 */
export function encodeValue(attribute: string, vr: Vr, value: string | number | Uint8Array): Uint8Array {
  const refuse = (why: string) => badValue(attribute, vr, why);
  if (vr === 'OB') {
    if (!(value instanceof Uint8Array)) throw refuse('not bytes');
    return value;
  }
  if (vr === 'US' || vr === 'UL' || vr === 'FD') {
    if (typeof value !== 'number') throw refuse('not a number');
    return binaryNumber(vr, value, refuse);
  }
  const text = typeof value === 'number' ? numberText(vr, value, refuse) : value;
  if (typeof text !== 'string') throw refuse('not text');
  const why = flawOf(vr, text);
  if (why !== undefined) throw refuse(why);
  return new TextEncoder().encode(text);
}

/** A fact that its attribute forbids. `why` is for support and says nothing of the value. */
export function badValue(attribute: string, vr: Vr, why: string): CodedError {
  return new CodedError('bad-input', { call: 'dicom', at: attribute, vr, why });
}

type Refuse = (why: string) => CodedError;

function binaryNumber(vr: 'US' | 'UL' | 'FD', value: number, refuse: Refuse): Uint8Array {
  if (vr === 'FD') {
    if (!Number.isFinite(value)) throw refuse('not finite');
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return bytes;
  }
  const most = vr === 'US' ? 0xffff : 0xffffffff;
  if (!Number.isInteger(value) || value < 0 || value > most) throw refuse(`not an integer from 0 to ${most}`);
  const bytes = new Uint8Array(vr === 'US' ? 2 : 4);
  const view = new DataView(bytes.buffer);
  if (vr === 'US') view.setUint16(0, value, true);
  else view.setUint32(0, value, true);
  return bytes;
}

/** IS and DS from a number; DS keeps as many digits as its 16 characters hold. */
function numberText(vr: Vr, value: number, refuse: Refuse): string {
  if (vr === 'IS') {
    if (!Number.isInteger(value)) throw refuse('not an integer');
    return String(value);
  }
  if (vr !== 'DS') throw refuse('not text');
  if (!Number.isFinite(value)) throw refuse('not finite');
  for (let digits = 17; digits > 1; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  throw refuse('does not fit 16 characters');
}

/** Longest value in characters, as the standard counts. PN counts per component group and is checked apart. */
const longest: Partial<Record<Vr, number>> = {
  AE: 16,
  CS: 16,
  DS: 16,
  DT: 26,
  IS: 12,
  LO: 64,
  LT: 10240,
  SH: 16,
  ST: 1024,
  TM: 14,
  UI: 64,
};
const textBlocks: readonly Vr[] = ['LT', 'ST', 'UT'];
const anyScript: readonly Vr[] = ['LO', 'LT', 'PN', 'SH', 'ST', 'UT'];

function flawOf(vr: Vr, text: string): string | undefined {
  if (text === '') return undefined;
  const most = longest[vr];
  if (most !== undefined && [...text].length > most) return `longer than ${most} characters`;
  if (/\p{Cs}/u.test(text)) return 'half a surrogate pair';
  const control = textBlocks.includes(vr) ? /[^\P{Cc}\t\n\f\r]/u : /\p{Cc}/u;
  if (control.test(text)) return 'a control character';
  if (!textBlocks.includes(vr) && text.includes('\\')) return 'a backslash would make two values';
  if (!anyScript.includes(vr) && !/^\p{ASCII}*$/u.test(text)) return 'characters outside ASCII';
  return shapes[vr]?.(text);
}

const shapes: Partial<Record<Vr, (text: string) => string | undefined>> = {
  CS: (text) => matches(text, /^[A-Z0-9_ ]+$/, 'not capitals, digits, underscore'),
  DA: (text) => (isDay(text) ? undefined : 'not a day YYYYMMDD'),
  TM: (text) => (isTime(text) ? undefined : 'not a time HHMMSS.FFFFFF'),
  DT: (text) => {
    const parts = /^(\d{8})(\d{6}(?:\.\d{1,6})?)([+-](?:0\d|1[0-4])[0-5]\d)?$/.exec(text);
    return parts?.[1] && parts[2] && isDay(parts[1]) && isTime(parts[2]) ? undefined : 'not a date and time';
  },
  IS: (text) => (/^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? undefined : 'not an integer of 32 bits'),
  DS: (text) => matches(text, /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/, 'not a decimal number'),
  UI: (text) => matches(text, /^(0|[1-9]\d*)(\.(0|[1-9]\d*))*$/, 'not a UID'),
  PN: nameFlaw,
};

/** Three groups (alphabetic, ideographic, phonetic) of at most five components and 64 characters. */
function nameFlaw(text: string): string | undefined {
  const groups = text.split('=');
  if (groups.length > 3) return 'more than three component groups';
  for (const group of groups) {
    if ([...group].length > 64) return 'a component group longer than 64 characters';
    if (group.split('^').length > 5) return 'more than five components';
  }
  return undefined;
}

function matches(text: string, pattern: RegExp, why: string): string | undefined {
  return pattern.test(text) ? undefined : why;
}

function isDay(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false;
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso);
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?$/.test(text);
}
