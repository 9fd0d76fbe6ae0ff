/** What a camera wrote of one exposure. Everything is optional: a damaged block simply says less. */
export type ExifFacts = {
  exposureTimeS?: number;
  fNumber?: number;
  isoSpeed?: number;
  focalLengthMm?: number;
  focalLength35mm?: number;
  exposureBiasEv?: number;
  /** Numbers that EXIF gives a meaning, and DICOM the same (CIPA DC-008, table 8; PS3.3 VL Photographic Acquisition). */
  exposureProgram?: number;
  exposureMode?: number;
  meteringMode?: number;
  lightSource?: number;
  whiteBalance?: number;
  /** Several numbers packed into one. */
  flash?: number;
  lensMake?: string;
  lensModel?: string;
  lensSerial?: string;
  /** Shortest and longest focal length in mm, smallest f-number at either; 0 is unknown. */
  lensSpecification?: readonly number[];
  /** How the stored matrix must be turned to stand upright, 1–8 as EXIF numbers it. */
  orientation?: number;
};

const pointerToExif = 0x8769;

/** Numbers that must be one of the values that DICOM enumerates, and what is positive by nature. */
const numbered = {
  exposureProgram: { tag: 0x8822, most: 8 },
  exposureMode: { tag: 0xa402, most: 2 },
  meteringMode: { tag: 0x9207, most: 6 },
  lightSource: { tag: 0x9208, most: 24 },
  whiteBalance: { tag: 0xa403, most: 1 },
  flash: { tag: 0x9209, most: 0x7f },
} as const;
const measured = {
  exposureTimeS: 0x829a,
  fNumber: 0x829d,
  isoSpeed: 0x8827,
  focalLengthMm: 0x920a,
  focalLength35mm: 0xa405,
} as const;
const texts = { lensMake: 0xa433, lensModel: 0xa434, lensSerial: 0xa435 } as const;
const biasTag = 0x9204;
const lensSpecificationTag = 0xa432;
const orientationTag = 0x0112;

/** Reads a TIFF block (what follows `Exif\0\0`). Never throws. */
export function readExif(tiff: Uint8Array): ExifFacts {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return {};
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return {};
  const little = order === 0x4949;
  const primary = readDirectory(view, view.getUint32(4, little), little);
  const exposure = readDirectory(view, primary.numbers(pointerToExif)[0] ?? 0, little);
  const facts: Record<string, number | string | readonly number[]> = {};
  for (const [name, tag] of Object.entries(measured)) {
    const [value] = exposure.numbers(tag);
    if (value !== undefined && Number.isFinite(value) && value > 0) facts[name] = value;
  }
  for (const [name, { tag, most }] of Object.entries(numbered)) {
    const [value] = exposure.numbers(tag);
    if (value !== undefined && value <= most) facts[name] = value;
  }
  for (const [name, tag] of Object.entries(texts)) {
    const value = exposure.text(tag);
    if (value !== '') facts[name] = value;
  }
  const [bias] = exposure.numbers(biasTag);
  if (bias !== undefined && Math.abs(bias) <= 10) facts.exposureBiasEv = bias;
  const lens = exposure.numbers(lensSpecificationTag).map((value) => (Number.isFinite(value) ? value : 0));
  if (lens.length === 4 && lens.some((value) => value > 0)) facts.lensSpecification = lens;
  const [orientation] = primary.numbers(orientationTag);
  if (orientation !== undefined && orientation >= 1 && orientation <= 8) facts.orientation = orientation;
  return facts;
}

const sizes: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 8, 10: 8 };

type Directory = {
  /** Of a SHORT, a LONG, a RATIONAL or an SRATIONAL; none where the entry is absent or of another type. */
  numbers(tag: number): number[];
  /** Of an ASCII entry; empty where there is none, or nothing in it. */
  text(tag: number): string;
};

function readDirectory(view: DataView, offset: number, little: boolean): Directory {
  const entries = new Map<number, { type: number; count: number; at: number }>();
  const there = offset >= 8 && offset + 2 <= view.byteLength ? view.getUint16(offset, little) : 0;
  for (let index = 0; index < there; index++) {
    const entry = offset + 2 + index * 12;
    if (entry + 12 > view.byteLength) break;
    const type = view.getUint16(entry + 2, little);
    const count = view.getUint32(entry + 4, little);
    const bytes = (sizes[type] ?? 0) * count;
    const at = bytes <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (bytes > 0 && at + bytes <= view.byteLength) entries.set(view.getUint16(entry, little), { type, count, at });
  }

  function number(type: number, at: number): number {
    if (type === 3) return view.getUint16(at, little);
    if (type === 4) return view.getUint32(at, little);
    if (type === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little);
    return view.getInt32(at, little) / view.getInt32(at + 4, little);
  }

  return {
    numbers(tag) {
      const entry = entries.get(tag);
      if (!entry || entry.type === 2) return [];
      const { type, count, at } = entry;
      return Array.from({ length: Math.min(count, 4) }, (_, index) => number(type, at + index * (sizes[type] ?? 0)));
    },
    text(tag) {
      const entry = entries.get(tag);
      if (entry?.type !== 2) return '';
      const bytes = new Uint8Array(view.buffer, view.byteOffset + entry.at, entry.count);
      const [text = ''] = new TextDecoder('latin1').decode(bytes).split('\0');
      return text.trim();
    },
  };
}
