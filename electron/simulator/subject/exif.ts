import type { Exposure } from '../subject-port.ts';
import { exifOrientation } from './held.ts';

/** Every virtual body wears a macro lens of one focal length, which its name says: `105mm`. */
function focalLengthOf(lens: string): number {
  const named = /(\d+)mm/.exec(lens)?.[1];
  if (named === undefined) throw new RangeError(`no focal length in ${lens}`);
  return Number(named);
}

/**
 * Puts the metadata of `exposure` into a JPEG, as cameras do: one APP1 segment right after the start, in place of a
 * JFIF header, with `thumbnail` (a small JPEG) in the second directory.
 */
export function withExif(jpeg: Uint8Array, exposure: Exposure, thumbnail: Uint8Array): Uint8Array {
  const tiff = encodeTiff(exposure, thumbnail);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, ...Buffer.from('Exif\0\0', 'latin1')]);
  head.writeUInt16BE(tiff.length + 8, 4);
  const rest = jpeg[2] === 0xff && jpeg[3] === 0xe0 ? 4 + ((jpeg[4] ?? 0) << 8) + (jpeg[5] ?? 0) : 2;
  return Buffer.concat([head, tiff, jpeg.subarray(rest)]);
}

type Field = { tag: number; type: number; count: number; bytes: Buffer };

const ascii = (tag: number, text: string): Field => {
  const bytes = Buffer.from(`${text}\0`, 'ascii');
  return { tag, type: 2, count: bytes.length, bytes };
};
const short = (tag: number, value: number): Field => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return { tag, type: 3, count: 1, bytes };
};
const long = (tag: number, value: number): Field => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return { tag, type: 4, count: 1, bytes };
};
const opaque = (tag: number, text: string): Field => {
  const bytes = Buffer.from(text, 'latin1');
  return { tag, type: 7, count: bytes.length, bytes };
};
const rationals = (tag: number, ...values: [number, number][]): Field => {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach(([over, under], i) => {
    bytes.writeUInt32LE(over, i * 8);
    bytes.writeUInt32LE(under, i * 8 + 4);
  });
  return { tag, type: 5, count: values.length, bytes };
};

function encodeTiff(exposure: Exposure, thumbnail: Uint8Array): Buffer {
  const { body } = exposure;
  const taken = localTime(exposure.takenAt);
  const focalLengthMm = focalLengthOf(body.lens);
  const main = (exifAt: number): Field[] => [
    ascii(0x010f, body.manufacturer),
    ascii(0x0110, body.model),
    short(0x0112, exifOrientation(exposure.pose)),
    rationals(0x011a, [300, 1]),
    rationals(0x011b, [300, 1]),
    short(0x0128, 2),
    ascii(0x0132, taken.dateTime),
    short(0x0213, 2),
    long(0x8769, exifAt),
  ];
  const picture: Field[] = [
    rationals(0x829a, seconds(exposure.shutterS)),
    rationals(0x829d, tenths(exposure.aperture)),
    short(0x8822, 1),
    short(0x8827, Math.min(exposure.iso, 65_535)),
    short(0x8830, 2),
    opaque(0x9000, '0230'),
    ascii(0x9003, taken.dateTime),
    ascii(0x9004, taken.dateTime),
    ascii(0x9010, taken.offset),
    ascii(0x9011, taken.offset),
    opaque(0x9101, '\x01\x02\x03\0'),
    short(0x9207, 2),
    short(0x9208, exposure.flash ? 4 : 0),
    short(0x9209, exposure.flash ? 1 : 0),
    rationals(0x920a, [focalLengthMm, 1]),
    ascii(0x9290, taken.hundredths),
    ascii(0x9291, taken.hundredths),
    ascii(0x9292, taken.hundredths),
    opaque(0xa000, '0100'),
    short(0xa001, 1),
    long(0xa002, exposure.widthPx),
    long(0xa003, exposure.heightPx),
    short(0xa402, 1),
    short(0xa403, 1),
    short(0xa405, focalLengthMm),
    ascii(0xa431, body.serial),
    rationals(0xa432, [focalLengthMm, 1], [focalLengthMm, 1], [28, 10], [28, 10]),
    ascii(0xa434, body.lens),
  ];
  const small = (at: number): Field[] => [
    short(0x0103, 6),
    rationals(0x011a, [72, 1]),
    rationals(0x011b, [72, 1]),
    short(0x0128, 2),
    long(0x0201, at),
    long(0x0202, thumbnail.length),
  ];
  // Offsets do not change a directory's size, so that it can be measured before they are known.
  const exifAt = 8 + directory(main(0), 8, 0).length;
  const smallAt = exifAt + directory(picture, exifAt, 0).length;
  const thumbnailAt = smallAt + directory(small(0), smallAt, 0).length;
  return Buffer.concat([
    Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
    directory(main(exifAt), 8, smallAt),
    directory(picture, exifAt, 0),
    directory(small(thumbnailAt), smallAt, 0),
    thumbnail,
  ]);
}

/** One TIFF directory that starts at `at`, with the values that do not fit into its entries behind it. */
function directory(fields: readonly Field[], at: number, next: number): Buffer {
  const entries = Buffer.alloc(2 + fields.length * 12 + 4);
  const values: Buffer[] = [];
  let free = at + entries.length;
  entries.writeUInt16LE(fields.length, 0);
  fields.forEach((field, i) => {
    const entry = 2 + i * 12;
    entries.writeUInt16LE(field.tag, entry);
    entries.writeUInt16LE(field.type, entry + 2);
    entries.writeUInt32LE(field.count, entry + 4);
    if (field.bytes.length <= 4) {
      field.bytes.copy(entries, entry + 8);
      return;
    }
    entries.writeUInt32LE(free, entry + 8);
    const even = Buffer.alloc(field.bytes.length + (field.bytes.length & 1));
    field.bytes.copy(even);
    values.push(even);
    free += even.length;
  });
  entries.writeUInt32LE(next, entries.length - 4);
  return Buffer.concat([entries, ...values]);
}

function seconds(value: number): [number, number] {
  return value < 0.3 ? [1, Math.round(1 / value)] : tenths(value);
}

function tenths(value: number): [number, number] {
  return [Math.round(value * 10), 10];
}

function localTime(at: Date): { dateTime: string; hundredths: string; offset: string } {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join(':');
  const time = [two(at.getHours()), two(at.getMinutes()), two(at.getSeconds())].join(':');
  const east = -at.getTimezoneOffset();
  const ahead = Math.abs(east);
  return {
    dateTime: `${date} ${time}`,
    hundredths: two(Math.floor(at.getMilliseconds() / 10)),
    offset: `${east < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`,
  };
}
