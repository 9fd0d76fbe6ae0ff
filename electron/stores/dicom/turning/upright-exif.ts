const orientationTag = 0x0112;
const pointerToExif = 0x8769;
const widthTag = 0xa002;
const heightTag = 0xa003;
const short = 3;

/**
 * A TIFF block of EXIF for a picture that stands now: orientation 1, and no thumbnail, which would lie as before. `exchanged`: rows and
 * columns have changed places. What cannot be read stays as it is.
 */
export function uprightExif(tiff: Uint8Array, exchanged: boolean): Uint8Array {
  const copy = Uint8Array.from(tiff);
  const view = new DataView(copy.buffer);
  if (view.byteLength < 8) return copy;
  const little = view.getUint16(0) === 0x4949;
  const primary = entriesOf(view, view.getUint32(4, little), little);
  const orientation = primary.entries.get(orientationTag);
  if (orientation !== undefined && view.getUint16(orientation + 2, little) === short) {
    view.setUint16(orientation + 8, 1, little);
  }
  if (primary.next !== undefined) view.setUint32(primary.next, 0, little);
  const pointer = primary.entries.get(pointerToExif);
  if (exchanged && pointer !== undefined) {
    const { entries } = entriesOf(view, view.getUint32(pointer + 8, little), little);
    exchange(copy, entries.get(widthTag), entries.get(heightTag));
  }
  return copy;
}

/** Where each entry of a directory stands by its tag, and where the pointer to the next directory does. */
function entriesOf(view: DataView, at: number, little: boolean): { entries: Map<number, number>; next?: number } {
  const entries = new Map<number, number>();
  if (at < 8 || at + 2 > view.byteLength) return { entries };
  const next = at + 2 + 12 * view.getUint16(at, little);
  if (next + 4 > view.byteLength) return { entries };
  for (let entry = at + 2; entry < next; entry += 12) entries.set(view.getUint16(entry, little), entry);
  return { entries, next };
}

/** Type, count and value; the tags stay in their order. */
function exchange(bytes: Uint8Array, one: number | undefined, other: number | undefined): void {
  if (one === undefined || other === undefined) return;
  const kept = bytes.slice(one + 2, one + 12);
  bytes.copyWithin(one + 2, other + 2, other + 12);
  bytes.set(kept, other + 2);
}
