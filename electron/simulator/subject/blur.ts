import sharp from 'sharp';
import type { Defocus } from '../subject-port.ts';

/** sharp's smallest blur; less cannot be seen. */
const leastSpreadPx = 0.3;
/** A wider blur is made on a smaller picture: it looks the same and takes no longer. */
const widestSpreadPx = 6;

export type Pixels = { data: Uint8ClampedArray; widthPx: number; heightPx: number };

/** Puts an interleaved sRGB picture out of focus. `fieldPx` is how many pixels the whole field would be wide. */
export async function blurred(pixels: Pixels, defocus: Defocus, fieldPx: number): Promise<Uint8ClampedArray> {
  const { data, widthPx, heightPx } = pixels;
  const spreadPx = defocus * fieldPx;
  if (spreadPx < leastSpreadPx) return data;
  const shrink = Math.max(1, spreadPx / widestSpreadPx);
  const small = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize(Math.max(1, Math.round(widthPx / shrink)), Math.max(1, Math.round(heightPx / shrink)), { fit: 'fill' })
    .blur(spreadPx / shrink)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const soft = await sharp(small.data, { raw: { width, height, channels: 3 } })
    .resize(widthPx, heightPx, { fit: 'fill' })
    .raw()
    .toBuffer();
  return new Uint8ClampedArray(soft.buffer, soft.byteOffset, soft.byteLength);
}
