import sharp from 'sharp';
import { checkedInput, decoding } from './input.ts';

/**
 * A JPEG of at most `widthPx`, upright, in sRGB, without metadata. Never larger than the original. A damaged picture is
 * shown as far as it goes; throws `picture-unsupported` where nothing of it can be decoded.
 */
export async function preview(jpeg: Uint8Array, widthPx: number): Promise<Uint8Array> {
  return await decoding(() =>
    sharp(jpeg, { ...checkedInput, failOn: 'none' })
      .autoOrient()
      .resize({ width: widthPx, withoutEnlargement: true })
      .jpeg({ quality: 86 })
      .toBuffer(),
  );
}
