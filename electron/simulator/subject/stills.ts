import sharp from 'sharp';
import type { Exposure } from '../subject-port.ts';
import { fieldWidthMm, gazeTowards } from './anatomy.ts';
import { withExif } from './exif.ts';
import { type Area, type Plane, paste } from './plane.ts';
import { between, type Random } from './random.ts';
import type { Lighting } from './relief.ts';
import { breathe, drawEye, drawFace, type Sitter } from './scene.ts';
import { develop, type Grain } from './sensor.ts';

/** What is drawn around the field, so that a head which moves a little still fills it. */
const marginMm = 2;

/** Wider pictures are drawn at half their size and resolved by the virtual lens: it is no sharper than that. */
const drawnWhole = 3100;

/** The sitter's face at one size in one light, kept: only the eyes are drawn anew when they turn. */
export type Face = { plane: Plane; lighting: Lighting; eyesAt: string };

export async function faceFor(sitter: Sitter, lighting: Lighting, widthPx: number, heightPx: number): Promise<Face> {
  const mmPerPx = (fieldWidthMm / widthPx) * (widthPx > drawnWhole ? 2 : 1);
  return { plane: await drawFace(sitter, lighting, areaFor(widthPx, heightPx), mmPerPx), lighting, eyesAt: '' };
}

function areaFor(widthPx: number, heightPx: number): Area {
  const halfWidth = fieldWidthMm / 2 + marginMm;
  const halfHeight = Math.max((fieldWidthMm * heightPx) / widthPx / 2, 18) + marginMm;
  return { leftMm: -halfWidth, rightMm: halfWidth, bottomMm: -halfHeight, topMm: halfHeight };
}

/** Turns the eyes of a kept face. */
export async function turnEyes(sitter: Sitter, face: Face, look: { leftDeg: number; upDeg: number }): Promise<void> {
  const eyesAt = `${look.leftDeg.toFixed(2)} ${look.upDeg.toFixed(2)}`;
  if (face.eyesAt === eyesAt) return;
  const gaze = gazeTowards(look);
  for (const side of [-1, 1] as const) {
    paste(face.plane, drawEye(sitter, face.lighting, side, gaze, face.plane.mmPerPx));
    await breathe();
  }
  face.eyesAt = eyesAt;
}

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
    .jpeg({ quality: 94, chromaSubsampling: '4:2:0', optimiseCoding: false })
    .toBuffer();
  return withExif(jpeg, exposure, thumbnail);
}
