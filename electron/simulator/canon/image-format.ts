import { ByteReader, ByteWriter } from '../ptp/bytes.ts';
import type { PlannedFile } from '../shutter.ts';

type Part = { type: number; size: number; compression: number };

const jpeg = 1;
const raw = 6;
const fine = 3;
const normal = 2;
const lossless = 4;
const partBytes = 16;

/** Sizes of a 5D Mark III's files as shares of 5760 pixels, by the number that the property has for each. */
const jpegShares: Readonly<Record<number, number>> = { 0: 1, 1: 2 / 3, 14: 1 / 2, 15: 1 / 3, 16: 1 / 8 };
const rawShares: Readonly<Record<number, number>> = { 0: 1, 1: 11 / 16, 2: 1 / 2 };

/**
 * The property as one number, so that a value can be compared, turned to and clamped: a nibble each for size and
 * compression of the first part, then of the second; 8 in the compression marks a raw file. Sizes above 13 are one less,
 * to fit. `0x0300` is the large fine JPEG, `0x0c03` adds a raw file before it.
 */
export function packFormat(parts: readonly Part[]): number {
  const nibbles = ({ type, size, compression }: Part): number =>
    ((size >= 14 ? size - 1 : size) << 4) | compression | (type === raw ? 8 : 0);
  const [first, second] = parts;
  return ((first ? nibbles(first) : 0) << 8) | (second ? nibbles(second) : 0);
}

function unpackFormat(value: number): Part[] {
  const part = (byte: number): Part => ({
    type: (byte & 8) === 0 ? jpeg : raw,
    size: byte >> 4 >= 13 ? (byte >> 4) + 1 : byte >> 4,
    compression: byte & 7,
  });
  const [first, second] = [value >> 8, value & 0xff];
  return second === 0 ? [part(first)] : [part(first), part(second)];
}

const rawPart = (size: number): Part => ({ type: raw, size, compression: lossless });
const jpegParts: readonly Part[] = [0, 1, 14].flatMap((size) => [
  { type: jpeg, size, compression: fine },
  { type: jpeg, size, compression: normal },
]);
const smallest: readonly Part[] = [15, 16].map((size) => ({ type: jpeg, size, compression: fine }));

/** Everything that the body offers, in its order. */
export const imageFormats: readonly number[] = [
  ...[...jpegParts, ...smallest].map((part) => [part]),
  ...[0, 1, 2].flatMap((size) => [...jpegParts, ...smallest].map((part) => [rawPart(size), part])),
  ...[0, 1, 2].map((size) => [rawPart(size)]),
].map(packFormat);

export const largeFineJpeg = 0x0300;

/** The files that one release makes at this setting, in the order in which the body writes them. */
export function plannedFiles(value: number): PlannedFile[] {
  return unpackFormat(value).map(({ type, size }) =>
    type === raw ? { kind: 'raw', share: rawShares[size] ?? 1 } : { kind: 'jpeg', share: jpegShares[size] ?? 1 },
  );
}

/** As records carry it: how many parts, then four numbers each. */
export function encodeImageFormat(value: number): Uint8Array {
  const parts = unpackFormat(value);
  const writer = new ByteWriter().u32(parts.length);
  for (const { type, size, compression } of parts) writer.u32(partBytes).u32(type).u32(size).u32(compression);
  return writer.bytes();
}

/** Null where the bytes are no image format. */
export function decodeImageFormat(bytes: Uint8Array): number | null {
  const reader = new ByteReader(bytes);
  const count = reader.left >= 4 ? reader.u32() : 0;
  if (count < 1 || count > 2 || reader.left < count * partBytes) return null;
  return packFormat(
    Array.from({ length: count }, () => {
      reader.u32();
      return { type: reader.u32(), size: reader.u32(), compression: reader.u32() };
    }),
  );
}
