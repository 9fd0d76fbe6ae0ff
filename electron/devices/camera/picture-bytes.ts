import type { ShotFile } from '../../contract/devices.ts';

const text = new TextDecoder('latin1');
/** Within this distance from the end the end marker is taken at its word. */
const tailBytes = 4096;

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
 * Whether a JPEG has its beginning and its end. Near the end of the file the end marker alone tells, which is quick; a
 * longer trailer (bodies pad, and append data of their own) is told from a cut by following the picture to its end.
 */
export function isWholeJpeg(data: Uint8Array): boolean {
  if (data.byteLength < 4 || kindOf(data) !== 'jpeg') return false;
  const earliest = Math.max(2, data.byteLength - tailBytes);
  for (let at = data.byteLength - 2; at >= earliest; at--) {
    if (data[at] === 0xff && data[at + 1] === 0xd9) return true;
  }
  return reachesEnd(data);
}

/** Goes from marker to marker, over their segments and the compressed data, which contain none but restarts. */
function reachesEnd(data: Uint8Array): boolean {
  for (let at = 2; at >= 2 && data[at] === 0xff; ) {
    const marker = data[at + 1] ?? 0;
    if (marker === 0xd9) return true;
    if (marker === 0xff) at += 1;
    else {
      at += 2 + (data[at + 2] ?? 0) * 256 + (data[at + 3] ?? 0);
      if (marker === 0xda) at = endOfScan(data, at);
    }
  }
  return false;
}

function endOfScan(data: Uint8Array, from: number): number {
  let at = data.indexOf(0xff, from);
  for (; at !== -1; at = data.indexOf(0xff, at + 1)) {
    const next = data[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return at;
}

/** Bytes in memory that is ours alone, as wires carry them; copied only where they are not. */
export function ownBytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer ? (data as Uint8Array<ArrayBuffer>) : new Uint8Array(data);
}
