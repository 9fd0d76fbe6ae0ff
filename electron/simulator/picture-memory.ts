import type { CardFile, CardObject } from './card.ts';
import type { Elsewhere } from './object-operations.ts';

const firstHandle = 0xffff0001;
/** So many files wait in a body before it refuses the next. */
const slots = 12;

/** The body's own memory. A file stays until it is deleted or the body is switched off. */
export type PictureMemory = Elsewhere & {
  /** How many more files it takes. */
  readonly room: number;
  /** Returns the new object's handle. The caller has looked at `room`. */
  add(file: CardFile): number;
  clear(): void;
};

export function createPictureMemory(): PictureMemory {
  const objects = new Map<number, CardObject>();

  return {
    get room() {
      return slots - objects.size;
    },
    add(file) {
      let handle = firstHandle;
      while (objects.has(handle)) handle += 1;
      objects.set(handle, { handle, parent: 0, name: file.name, file, takenAt: file.takenAt });
      return handle;
    },
    get: (handle) => objects.get(handle),
    delete: (handle) => objects.delete(handle),
    clear: () => objects.clear(),
  };
}
