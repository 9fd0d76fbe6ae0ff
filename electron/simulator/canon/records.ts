import type { CardObject } from '../card.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { eosEvent } from './codes.ts';

/** The records that GetEvent returns: length and type, then what happened. */
export function encodeRecord(type: number, body: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u32(8 + body.byteLength)
    .u32(type)
    .raw(body)
    .bytes();
}

/** Ends every answer to GetEvent: libgphoto2 drops the last record without it. */
export const endRecord = encodeRecord(0, new Uint8Array(0));

export function valueRecord(code: number, value: Uint8Array): Uint8Array {
  return encodeRecord(eosEvent.propValueChanged, new ByteWriter().u32(code).raw(value).bytes());
}

const listOfNumbers = 3;

/** What `code` may be. libgphoto2 knows what to do with it only once it has heard a value of `code`. */
export function listRecord(code: number, values: readonly Uint8Array[]): Uint8Array {
  const body = new ByteWriter().u32(code).u32(listOfNumbers).u32(values.length);
  for (const value of values) body.raw(value);
  return encodeRecord(eosEvent.availListChanged, body.bytes());
}

/** Whether the body works on a picture: 1, then 0. */
export function statusRecord(busy: boolean): Uint8Array {
  return encodeRecord(eosEvent.cameraStatusChanged, new ByteWriter().u32(busy ? 1 : 0).bytes());
}

export function storeRecord(present: boolean, storage: number): Uint8Array {
  return encodeRecord(present ? eosEvent.storeAdded : eosEvent.storeRemoved, new ByteWriter().u32(storage).bytes());
}

/** A picture or a folder has come to the card. */
export function addedRecord({ handle, parent, name, file }: CardObject, storage: number, format: number): Uint8Array {
  const body = new ByteWriter().u32(handle).u32(storage).u32(format).u32(0).u32(0);
  body
    .u32(file?.data.byteLength ?? 0)
    .u32(parent)
    .u32(handle);
  return encodeRecord(eosEvent.objectAdded, withName(body, name));
}

/** A picture waits in the body's memory until the host has fetched it. */
export function transferRecord({ handle, name, file }: CardObject, format: number): Uint8Array {
  const body = new ByteWriter().u32(handle).u32(format).u32(0);
  body.u32(file?.data.byteLength ?? 0).u32(0);
  return encodeRecord(eosEvent.requestObjectTransfer, withName(body, name));
}

const focusPart = 0x0100;
const buttonPart = 0x0001;

/**
 * What the half-pressed button says: that it is pressed, and if the lens focused, how that went. The six bytes are 2 in
 * the fifth where nothing was sharp.
 */
export function focusRecord(outcome: 'sharp' | 'failed' | 'manual'): Uint8Array {
  const parts = new ByteWriter().u16(2);
  if (outcome !== 'manual') parts.raw(Uint8Array.of(0, 0, 0, 0, outcome === 'sharp' ? 1 : 2, 0));
  const content = parts.bytes();
  const mask = buttonPart | (outcome === 'manual' ? 0 : focusPart);
  const body = new ByteWriter()
    .u32(8 + content.byteLength)
    .u16(mask)
    .u16(0)
    .raw(content);
  return encodeRecord(eosEvent.olcInfoChanged, body.bytes());
}

/** ASCII with a closing zero, padded to whole words. */
export function asciiz(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(4 * Math.ceil((bytes.byteLength + 1) / 4));
  padded.set(bytes);
  return padded;
}

function withName(body: ByteWriter, name: string): Uint8Array {
  return body.raw(asciiz(name)).bytes();
}
