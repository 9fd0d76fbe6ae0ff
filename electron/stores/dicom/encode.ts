import { dictionary, type Keyword, type Vr } from './dictionary.ts';
import { badValue, encodeValue } from './values.ts';

/** `''`, `null` and `[]` write the attribute empty (type 2); `undefined` leaves it out (type 3). */
export type AttributeValue =
  | string
  | number
  | null
  | Uint8Array
  | readonly string[]
  | readonly number[]
  | readonly DataSet[];
export type DataSet = { readonly [K in Keyword]?: AttributeValue | undefined };

/** Whether each attribute says its VR: Explicit or Implicit VR Little Endian. */
export type VrCoding = 'explicit' | 'implicit';

/**
 * A data set in little endian, attributes in tag order, sequences and items with explicit lengths, text in UTF-8 (the caller
 * writes SpecificCharacterSet ISO_IR 192). Throws `bad-input` for a value that its VR forbids.
 */
export function encodeDataSet(dataSet: DataSet, coding: VrCoding = 'explicit'): Uint8Array {
  return encodeAll(dataSet, { coding, keys: false });
}

/** The same for the keys of a query: a day or a time may be a range, with one end open (PS3.4, C.2.2.2.5). */
export function encodeKeys(dataSet: DataSet, coding: VrCoding): Uint8Array {
  return encodeAll(dataSet, { coding, keys: true });
}

type Writing = { readonly coding: VrCoding; readonly keys: boolean };

function encodeAll(dataSet: DataSet, writing: Writing): Uint8Array {
  const present = (Object.keys(dataSet) as Keyword[]).filter((keyword) => dataSet[keyword] !== undefined);
  present.sort((a, b) => dictionary[a].tag - dictionary[b].tag);
  return Buffer.concat(present.flatMap((keyword) => encodeElement(keyword, dataSet[keyword] ?? null, writing)));
}

/** VRs whose length field has 32 bits. */
const longForm = new Set(['OB', 'SQ', 'UT']);

function encodeElement(keyword: Keyword, value: AttributeValue, writing: Writing): Uint8Array[] {
  const { tag, vr, most } = dictionary[keyword];
  const values = valuesOf(value);
  if (values.length > (most ?? 1)) throw badValue(keyword, vr, 'too many values');
  const body = vr === 'SQ' ? encodeItems(keyword, values, writing) : encodeText(keyword, values, writing);
  const { coding } = writing;
  const long = longForm.has(vr);
  if (!long && body.length > 0xfffe) throw badValue(keyword, vr, 'too long');
  const head = Buffer.alloc(long && coding === 'explicit' ? 12 : 8);
  writeTag(head, tag);
  if (coding === 'implicit') {
    head.writeUInt32LE(body.length, 4);
    return [head, body];
  }
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(body.length, 8);
  else head.writeUInt16LE(body.length, 6);
  return [head, body];
}

type Single = string | number | Uint8Array | DataSet;

function valuesOf(value: AttributeValue): readonly Single[] {
  if (value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  return [value as Single];
}

function encodeItems(keyword: Keyword, values: readonly Single[], writing: Writing): Uint8Array {
  const parts = values.flatMap((value) => {
    if (typeof value !== 'object' || value instanceof Uint8Array) {
      throw badValue(keyword, 'SQ', 'not a data set');
    }
    const item = encodeAll(value, writing);
    const head = Buffer.alloc(8);
    writeTag(head, itemTag);
    head.writeUInt32LE(item.length, 4);
    return [head, item];
  });
  return Buffer.concat(parts);
}

/** VRs of which a key may be a range. */
const ranged: ReadonlySet<Vr> = new Set<Vr>(['DA', 'TM']);

function encodeRange(keyword: Keyword, value: string | number | Uint8Array): Uint8Array {
  const { vr } = dictionary[keyword];
  if (typeof value !== 'string') throw badValue(keyword, vr, 'not text');
  const ends = value.split('-');
  if (ends.length > 2 || ends.every((end) => end === '')) throw badValue(keyword, vr, 'not a range');
  for (const end of ends) encodeValue(keyword, vr, end);
  return Buffer.from(value);
}

/** Everything but sequences: values joined by a backslash where they are text, padded to an even length. */
function encodeText(keyword: Keyword, values: readonly Single[], { keys }: Writing): Uint8Array {
  const { vr } = dictionary[keyword];
  const text = vr !== 'US' && vr !== 'UL' && vr !== 'FD' && vr !== 'OB';
  const parts = values.flatMap((value, index) => {
    if (typeof value === 'object' && !(value instanceof Uint8Array)) {
      throw badValue(keyword, vr, 'a data set where a value belongs');
    }
    const bytes = keys && ranged.has(vr) ? encodeRange(keyword, value) : encodeValue(keyword, vr, value);
    return text && index > 0 ? [Buffer.from('\\'), bytes] : [bytes];
  });
  const joined = Buffer.concat(parts);
  if (joined.length % 2 === 0) return joined;
  return Buffer.concat([joined, Buffer.of(vr === 'UI' || vr === 'OB' ? 0x00 : 0x20)]);
}

export const itemTag = 0xfffee000;
export const itemEndTag = 0xfffee00d;
export const sequenceEndTag = 0xfffee0dd;
export const undefinedLength = 0xffffffff;

/** Group, then element, each little-endian. */
export function writeTag(target: Buffer, tag: number, offset = 0): void {
  target.writeUInt16LE(tag >>> 16, offset);
  target.writeUInt16LE(tag & 0xffff, offset + 2);
}
