import { ByteWriter } from '../ptp/bytes.ts';

const type = { ascii: 2, short: 3, long: 4 } as const;
const entryBytes = 12;

type Entry = { tag: number; type: number; count: number; value: number };

/**
 * A NEF as far as readers of previews need it: a little-endian TIFF whose only picture is the camera's JPEG. It has no
 * sensor data; nothing that develops raw files will open it.
 */
export function wrapAsNef(jpeg: Uint8Array, picture: { widthPx: number; heightPx: number; model: string }): Uint8Array {
  const makeText = 'NIKON CORPORATION\0';
  const modelText = `${picture.model}\0`;
  const texts = [makeText, modelText];
  const entries = 9;
  const textsAt = 8 + 2 + entries * entryBytes + 4;
  const modelAt = textsAt + makeText.length;
  const jpegAt = modelAt + modelText.length + ((modelAt + modelText.length) % 2);

  const directory: Entry[] = [
    { tag: 0x00fe, type: type.long, count: 1, value: 1 },
    { tag: 0x0100, type: type.long, count: 1, value: picture.widthPx },
    { tag: 0x0101, type: type.long, count: 1, value: picture.heightPx },
    { tag: 0x0103, type: type.short, count: 1, value: 6 },
    { tag: 0x010f, type: type.ascii, count: makeText.length, value: textsAt },
    { tag: 0x0110, type: type.ascii, count: modelText.length, value: modelAt },
    { tag: 0x0112, type: type.short, count: 1, value: 1 },
    { tag: 0x0201, type: type.long, count: 1, value: jpegAt },
    { tag: 0x0202, type: type.long, count: 1, value: jpeg.byteLength },
  ];

  const writer = new ByteWriter().u16(0x4949).u16(42).u32(8).u16(entries);
  for (const entry of directory) writer.u16(entry.tag).u16(entry.type).u32(entry.count).u32(entry.value);
  writer.u32(0).raw(new TextEncoder().encode(texts.join('')));
  if ((modelAt + modelText.length) % 2 === 1) writer.u8(0);
  return writer.raw(jpeg).bytes();
}
