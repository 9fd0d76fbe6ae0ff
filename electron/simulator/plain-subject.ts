import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { withExif } from './subject/exif.ts';
import type { Subject } from './subject-port.ts';
import { drawThumbnail } from './thumbnail.ts';

/** A card of one size: its JPEG, and a small one for the metadata. */
type Card = { jpeg: Uint8Array; thumbnail: Uint8Array };

/** How many live frames take turns: enough to see that they do. */
const frameCount = 4;
/** Grain as strong as that of a real picture makes files as large as real ones: about 0.3 bytes per pixel. */
const grain = { type: 'gaussian', mean: 128, sigma: 12 } as const;
const pictureQuality = 88;
/** Grain is costly to grow: one patch is laid side by side. */
const patchPx = 512;
/** A live frame takes the best of these qualities with which it is no larger than bodies send. */
const frameQualities = [95, 88, 70, 45, 20] as const;
const largestFrameBytes = 250_000;

/**
 * A grey test card with grain: no face, no light, no focus. It is drawn once for each size; then a picture costs a copy and
 * a live frame nothing, so that what is measured is the way of the bytes. Each picture has its metadata and a comment
 * of its own, so that no two are alike; live frames repeat.
 */
export function createPlainSubject({ seed }: { seed: number }): Subject {
  const cards = new Map<string, Promise<Card>>();
  const frames = new Map<string, Promise<Uint8Array[]>>();

  return {
    async photograph(exposure) {
      const { widthPx, heightPx, number } = exposure;
      const { jpeg, thumbnail } = await kept(cards, `${widthPx} ${heightPx}`, () => drawCard(widthPx, heightPx));
      return withComment(withExif(jpeg, exposure, thumbnail), `${number} ${fingerprint(seed, number)}`);
    },
    async liveFrame({ widthPx, heightPx, sequence }) {
      const drawn = await kept(frames, `${widthPx} ${heightPx}`, () =>
        Promise.all(Array.from({ length: frameCount }, () => drawFrame(widthPx, heightPx))),
      );
      return drawn[sequence % frameCount] as Uint8Array;
    },
    async close() {
      await Promise.allSettled([...cards.values(), ...frames.values()]);
      cards.clear();
      frames.clear();
    },
  };
}

/** What fails is not kept. */
function kept<T>(store: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = store.get(key);
  if (known) return known;
  const made = make();
  store.set(key, made);
  made.catch(() => store.delete(key));
  return made;
}

async function draw(widthPx: number, heightPx: number): Promise<Sharp> {
  const size = { width: Math.min(patchPx, widthPx), height: Math.min(patchPx, heightPx), channels: 3 } as const;
  const patch = await sharp({ create: { ...size, background: '#000', noise: grain } })
    .raw()
    .toBuffer();
  return sharp(patch, { raw: size }).extend({
    right: widthPx - size.width,
    bottom: heightPx - size.height,
    extendWith: 'repeat',
  });
}

async function encode(card: Sharp, quality: number): Promise<Uint8Array> {
  return await card.clone().jpeg({ quality, chromaSubsampling: '4:2:0', optimiseCoding: false }).toBuffer();
}

async function drawFrame(widthPx: number, heightPx: number): Promise<Uint8Array> {
  const card = await draw(widthPx, heightPx);
  let frame: Uint8Array = new Uint8Array();
  for (const quality of frameQualities) {
    frame = await encode(card, quality);
    if (frame.byteLength <= largestFrameBytes) break;
  }
  return frame;
}

async function drawCard(widthPx: number, heightPx: number): Promise<Card> {
  const jpeg = await encode(await draw(widthPx, heightPx), pictureQuality);
  return { jpeg, thumbnail: await drawThumbnail(jpeg) };
}

function fingerprint(seed: number, number: number): string {
  return createHash('sha256').update(`${seed} ${number}`).digest('hex');
}

/** Puts a comment behind the first segment of a JPEG, which is its metadata. */
function withComment(jpeg: Uint8Array, text: string): Uint8Array {
  const comment = Buffer.from(text, 'latin1');
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  const at = 4 + ((jpeg[4] ?? 0) << 8) + (jpeg[5] ?? 0);
  return Buffer.concat([jpeg.subarray(0, at), head, comment, jpeg.subarray(at)]);
}
