import { ByteWriter } from '../ptp/bytes.ts';
import { eventCode, format } from '../ptp/codes.ts';
import { encodeDeviceInfo } from '../ptp/datasets.ts';
import { eosEvent, eosFormat } from './codes.ts';
import { standardProperties } from './standard-properties.ts';

export const model = 'Canon EOS 5D Mark III';

export function deviceInfo(serial: string, operations: readonly number[]): Uint8Array {
  return encodeDeviceInfo({
    manufacturer: 'Canon Inc.',
    model,
    serial: serial.padStart(32, '0'),
    vendorExtension: 0x0b,
    vendorExtensionVersion: 100,
    vendorExtensionText: '',
    operations,
    events: Object.values(eventCode),
    properties: standardProperties.map(({ code }) => code),
    captureFormats: [format.exifJpeg],
    imageFormats: [format.exifJpeg, eosFormat.cr2, format.association],
    version: '3-1.2.1',
  });
}

/** What GetDeviceInfoEx tells: its own length, the kinds of records, the properties, and a list that nobody explains. */
export function deviceInfoEx(properties: readonly number[]): Uint8Array {
  const lists = new ByteWriter().u32Array(Object.values(eosEvent)).u32Array(properties).u32Array([0]).bytes();
  return new ByteWriter()
    .u32(4 + lists.byteLength)
    .raw(lists)
    .bytes();
}
