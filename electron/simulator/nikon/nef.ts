import { fieldType, type RawPicture, wrapInTiff } from '../tiff.ts';

/** A NEF: the JPEG stands as a preview. */
export function wrapAsNef(jpeg: Uint8Array, picture: RawPicture): Uint8Array {
  return wrapInTiff(jpeg, picture, {
    mark: [],
    manufacturer: 'NIKON CORPORATION',
    pointer: (jpegAt, jpegBytes) => [
      { tag: 0x00fe, type: fieldType.long, count: 1, value: 1 },
      { tag: 0x0201, type: fieldType.long, count: 1, value: jpegAt },
      { tag: 0x0202, type: fieldType.long, count: 1, value: jpegBytes },
    ],
  });
}
