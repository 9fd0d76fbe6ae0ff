import { CodedError } from '../../contract/errors.ts';
import { readExif } from './exif.ts';

/** What a baseline JPEG says of itself. Rows and columns are those of the stored matrix, whatever EXIF says. */
export type JpegPicture = {
  rows: number;
  columns: number;
  components: 1 | 3;
  /** As `4:2:0`, for people; empty for one component. */
  subsampling: string;
  /** Bytes after the end of the picture (previews that cameras append); they stay where they are. */
  trailingBytes: number;
  /** The EXIF block's TIFF part, where there is one. */
  exif: Uint8Array | undefined;
  /** How the matrix must be turned to stand upright, 1–8 as EXIF numbers it; 1 where nothing says so. */
  orientation: number;
};

/**
 * Reads the markers of a whole JPEG file without decoding it. Throws `picture-unsupported` with a `reason` for what
 * DICOM's JPEG Baseline cannot carry unchanged: `not-jpeg`, `truncated`, `progressive` or another coding (`sof-c3`…),
 * `12-bit`, `2-components`, `rgb`, `without-size`.
 */
export function readJpeg(bytes: Uint8Array): JpegPicture {
  if (bytes[0] !== 0xff || bytes[1] !== marker.start) throw unsupported('not-jpeg');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Frame | undefined;
  let exif: Uint8Array | undefined;
  let adobeTransform: number | undefined;
  let at = 2;
  for (;;) {
    const found = nextMarker(bytes, at);
    at = found.after;
    if (found.marker === marker.end) break;
    if (at + 2 > bytes.length) throw unsupported('truncated');
    const length = view.getUint16(at);
    if (length < 2 || at + length > bytes.length) throw unsupported('truncated');
    const segment = bytes.subarray(at + 2, at + length);
    at += length;
    if (isFrame(found.marker)) frame ??= readFrame(found.marker, segment);
    else if (found.marker === marker.app1 && startsWith(segment, 'Exif\0\0')) exif ??= segment.subarray(6);
    else if (found.marker === marker.app14 && startsWith(segment, 'Adobe')) adobeTransform ??= segment[11];
    else if (found.marker === marker.scan) {
      if (frame === undefined) throw unsupported('truncated');
      at = endOfScan(bytes, at);
    }
  }
  if (frame === undefined) throw unsupported('truncated');
  const rgbByName = frame.ids.join() === '82,71,66' && adobeTransform === undefined;
  if (frame.components === 3 && (adobeTransform === 0 || rgbByName)) throw unsupported('rgb');
  const { rows, columns, components, subsampling } = frame;
  const { orientation = 1 } = exif ? readExif(exif) : {};
  return { rows, columns, components, subsampling, trailingBytes: bytes.length - at, exif, orientation };
}

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, app1: 0xe1, app14: 0xee } as const;

/** SOF0–SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

type Frame = { rows: number; columns: number; components: 1 | 3; ids: readonly number[]; subsampling: string };

function readFrame(code: number, segment: Uint8Array): Frame {
  if (code === 0xc2) throw unsupported('progressive');
  if (code !== 0xc0) throw unsupported(`sof-${code.toString(16)}`);
  const [precision = 0, high = 0, low = 0, columnsHigh = 0, columnsLow = 0, components = 0] = segment;
  if (precision !== 8) throw unsupported(`${precision}-bit`);
  if (components !== 1 && components !== 3) throw unsupported(`${components}-components`);
  if (segment.length < 6 + 3 * components) throw unsupported('truncated');
  const rows = high * 256 + low;
  const columns = columnsHigh * 256 + columnsLow;
  if (rows === 0 || columns === 0) throw unsupported('without-size');
  const ids = Array.from({ length: components }, (_, index) => segment[6 + 3 * index] ?? 0);
  return { rows, columns, components, ids, subsampling: components === 3 ? subsamplingOf(segment) : '' };
}

/** J:a:b from the sampling factors of the luminance against those of the chrominance. */
function subsamplingOf(segment: Uint8Array): string {
  const luminance = segment[7] ?? 0x11;
  const chrominance = segment[10] ?? 0x11;
  const across = (luminance >> 4) / Math.max(1, chrominance >> 4);
  const down = (luminance & 15) / Math.max(1, chrominance & 15);
  return `4:${4 / across}:${down === 1 ? 4 / across : 0}`;
}

/** The next marker at or after `at`; fill bytes before it are allowed, anything else is not a JPEG. */
function nextMarker(bytes: Uint8Array, at: number): { marker: number; after: number } {
  let position = at;
  if (position >= bytes.length) throw unsupported('truncated');
  if (bytes[position] !== 0xff) throw unsupported('not-jpeg');
  while (bytes[position] === 0xff) position++;
  const code = bytes[position];
  if (code === undefined) throw unsupported('truncated');
  return { marker: code, after: position + 1 };
}

/** Where the entropy-coded data ends: at the first marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next === 0x00 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue;
    return at;
  }
  throw unsupported('truncated');
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, index) => bytes[index] === character.charCodeAt(0));
}

function unsupported(reason: string): CodedError {
  return new CodedError('picture-unsupported', { reason });
}
