import sharp from 'sharp';
import type { Exposure } from '../subject-port.ts';
import { fieldWidthMm } from './anatomy.ts';
import { withExif } from './exif.ts';
import type { Face } from './face.ts';
import { between, type Random } from './random.ts';
import { develop, type Grain } from './sensor.ts';

/** The scene's own exposure is f/11, ISO 200 by flash; the room alone is five stops darker at 1/125 s. */
export function gainFor(
  exposure: Pick<Exposure, 'aperture' | 'shutterS' | 'iso' | 'kelvin' | 'flash'>,
): [number, number, number] {
  const film = (11 / exposure.aperture) ** 2 * (exposure.iso / 200);
  const room = 2 ** -5 * exposure.shutterS * 125;
  const light = film * (exposure.flash ? 1 + room : room);
  // A camera set warmer than the light is makes the picture warmer.
  const warmth = (exposure.kelvin / 5200) ** 0.4;
  return [light * warmth, light, light / warmth];
}

/** One picture of a face whose eyes are already turned: developed, encoded, described. */
export async function takePicture(face: Face, exposure: Exposure, grain: Grain, random: Random): Promise<Uint8Array> {
  const { widthPx, heightPx } = exposure;
  const pixels = await develop(
    face.plane,
    {
      gain: gainFor(exposure),
      iso: exposure.iso,
      centreXMm: between(random, -0.45, 0.45),
      centreYMm: between(random, -0.35, 0.35) + 0.2 * Math.sin(exposure.number * 1.7),
      widthPx,
      heightPx,
      fieldWidthMm,
    },
    grain,
    random,
  );
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
