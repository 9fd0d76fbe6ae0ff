import { fieldType, type RawPicture, wrapInTiff } from '../tiff.ts';

/** "CR", version 2.0, and where the sensor's own directory would be. */
const mark = [0x43, 0x52, 2, 0, 0, 0, 0, 0];

/** A CR2: the JPEG is one strip. */
export function wrapAsCr2(jpeg: Uint8Array, picture: RawPicture): Uint8Array {
  return wrapInTiff(jpeg, picture, {
    mark,
    manufacturer: 'Canon',
    pointer: (jpegAt, jpegBytes) => [
      { tag: 0x0111, type: fieldType.long, count: 1, value: jpegAt },
      { tag: 0x0117, type: fieldType.long, count: 1, value: jpegBytes },
      { tag: 0x0128, type: fieldType.short, count: 1, value: 2 },
    ],
  });
}
