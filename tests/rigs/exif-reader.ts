/** Reads the TIFF directories of a JPEG's first EXIF segment: an own reader, so that no writer is tested against itself. */
export type ExifValue = string | number | [number, number][] | Buffer;

export function readExif(jpeg: Uint8Array): {
  main: Map<number, ExifValue>;
  picture: Map<number, ExifValue>;
  thumbnail: Buffer;
} {
  const file = Buffer.from(jpeg);
  if (file.readUInt16BE(0) !== 0xffd8 || file.readUInt16BE(2) !== 0xffe1)
    throw new Error('no EXIF right after the start');
  if (file.toString('latin1', 6, 12) !== 'Exif\0\0') throw new Error('the first APP1 is no EXIF');
  const tiff = file.subarray(12, 4 + file.readUInt16BE(4));
  if (tiff.toString('latin1', 0, 2) !== 'II' || tiff.readUInt16LE(2) !== 42) throw new Error('no TIFF header');
  const first = readDirectory(tiff, tiff.readUInt32LE(4));
  const second = readDirectory(tiff, first.next);
  const at = Number(second.fields.get(0x0201));
  return {
    main: first.fields,
    picture: readDirectory(tiff, Number(first.fields.get(0x8769))).fields,
    thumbnail: tiff.subarray(at, at + Number(second.fields.get(0x0202))),
  };
}

const sizes: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };

function readDirectory(tiff: Buffer, at: number): { fields: Map<number, ExifValue>; next: number } {
  const count = tiff.readUInt16LE(at);
  const fields = new Map<number, ExifValue>();
  let lastTag = -1;
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    const tag = tiff.readUInt16LE(entry);
    if (tag <= lastTag) throw new Error(`tag ${tag.toString(16)} is out of order`);
    lastTag = tag;
    fields.set(tag, readValue(tiff, entry));
  }
  return { fields, next: tiff.readUInt32LE(at + 2 + count * 12) };
}

function readValue(tiff: Buffer, entry: number): ExifValue {
  const type = tiff.readUInt16LE(entry + 2);
  const count = tiff.readUInt32LE(entry + 4);
  const length = (sizes[type] ?? 0) * count;
  const start = length <= 4 ? entry + 8 : tiff.readUInt32LE(entry + 8);
  if (start + length > tiff.length) throw new Error('a value lies outside of the segment');
  if (type === 2) return tiff.toString('ascii', start, start + count - 1);
  if (type === 3) return tiff.readUInt16LE(start);
  if (type === 4) return tiff.readUInt32LE(start);
  if (type === 5) {
    return Array.from({ length: count }, (_, i) => [
      tiff.readUInt32LE(start + i * 8),
      tiff.readUInt32LE(start + i * 8 + 4),
    ]);
  }
  return tiff.subarray(start, start + length);
}
