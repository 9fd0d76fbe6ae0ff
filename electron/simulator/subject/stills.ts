import sharp from 'sharp';
import type { Exposure } from '../subject-port.ts';
import { blurred } from './blur.ts';
import { withExif } from './exif.ts';
import { between, type Random } from './random.ts';
import type { Scene } from './scene.ts';
import { develop, type Grain } from './sensor.ts';

type Film = Pick<Exposure, 'aperture' | 'shutterS' | 'iso'>;

/** The room's light alone, five stops under the flash at 1/125 s, on f/11 and ISO 200. */
export function roomGain({ aperture, shutterS, iso }: Film): number {
  return filmGain(aperture, iso) * 2 ** -5 * shutterS * 125;
}

function filmGain(aperture: number, iso: number): number {
  return (11 / aperture) ** 2 * (iso / 200);
}

/** The scene's own exposure is f/11, ISO 200 by flash. */
function gainFor(exposure: Film & Pick<Exposure, 'kelvin' | 'flash'>): [number, number, number] {
  const light = (exposure.flash ? filmGain(exposure.aperture, exposure.iso) : 0) + roomGain(exposure);
  // A camera set warmer than the light is makes the picture warmer.
  const warmth = (exposure.kelvin / 5200) ** 0.4;
  return [light * warmth, light, light / warmth];
}

/** One picture of a scene whose eyes are already turned: developed, encoded, described. */
export async function takePicture(scene: Scene, exposure: Exposure, grain: Grain, random: Random): Promise<Uint8Array> {
  const { widthPx, heightPx } = exposure;
  const seen = await develop(
    scene.plane,
    {
      gain: gainFor(exposure),
      iso: exposure.iso,
      centreXMm: between(random, -0.45, 0.45),
      centreYMm: between(random, -0.35, 0.35) + 0.2 * Math.sin(exposure.number * 1.7),
      widthPx,
      heightPx,
      fieldWidthMm: scene.fieldWidthMm,
    },
    grain,
    random,
  );
  const pixels = await blurred({ data: seen, widthPx, heightPx }, exposure.defocus, widthPx);
  const raw = { width: widthPx, height: heightPx, channels: 3 } as const;
  const thumbnail = await sharp(pixels, { raw })
    .resize(160, 120, { fit: 'contain', background: '#000', kernel: 'nearest' })
    .jpeg({ quality: 70 })
    .toBuffer();
  const jpeg = await sharp(pixels, { raw })
    .withIccProfile('srgb')
    .jpeg({ quality: 97, chromaSubsampling: '4:2:0', optimiseCoding: false })
    .toBuffer();
  return withExif(jpeg, exposure, thumbnail);
}
