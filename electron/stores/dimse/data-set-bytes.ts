import { badValue } from '../dicom/values.ts';

const preambleBytes = 132;
/** Preamble, prefix and the element that says how long the file meta information is. */
const metaBytes = preambleBytes + 12;
const undefinedLength = 0xffffffff;
const longForm = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** The data set of a Part-10 file as views into its chunks: all behind the file meta information. Throws `bad-input`. */
export function dataSetOf(chunks: readonly Uint8Array[]): Uint8Array[] {
  const head = Buffer.alloc(metaBytes);
  let held = 0;
  for (const chunk of chunks) {
    if (held === metaBytes) break;
    const piece = chunk.subarray(0, metaBytes - held);
    head.set(piece, held);
    held += piece.length;
  }
  if (head.toString('latin1', 128, preambleBytes) !== 'DICM') throw badValue('DicomObject', 'OB', 'no Part-10 file');
  let skip = metaBytes + head.readUInt32LE(metaBytes - 4);
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    const kept = chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
    if (kept.length > 0) rest.push(kept);
  }
  return rest;
}

/**
 * The same data set in Implicit VR Little Endian, for peers that take nothing else: values stay views into what was given.
 * Only for data sets without encapsulated pixel data, and with lengths written out as our encoder does. Throws `bad-input`.
 */
export function toImplicit(explicit: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(explicit.buffer, explicit.byteOffset, explicit.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const vr = bytes.toString('latin1', at + 4, at + 6);
    const long = longForm.has(vr);
    const length = long ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6);
    const start = at + (long ? 12 : 8);
    if (length === undefinedLength || start + length > bytes.length)
      throw badValue('DicomObject', 'OB', 'no plain length');
    const value = bytes.subarray(start, start + length);
    const written = vr === 'SQ' ? itemsToImplicit(value) : [value];
    parts.push(headOf(bytes.subarray(at, at + 4), lengthOf(written)), ...written);
    at = start + length;
  }
  return parts;
}

function itemsToImplicit(items: Buffer): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < items.length; ) {
    const length = items.readUInt32LE(at + 4);
    if (at + 8 + length > items.length) throw badValue('DicomObject', 'SQ', 'no plain length');
    const written = toImplicit(items.subarray(at + 8, at + 8 + length));
    parts.push(headOf(items.subarray(at, at + 4), lengthOf(written)), ...written);
    at += 8 + length;
  }
  return parts;
}

function headOf(tag: Uint8Array, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.set(tag);
  head.writeUInt32LE(length, 4);
  return head;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
