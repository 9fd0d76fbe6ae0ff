import type { CardFile, CardObject } from './card.ts';
import type { Elsewhere } from './object-operations.ts';

const firstHandle = 0xffff0001;
/** So many files wait in a body before it refuses the next. */
const slots = 12;

/**
 * The body's own memory. A file stays until it is deleted, or until the next is stored after it was fetched: stock
 * libgphoto2 never deletes what it fetches on an event, and an interrupted download can so be repeated.
 */
export type PictureMemory = Elsewhere & {
  /** How many more files it takes. */
  readonly room: number;
  /** Returns the new object's handle. The caller has looked at `room`. */
  add(file: CardFile): number;
  clear(): void;
};

export function createPictureMemory(): PictureMemory {
  const objects = new Map<number, CardObject>();
  const fetched = new Set<number>();

  return {
    get room() {
      return slots - objects.size + fetched.size;
    },
    add(file) {
      for (const handle of fetched) objects.delete(handle);
      fetched.clear();
      let handle = firstHandle;
      while (objects.has(handle)) handle += 1;
      objects.set(handle, { handle, parent: 0, name: file.name, file, takenAt: file.takenAt });
      return handle;
    },
    get: (handle) => objects.get(handle),
    fetched(handle) {
      if (objects.has(handle)) fetched.add(handle);
    },
    delete(handle) {
      fetched.delete(handle);
      return objects.delete(handle);
    },
    clear() {
      objects.clear();
      fetched.clear();
    },
  };
}
