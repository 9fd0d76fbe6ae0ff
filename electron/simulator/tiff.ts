import { ByteWriter } from './ptp/bytes.ts';

export const fieldType = { ascii: 2, short: 3, long: 4 } as const;
export type Field = { tag: number; type: number; count: number; value: number };

/** What stands in the file beside the JPEG. */
export type TiffShape = {
  /** Bytes between the header and the directory. */
  mark: readonly number[];
  manufacturer: string;
  /** How this make says where its JPEG is. */
  pointer: (jpegAt: number, jpegBytes: number) => readonly Field[];
};

/** What a body knows of a picture that it writes. */
export type RawPicture = { widthPx: number; heightPx: number; model: string; orientation: 1 | 6 | 8 };

const entryBytes = 12;
const tiffHeaderBytes = 8;
const sharedFields = 6;
const jpegCompression = 6;

/**
 * A raw file as far as readers of previews need it: a little-endian TIFF whose only picture is the camera's JPEG. It has
 * no sensor data; nothing that develops raw files will open it.
 */
export function wrapInTiff(jpeg: Uint8Array, picture: RawPicture, { mark, ...shape }: TiffShape): Uint8Array {
  const make = `${shape.manufacturer}\0`;
  const model = `${picture.model}\0`;
  const directoryAt = tiffHeaderBytes + mark.length;
  const count = sharedFields + shape.pointer(0, 0).length;
  const makeAt = directoryAt + 2 + count * entryBytes + 4;
  const modelAt = makeAt + make.length;
  const textEnd = modelAt + model.length;
  const jpegAt = textEnd + (textEnd % 2);

  const { ascii, short, long } = fieldType;
  const fields: Field[] = [
    { tag: 0x0100, type: long, count: 1, value: picture.widthPx },
    { tag: 0x0101, type: long, count: 1, value: picture.heightPx },
    { tag: 0x0103, type: short, count: 1, value: jpegCompression },
    { tag: 0x010f, type: ascii, count: make.length, value: makeAt },
    { tag: 0x0110, type: ascii, count: model.length, value: modelAt },
    { tag: 0x0112, type: short, count: 1, value: picture.orientation },
    ...shape.pointer(jpegAt, jpeg.byteLength),
  ];

  const writer = new ByteWriter().u16(0x4949).u16(42).u32(directoryAt).raw(Uint8Array.from(mark)).u16(count);
  for (const { tag, type, count: values, value } of fields.sort((a, b) => a.tag - b.tag)) {
    writer.u16(tag).u16(type).u32(values).u32(value);
  }
  writer.u32(0).raw(new TextEncoder().encode(make + model));
  if (textEnd % 2 === 1) writer.u8(0);
  return writer.raw(jpeg).bytes();
}
