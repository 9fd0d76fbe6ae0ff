import sharp from 'sharp';
import type { Finding } from '../../contract/findings.ts';
import type { Check } from '../../contract/protocol.ts';
import { checkedInput } from '../imaging/input.ts';
import { type AssessContext, findingsFor } from './findings.ts';
import { type ReducedPicture, reducedPicture } from './picture.ts';

const longSidePx = 1600;

/**
 * Looks at a picture once, at 1600 pixels, and says what the checks ask for, in their order. A picture that cannot be
 * decoded whole is one finding, `not-readable`, which blocks: it never throws for what a camera delivers.
 */
export async function assess(jpeg: Uint8Array, checks: readonly Check[], context: AssessContext): Promise<Finding[]> {
  const picture = await reduce(jpeg);
  return picture ? findingsFor(picture, checks, context) : [{ code: 'not-readable', level: 'block' }];
}

async function reduce(jpeg: Uint8Array): Promise<ReducedPicture | undefined> {
  try {
    const input = sharp(jpeg, { ...checkedInput, failOn: 'truncated' });
    const { format, width, height, autoOrient } = await input.metadata();
    if (format !== 'jpeg') return undefined;
    const { data, info } = await input
      .resize({ width: longSidePx, height: longSidePx, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) return undefined;
    const size = { widthPx: info.width, heightPx: info.height, originalWidthPx: width, originalHeightPx: height };
    const upright = standing(autoOrient);
    return reducedPicture(data, { ...size, upright });
  } catch {
    // The decoder's words describe bytes, not a fault of ours; the finding says all that matters to the operator.
    return undefined;
  }
}

function standing({ width, height }: { width: number; height: number }): ReducedPicture['upright'] {
  if (width === height) return 'square';
  return width > height ? 'landscape' : 'portrait';
}
