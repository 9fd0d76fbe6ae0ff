import { ByteWriter } from '../ptp/bytes.ts';

const type = { ascii: 2, short: 3, long: 4 } as const;
const entryBytes = 12;
const headerBytes = 16;
const jpegCompression = 6;

type Entry = { tag: number; type: number; count: number; value: number };

/**
 * A CR2 as far as readers of previews need it: a little-endian TIFF with Canon's mark behind its header, whose only
 * picture is the camera's JPEG as one strip. It has no sensor data; nothing that develops raw files will open it.
 */
export function wrapAsCr2(jpeg: Uint8Array, picture: { widthPx: number; heightPx: number; model: string }): Uint8Array {
  const make = 'Canon\0';
  const model = `${picture.model}\0`;
  const entries = 9;
  const makeAt = headerBytes + 2 + entries * entryBytes + 4;
  const modelAt = makeAt + make.length;
  const textEnd = modelAt + model.length;
  const jpegAt = textEnd + (textEnd % 2);

  const directory: Entry[] = [
    { tag: 0x0100, type: type.long, count: 1, value: picture.widthPx },
    { tag: 0x0101, type: type.long, count: 1, value: picture.heightPx },
    { tag: 0x0103, type: type.short, count: 1, value: jpegCompression },
    { tag: 0x010f, type: type.ascii, count: make.length, value: makeAt },
    { tag: 0x0110, type: type.ascii, count: model.length, value: modelAt },
    { tag: 0x0111, type: type.long, count: 1, value: jpegAt },
    { tag: 0x0112, type: type.short, count: 1, value: 1 },
    { tag: 0x0117, type: type.long, count: 1, value: jpeg.byteLength },
    { tag: 0x0128, type: type.short, count: 1, value: 2 },
  ];

  const writer = new ByteWriter().u16(0x4949).u16(42).u32(headerBytes);
  // "CR", version 2.0, and where the sensor's own directory would be.
  writer.u8(0x43).u8(0x52).u8(2).u8(0).u32(0).u16(entries);
  for (const entry of directory) writer.u16(entry.tag).u16(entry.type).u32(entry.count).u32(entry.value);
  writer.u32(0).raw(new TextEncoder().encode(make + model));
  if (textEnd % 2 === 1) writer.u8(0);
  return writer.raw(jpeg).bytes();
}
