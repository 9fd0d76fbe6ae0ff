import { dictionary, type Keyword } from './dictionary.ts';
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
  const present = (Object.keys(dataSet) as Keyword[]).filter((keyword) => dataSet[keyword] !== undefined);
  present.sort((a, b) => dictionary[a].tag - dictionary[b].tag);
  return Buffer.concat(present.flatMap((keyword) => encodeElement(keyword, dataSet[keyword] ?? null, coding)));
}

/** VRs whose length field has 32 bits. */
const longForm = new Set(['OB', 'SQ', 'UT']);

function encodeElement(keyword: Keyword, value: AttributeValue, coding: VrCoding): Uint8Array[] {
  const { tag, vr, most } = dictionary[keyword];
  const values = valuesOf(value);
  if (values.length > (most ?? 1)) throw badValue(keyword, vr, 'too many values');
  const body = vr === 'SQ' ? encodeItems(keyword, values, coding) : encodeText(keyword, values);
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

function encodeItems(keyword: Keyword, values: readonly Single[], coding: VrCoding): Uint8Array {
  const parts = values.flatMap((value) => {
    if (typeof value !== 'object' || value instanceof Uint8Array) {
      throw badValue(keyword, 'SQ', 'not a data set');
    }
    const item = encodeDataSet(value, coding);
    const head = Buffer.alloc(8);
    writeTag(head, itemTag);
    head.writeUInt32LE(item.length, 4);
    return [head, item];
  });
  return Buffer.concat(parts);
}

/** Everything but sequences: values joined by a backslash where they are text, padded to an even length. */
function encodeText(keyword: Keyword, values: readonly Single[]): Uint8Array {
  const { vr } = dictionary[keyword];
  const text = vr !== 'US' && vr !== 'UL' && vr !== 'FD' && vr !== 'OB';
  const parts = values.flatMap((value, index) => {
    if (typeof value === 'object' && !(value instanceof Uint8Array)) {
      throw badValue(keyword, vr, 'a data set where a value belongs');
    }
    const bytes = encodeValue(keyword, vr, value);
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
