import sharp from 'sharp';

/** A picture's thumbnail as bodies keep one: JPEG, 160 × 120, the picture in the middle of black. */
export async function drawThumbnail(jpeg: Uint8Array): Promise<Uint8Array> {
  return await sharp(jpeg).resize(160, 120, { fit: 'contain', background: 'black' }).jpeg({ quality: 75 }).toBuffer();
}
