import type { Misbehaviour } from './misbehaviour.ts';
import { everything, format } from './ptp/codes.ts';
import type { ObjectInfo } from './ptp/datasets.ts';

/** A picture file as the body made it. */
export type CardFile = {
  name: string;
  format: number;
  data: Uint8Array;
  /** The JPEG from which a thumbnail is drawn; the file itself, or what a raw file has inside. */
  preview: Uint8Array;
  widthPx: number;
  heightPx: number;
  takenAt: Date;
};

export type CardObject = { handle: number; parent: number; name: string; file: CardFile | null; takenAt: Date };

/** How a make names what it writes to a card. */
export type CardNaming = {
  label: string;
  /** `100D750` for 100. */
  folder(number: number): string;
  /** `DSC_0001` for 1, without the dot and the kind. */
  picture(number: number): string;
};

export const storageId = 0x00010001;
/** What stands for the slot while no card is in it. */
export const emptySlotId = 0x00010000;
const dcimHandle = 0x0a000000;
const lastPictureInFolder = 9999;
/** What drawn thumbnails measure. */
const thumb = { bytes: 8192, widthPx: 160, heightPx: 120 };

/**
 * A memory card with a DCIM tree, held in memory. Pictures of one shot share a number; after 9999 comes 0001 in the
 * next folder.
 */
export type Card = {
  readonly label: string;
  /** False while it is taken out: nothing on it can then be found. */
  readonly present: boolean;
  readonly capacityBytes: number;
  readonly freeBytes: number;
  /** The next picture's number, 1 to 9999. */
  countFrom(number: number): void;
  /** Takes the next number of a picture and opens a folder for it if need be: then `folder` is that folder's handle. */
  nextPicture(): { base: string; parent: number; newFolder: number | null };
  /** Handle of the new file. The caller has looked at `freeBytes`. */
  add(parent: number, file: CardFile): number;
  get(handle: number): CardObject | undefined;
  /** Handles of what lies directly in a folder; `everything` is the root, 0 is all there is. */
  list(parent: number): number[];
  /** Deletes a file, or a folder with what is in it; `everything` empties the card. False where there is no such object. */
  delete(handle: number): boolean;
};

export function createCard(
  naming: CardNaming,
  capacityBytes: number,
  takenAt: Date,
  firstPicture: number,
  misbehaviour: Pick<Misbehaviour, 'cardFull' | 'cardMissing'>,
): Card {
  const objects = new Map<number, CardObject>();
  let nextHandle = dcimHandle + 1;
  let folderNumber = 100;
  let pictureNumber = firstPicture - 1;
  let usedBytes = 0;

  function put(parent: number, name: string, file: CardFile | null, at: Date, handle = nextHandle++): number {
    objects.set(handle, { handle, parent, name, file, takenAt: at });
    usedBytes += file?.data.byteLength ?? 0;
    return handle;
  }

  const children = (parent: number): number[] =>
    [...objects.values()].filter((object) => object.parent === parent).map((object) => object.handle);

  function remove(object: CardObject): void {
    for (const handle of children(object.handle)) {
      const child = objects.get(handle);
      if (child) remove(child);
    }
    if (!objects.delete(object.handle)) return;
    usedBytes -= object.file?.data.byteLength ?? 0;
  }

  put(0, 'DCIM', null, takenAt, dcimHandle);
  let folder = put(dcimHandle, naming.folder(folderNumber), null, takenAt);

  return {
    label: naming.label,
    get present() {
      return !misbehaviour.cardMissing;
    },
    capacityBytes,
    get freeBytes() {
      const { cardFull, cardMissing } = misbehaviour;
      return cardFull || cardMissing ? 0 : Math.max(0, capacityBytes - usedBytes);
    },
    countFrom(number) {
      pictureNumber = number - 1;
    },
    nextPicture() {
      let newFolder: number | null = null;
      const folderIsFull = pictureNumber >= lastPictureInFolder;
      if (folderIsFull) folderNumber += 1;
      pictureNumber = folderIsFull ? 1 : pictureNumber + 1;
      if (folderIsFull || !objects.has(folder)) {
        if (!objects.has(dcimHandle)) put(0, 'DCIM', null, new Date(), dcimHandle);
        folder = put(dcimHandle, naming.folder(folderNumber), null, new Date());
        newFolder = folder;
      }
      return { base: naming.picture(pictureNumber), parent: folder, newFolder };
    },
    add: (parent, file) => put(parent, file.name, file, file.takenAt),
    get: (handle) => (misbehaviour.cardMissing ? undefined : objects.get(handle)),
    list: (parent) =>
      misbehaviour.cardMissing ? [] : parent === 0 ? [...objects.keys()] : children(parent === everything ? 0 : parent),
    delete(handle) {
      if (misbehaviour.cardMissing) return false;
      const doomed = handle === everything ? [...objects.values()] : [objects.get(handle)];
      let found = false;
      for (const object of doomed) {
        if (!object) continue;
        found = true;
        remove(object);
      }
      return found;
    },
  };
}

/** A card object, or with `storage` and `parent` 0 a picture in the camera's own memory, as GetObjectInfo tells it. */
export function describeObject(object: CardObject, storage: number): ObjectInfo {
  const { file } = object;
  return {
    storage,
    format: file?.format ?? format.association,
    bytes: file?.data.byteLength ?? 0,
    thumbFormat: file ? format.jfif : 0,
    thumbBytes: file ? thumb.bytes : 0,
    thumbWidthPx: file ? thumb.widthPx : 0,
    thumbHeightPx: file ? thumb.heightPx : 0,
    widthPx: file?.widthPx ?? 0,
    heightPx: file?.heightPx ?? 0,
    parent: object.parent,
    folder: file === null,
    name: object.name,
    takenAt: object.takenAt,
  };
}
