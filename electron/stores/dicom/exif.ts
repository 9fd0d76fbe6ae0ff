/** What a camera wrote of one exposure. Everything is optional: a damaged block simply says less. */
export type ExifFacts = {
  exposureTimeS?: number;
  fNumber?: number;
  isoSpeed?: number;
  focalLengthMm?: number;
  /** How the stored matrix must be turned to stand upright, 1–8 as EXIF numbers it. */
  orientation?: number;
};

const pointerToExif = 0x8769;
const orientationTag = 0x0112;
const exposureTimeTag = 0x829a;
const fNumberTag = 0x829d;
const isoSpeedTag = 0x8827;
const focalLengthTag = 0x920a;

/** Reads a TIFF block (what follows `Exif\0\0`). Never throws. */
export function readExif(tiff: Uint8Array): ExifFacts {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return {};
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return {};
  const little = order === 0x4949;
  const primary = readDirectory(view, view.getUint32(4, little), little);
  const exposure = readDirectory(view, primary.get(pointerToExif) ?? 0, little);
  const orientation = primary.get(orientationTag);
  return {
    ...positive('exposureTimeS', exposure.get(exposureTimeTag)),
    ...positive('fNumber', exposure.get(fNumberTag)),
    ...positive('isoSpeed', exposure.get(isoSpeedTag)),
    ...positive('focalLengthMm', exposure.get(focalLengthTag)),
    ...(orientation !== undefined && orientation >= 1 && orientation <= 8 ? { orientation } : {}),
  };
}

function positive(name: keyof ExifFacts, value: number | undefined): ExifFacts {
  return value !== undefined && Number.isFinite(value) && value > 0 ? { [name]: value } : {};
}

const short = 3;
const long = 4;
const rational = 5;

/** The first value of each entry that is a SHORT, a LONG or a RATIONAL. */
function readDirectory(view: DataView, offset: number, little: boolean): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  if (offset < 8 || offset + 2 > view.byteLength) return values;
  const entries = view.getUint16(offset, little);
  for (let index = 0; index < entries; index++) {
    const at = offset + 2 + index * 12;
    if (at + 12 > view.byteLength) break;
    const tag = view.getUint16(at, little);
    const type = view.getUint16(at + 2, little);
    if (type === short) values.set(tag, view.getUint16(at + 8, little));
    if (type === long) values.set(tag, view.getUint32(at + 8, little));
    if (type !== rational) continue;
    const where = view.getUint32(at + 8, little);
    if (where + 8 <= view.byteLength) {
      values.set(tag, view.getUint32(where, little) / view.getUint32(where + 4, little));
    }
  }
  return values;
}
