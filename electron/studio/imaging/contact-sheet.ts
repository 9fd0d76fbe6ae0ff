import sharp from 'sharp';
import type { ContactSheet } from '../quality/quality-contract.ts';
import { checkedInput, decoding } from './input.ts';

/**
 * Paints shapes, pictures over them, and shapes over those. Returns a JPEG in sRGB without metadata. Throws
 * `picture-unsupported` where a picture cannot be decoded.
 */
export async function paintContactSheet(sheet: ContactSheet): Promise<Uint8Array> {
  const { widthPx: width, heightPx: height, ground, under, over } = sheet;
  const pictures = await Promise.all(
    sheet.pictures.map(async ({ x, y, ...picture }) => ({ input: await fill(picture, ground), left: x, top: y })),
  );
  const drawing = (shapes: ContactSheet['under']): Buffer => {
    const paths = shapes.map(({ path, fill: colour }) => `<path d="${path}" fill="${colour}"/>`).join('');
    return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${paths}</svg>`);
  };
  return await sharp({ create: { width, height, channels: 3, background: ground } })
    .composite([{ input: drawing(under) }, ...pictures, { input: drawing(over) }])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

type Picture = Omit<ContactSheet['pictures'][number], 'x' | 'y'>;

async function fill({ jpeg, widthPx, heightPx }: Picture, background: string): Promise<Buffer> {
  return await decoding(() =>
    sharp(jpeg, { ...checkedInput, failOn: 'none' })
      .autoOrient()
      .resize({ width: widthPx, height: heightPx, fit: 'contain', background })
      .removeAlpha()
      .toFormat('png', { compressionLevel: 0 })
      .toBuffer(),
  );
}
