import type { ShotFile } from '../../contract/devices.ts';

const text = new TextDecoder('latin1');
/** How far from the end a JPEG's last marker may lie: some bodies pad, some append a few bytes of their own. */
const trailerBytes = 4096;

/** What a file is by its first bytes: names and types that a camera gives are its own affair. */
export function kindOf(data: Uint8Array): ShotFile['kind'] {
  if (data[0] === 0xff && data[1] === 0xd8 && data[2] === 0xff) return 'jpeg';
  const head = text.decode(data.subarray(0, 16));
  // TIFF: NEF, CR2, ARW, DNG, PEF; then Panasonic's and Olympus's variants of it.
  if (/^(?:II\*\0|MM\0\*|IIU\0|IIR[OS]|MMOR)/.test(head)) return 'raw';
  if (head.startsWith('FUJIFILMCCD-RAW') || head.startsWith('ftypcrx', 4)) return 'raw';
  return 'other';
}

/**
 * Whether a JPEG has its beginning and its end. Compressed data never contain the end marker, so finding it near the
 * end means that nothing is cut off.
 */
export function isWholeJpeg(data: Uint8Array): boolean {
  if (data.byteLength < 4 || kindOf(data) !== 'jpeg') return false;
  const earliest = Math.max(2, data.byteLength - trailerBytes);
  for (let at = data.byteLength - 2; at >= earliest; at--) {
    if (data[at] === 0xff && data[at + 1] === 0xd9) return true;
  }
  return false;
}

/** Bytes in memory that is ours alone, as wires carry them; copied only where they are not. */
export function ownBytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data);
}
