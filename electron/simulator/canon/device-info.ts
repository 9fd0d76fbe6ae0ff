import { ByteWriter } from '../ptp/bytes.ts';
import { eosEvent } from './codes.ts';

/** What GetDeviceInfoEx tells: its own length, the kinds of records, the properties, and a list that nobody explains. */
export function encodeDeviceInfoEx(properties: readonly number[]): Uint8Array {
  const lists = new ByteWriter().u32Array(Object.values(eosEvent)).u32Array(properties).u32Array([0]).bytes();
  return new ByteWriter()
    .u32(4 + lists.byteLength)
    .raw(lists)
    .bytes();
}
