import { typical } from './huffman.ts';
import type { Frame, JpegParts } from './jpeg-parts.ts';
import type { Turn } from './turn.ts';
import { uprightExif } from './upright-exif.ts';
import { transposed } from './zigzag.ts';

/** Everything before the entropy-coded data of the only scan, start of image included. */
export function jpegHead(parts: JpegParts, frame: Frame, turn: Turn): Uint8Array {
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...parts.applications.flatMap(({ marker, data }) => {
      const kept = keptApplication(marker, data, turn);
      return kept ? [segment(marker, kept)] : [];
    }),
    ...quantisation(parts, turn),
    segment(0xc0, frameHead(frame)),
    ...huffman(frame),
    segment(0xda, scanHead(frame)),
  ]);
}

/**
 * What says how the samples are to be understood: JFIF, EXIF, the colour profile, Adobe's transform. All else a camera adds is
 * about the picture as it lay: previews, lists of them, XMP.
 */
function keptApplication(marker: number, data: Uint8Array, turn: Turn): Uint8Array | undefined {
  const names = (text: string) => Buffer.from(data.subarray(0, text.length)).toString('latin1') === text;
  if (marker === 0xe0 && names('JFIF\0') && data.length >= 14) return jfif(data, turn);
  if (marker === 0xe1 && names('Exif\0\0')) {
    return Buffer.concat([data.subarray(0, 6), uprightExif(data.subarray(6), turn.transpose)]);
  }
  if (marker === 0xe2 && names('ICC_PROFILE\0')) return data;
  return marker === 0xee && names('Adobe') ? data : undefined;
}

/** Without its thumbnail; densities change places with rows and columns. */
function jfif(data: Uint8Array, { transpose }: Turn): Uint8Array {
  const head = Buffer.from(data.subarray(0, 14));
  if (transpose) {
    const across = head.readUInt16BE(8);
    head.writeUInt16BE(head.readUInt16BE(10), 8);
    head.writeUInt16BE(across, 10);
  }
  head.fill(0, 12);
  return head;
}

function quantisation({ quantisation: tables }: JpegParts, { transpose }: Turn): Uint8Array[] {
  return [...tables].map(([id, { values, wide }]) => {
    const turned = values.map((value, index) => (transpose ? (values[transposed[index] ?? 0] ?? 0) : value));
    const bytes = wide ? turned.flatMap((value) => [value >> 8, value & 0xff]) : turned;
    return segment(0xdb, Buffer.from([(wide ? 0x10 : 0) | id, ...bytes]));
  });
}

function frameHead({ rows, columns, components }: Frame): Uint8Array {
  const sampled = components.flatMap(({ id, h, v, table }) => [id, (h << 4) | v, table]);
  return Buffer.from([8, rows >> 8, rows & 0xff, columns >> 8, columns & 0xff, components.length, ...sampled]);
}

function huffman({ components }: Frame): Uint8Array[] {
  const { luminance, chrominance } = typical;
  const table = (id: number, counts: Uint8Array): Uint8Array => segment(0xc4, Buffer.concat([Buffer.of(id), counts]));
  const first = [table(0x00, luminance.dc), table(0x10, luminance.ac)];
  return components.length === 1 ? first : [...first, table(0x01, chrominance.dc), table(0x11, chrominance.ac)];
}

function scanHead({ components }: Frame): Uint8Array {
  const tables = components.flatMap(({ id }, index) => [id, index === 0 ? 0x00 : 0x11]);
  return Buffer.from([components.length, ...tables, 0, 63, 0]);
}

function segment(marker: number, data: Uint8Array): Uint8Array {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
