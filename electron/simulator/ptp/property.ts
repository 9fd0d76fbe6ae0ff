import { ByteReader, ByteWriter } from './bytes.ts';

export type PropertyType = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'string';
export type PropertyValue = number | string;

/** One property of a body, as its DevicePropDesc tells it. */
export type Property = {
  code: number;
  /** What it is, for whoever reads the table. */
  name: string;
  type: PropertyType;
  writable: boolean;
  /** The value it starts with, also its factory default. */
  value: PropertyValue;
  /** What it may be: a list, or a range. Absent, anything of its type. */
  form?: { values: readonly PropertyValue[] } | { min: number; max: number; step: number };
};

const typeCode: Readonly<Record<PropertyType, number>> = {
  i8: 0x0001,
  u8: 0x0002,
  i16: 0x0003,
  u16: 0x0004,
  i32: 0x0005,
  u32: 0x0006,
  string: 0xffff,
};

export function encodeProperty(property: Property, current: PropertyValue): Uint8Array {
  const { type, form } = property;
  const writer = new ByteWriter()
    .u16(property.code)
    .u16(typeCode[type])
    .u8(property.writable ? 1 : 0);
  write(writer, type, property.value);
  write(writer, type, current);
  if (!form) return writer.u8(0).bytes();
  if ('values' in form) {
    writer.u8(2).u16(form.values.length);
    for (const value of form.values) write(writer, type, value);
    return writer.bytes();
  }
  writer.u8(1);
  for (const bound of [form.min, form.max, form.step]) write(writer, type, bound);
  return writer.bytes();
}

export function encodeValue(type: PropertyType, value: PropertyValue): Uint8Array {
  const writer = new ByteWriter();
  write(writer, type, value);
  return writer.bytes();
}

/** Null where the bytes are no value of that type. */
export function decodeValue(type: PropertyType, bytes: Uint8Array): PropertyValue | null {
  const reader = new ByteReader(bytes);
  try {
    const value = read(reader, type);
    return reader.left === 0 ? value : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether the body offers this value. */
export function offers(property: Property, value: PropertyValue): boolean {
  const { form } = property;
  if (!form) return true;
  if ('values' in form) return form.values.includes(value);
  return typeof value === 'number' && value >= form.min && value <= form.max && (value - form.min) % form.step === 0;
}

function write(writer: ByteWriter, type: PropertyType, value: PropertyValue): void {
  if (type === 'string') writer.string(String(value));
  else if (type === 'u8' || type === 'i8') writer.u8(Number(value) & 0xff);
  else if (type === 'u16' || type === 'i16') writer.u16(Number(value) & 0xffff);
  else writer.u32(Number(value) >>> 0);
}

function read(reader: ByteReader, type: PropertyType): PropertyValue {
  if (type === 'string') return reader.string();
  if (type === 'u8') return reader.u8();
  if (type === 'i8') return (reader.u8() << 24) >> 24;
  if (type === 'u16') return reader.u16();
  if (type === 'i16') return (reader.u16() << 16) >> 16;
  return type === 'u32' ? reader.u32() : reader.u32() | 0;
}
