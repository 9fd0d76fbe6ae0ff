const pixelData = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff]);

/**
 * The one encapsulated picture of a Part-10 file, found by its bytes alone and without the product's own reader: pixel data
 * of undefined length, an empty offset table, one fragment.
 */
export function pictureIn(file: Buffer): Buffer {
  const at = file.lastIndexOf(pixelData);
  if (at < 0) throw new Error('no encapsulated pixel data');
  const table = at + pixelData.length;
  const fragment = table + 8 + file.readUInt32LE(table + 4);
  const picture = file.subarray(fragment + 8, fragment + 8 + file.readUInt32LE(fragment + 4));
  const padded = picture.at(-1) === 0 && picture.at(-2) === 0xd9 && picture.at(-3) === 0xff;
  return padded ? picture.subarray(0, -1) : picture;
}
