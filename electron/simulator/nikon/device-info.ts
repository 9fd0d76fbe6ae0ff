import { ByteWriter } from '../ptp/bytes.ts';
import { eventCode, format } from '../ptp/codes.ts';
import { encodeDeviceInfo } from '../ptp/datasets.ts';
import { nikonEvent } from './codes.ts';

/** Nikon's own properties: told by an operation of their own, not with PTP's. */
const isVendorProperty = (code: number): boolean => code >= 0xd000;

export function encodeVendorCodes(properties: readonly number[]): Uint8Array {
  return new ByteWriter().u16Array(properties.filter(isVendorProperty)).bytes();
}

/** What a D750 says of itself. */
export function encodeD750Info(
  serial: string,
  operations: readonly number[],
  properties: readonly number[],
): Uint8Array {
  return encodeDeviceInfo({
    manufacturer: 'Nikon Corporation',
    model: 'D750',
    serial: serial.padStart(32, '0'),
    vendorExtension: 0x0a,
    vendorExtensionVersion: 100,
    vendorExtensionText: '',
    operations,
    events: [...Object.values(eventCode), ...Object.values(nikonEvent)],
    properties: properties.filter((code) => !isVendorProperty(code)),
    captureFormats: [format.exifJpeg, format.undefined],
    imageFormats: [format.exifJpeg, format.undefined, format.association],
    version: 'V1.12',
  });
}
