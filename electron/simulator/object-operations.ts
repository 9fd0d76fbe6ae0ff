import { type Card, type CardObject, describeObject, emptySlotId, storageId } from './card.ts';
import type { Handler, Handlers } from './handlers.ts';
import { ByteWriter } from './ptp/bytes.ts';
import { everything, operation, response } from './ptp/codes.ts';
import { encodeObjectInfo, encodeStorageInfo } from './ptp/datasets.ts';
import type { Answer } from './responder.ts';
import { drawThumbnail } from './thumbnail.ts';

/** What a body keeps outside its card: pictures in its own memory. */
export type Elsewhere = {
  get(handle: number): CardObject | undefined;
  /** The host has got the whole of it. */
  fetched(handle: number): void;
  delete(handle: number): boolean;
};

/** PTP's own storage and object operations on one card. `picturesLeft` estimates how many more fit. */
export function objectOperations(card: Card, elsewhere: Elsewhere, picturesLeft: () => number): Handlers {
  const ok = (data?: Uint8Array): Answer => (data ? { code: response.ok, data } : { code: response.ok });

  function find(handle: number): { object: CardObject; storage: number } | null {
    const onCard = card.get(handle);
    if (onCard) return { object: onCard, storage: storageId };
    const object = elsewhere.get(handle);
    return object ? { object, storage: 0 } : null;
  }

  function withFile(handle: number, use: (data: Uint8Array) => Answer): Answer {
    const object = find(handle)?.object;
    return object?.file ? use(object.file.data) : { code: response.invalidObjectHandle };
  }

  const isOurs = (storage: number): boolean => storage === storageId || storage === everything;

  function handles(storage: number, wantedFormat: number, parent: number): number[] | null {
    if (!isOurs(storage)) return null;
    const isWanted = (handle: number): boolean => {
      const object = card.get(handle);
      return wantedFormat === 0 || (object !== undefined && describeObject(object, storageId).format === wantedFormat);
    };
    return card.list(parent).filter(isWanted);
  }

  return new Map<number, Handler>([
    [operation.getStorageIds, () => ok(new ByteWriter().u32Array([card.present ? storageId : emptySlotId]).bytes())],
    [
      operation.getStorageInfo,
      (parameter) => {
        if (parameter(0) !== storageId) return { code: response.invalidStorageId };
        if (!card.present) return { code: response.storeNotAvailable };
        const { capacityBytes, freeBytes, label } = card;
        return ok(encodeStorageInfo({ capacityBytes, freeBytes, freePictures: picturesLeft(), label }));
      },
    ],
    [
      operation.getNumObjects,
      (parameter) => {
        const found = handles(parameter(0), parameter(1), parameter(2));
        return found ? { code: response.ok, parameters: [found.length] } : { code: response.invalidStorageId };
      },
    ],
    [
      operation.getObjectHandles,
      (parameter) => {
        const found = handles(parameter(0), parameter(1), parameter(2));
        return found ? ok(new ByteWriter().u32Array(found).bytes()) : { code: response.invalidStorageId };
      },
    ],
    [
      operation.getObjectInfo,
      (parameter) => {
        const found = find(parameter(0));
        if (!found) return { code: response.invalidObjectHandle };
        return ok(encodeObjectInfo(describeObject(found.object, found.storage)));
      },
    ],
    [
      operation.getObject,
      (parameter) => {
        elsewhere.fetched(parameter(0));
        return withFile(parameter(0), (data) => ok(data));
      },
    ],
    [
      operation.getPartialObject,
      (parameter) =>
        withFile(parameter(0), (data) => {
          const part = data.subarray(parameter(1), parameter(1) + parameter(2));
          return { ...ok(part), parameters: [part.byteLength] };
        }),
    ],
    [
      operation.getThumb,
      async (parameter) => {
        const found = find(parameter(0));
        if (!found) return { code: response.invalidObjectHandle };
        const { file } = found.object;
        return file ? ok(await drawThumbnail(file.preview)) : { code: response.noThumbnailPresent };
      },
    ],
    [
      operation.deleteObject,
      (parameter) => {
        const deleted = card.delete(parameter(0)) || elsewhere.delete(parameter(0));
        return { code: deleted ? response.ok : response.invalidObjectHandle };
      },
    ],
  ]);
}
