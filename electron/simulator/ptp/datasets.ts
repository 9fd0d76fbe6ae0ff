import { ByteWriter } from './bytes.ts';

export type DeviceInfo = {
  vendorExtension: number;
  vendorExtensionVersion: number;
  vendorExtensionText: string;
  operations: readonly number[];
  events: readonly number[];
  properties: readonly number[];
  captureFormats: readonly number[];
  imageFormats: readonly number[];
  manufacturer: string;
  model: string;
  version: string;
  serial: string;
};

export function encodeDeviceInfo(info: DeviceInfo): Uint8Array {
  return new ByteWriter()
    .u16(100)
    .u32(info.vendorExtension)
    .u16(info.vendorExtensionVersion)
    .string(info.vendorExtensionText)
    .u16(0)
    .u16Array(info.operations)
    .u16Array(info.events)
    .u16Array(info.properties)
    .u16Array(info.captureFormats)
    .u16Array(info.imageFormats)
    .string(info.manufacturer)
    .string(info.model)
    .string(info.version)
    .string(info.serial)
    .bytes();
}

export type StorageInfo = { capacityBytes: number; freeBytes: number; freePictures: number; label: string };

/** A removable card with a DCIM tree from which may be read and deleted. */
export function encodeStorageInfo(info: StorageInfo): Uint8Array {
  const removableRam = 4;
  const dcim = 3;
  const readAndDelete = 2;
  return new ByteWriter()
    .u16(removableRam)
    .u16(dcim)
    .u16(readAndDelete)
    .u64(info.capacityBytes)
    .u64(info.freeBytes)
    .u32(info.freePictures)
    .string('')
    .string(info.label)
    .bytes();
}

export type ObjectInfo = {
  storage: number;
  format: number;
  bytes: number;
  /** 0 where there is no thumbnail. */
  thumbFormat: number;
  thumbBytes: number;
  thumbWidthPx: number;
  thumbHeightPx: number;
  widthPx: number;
  heightPx: number;
  /** 0 is the root, or the camera's own memory. */
  parent: number;
  folder: boolean;
  name: string;
  takenAt: Date;
};

export function encodeObjectInfo(info: ObjectInfo): Uint8Array {
  const date = formatPtpTime(info.takenAt);
  return new ByteWriter()
    .u32(info.storage)
    .u16(info.format)
    .u16(0)
    .u32(info.bytes)
    .u16(info.thumbFormat)
    .u32(info.thumbBytes)
    .u32(info.thumbWidthPx)
    .u32(info.thumbHeightPx)
    .u32(info.widthPx)
    .u32(info.heightPx)
    .u32(info.folder ? 0 : 24)
    .u32(info.parent)
    .u16(info.folder ? 1 : 0)
    .u32(0)
    .u32(0)
    .string(info.name)
    .string(date)
    .string(date)
    .string('')
    .bytes();
}

/** Local time as PTP writes it: `20260131T090507`. */
export function formatPtpTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** Null where it is no PTP time. Tenths and a zone may follow and are not needed. */
export function parsePtpTime(text: string): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/.exec(text)?.slice(1).map(Number);
  if (!parts) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(year, month - 1, day, hour, minute, second);
  return Number.isNaN(date.getTime()) ? null : date;
}
