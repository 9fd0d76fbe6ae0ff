import sharp from 'sharp';
import type { MirrorAxis } from '../../contract/protocol.ts';
import { checkedInput, decoding } from './input.ts';

/**
 * A JPEG of at most `widthPx`, upright, in sRGB, without metadata. Never larger than the original. What was photographed in a
 * mirror is turned round on its axis, as the corrected live view shows it. A damaged picture is shown as far as it goes; throws
 * `picture-unsupported` where nothing of it can be decoded.
 */
export async function preview(jpeg: Uint8Array, widthPx: number, mirror: MirrorAxis): Promise<Uint8Array> {
  return await decoding(() =>
    sharp(jpeg, { ...checkedInput, failOn: 'none' })
      .autoOrient()
      .resize({ width: widthPx, withoutEnlargement: true })
      .flop(mirror === 'left-right')
      .flip(mirror === 'top-bottom')
      .jpeg({ quality: 86 })
      .toBuffer(),
  );
}
