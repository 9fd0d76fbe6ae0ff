import { describe, expect, it } from 'vitest';
import { bodyProperties } from '../../electron/simulator/nikon/body-properties.ts';
import { exposureProperties } from '../../electron/simulator/nikon/exposure-properties.ts';
import { exposureTimes } from '../../electron/simulator/nikon/exposure-times.ts';
import { focusProperties } from '../../electron/simulator/nikon/focus-properties.ts';
import { encodeLiveViewFrame, liveViewHeaderBytes } from '../../electron/simulator/nikon/live-view.ts';
import { wrapAsNef } from '../../electron/simulator/nikon/nef.ts';
import { createPropertyStore } from '../../electron/simulator/property-store.ts';
import { ByteReader } from '../../electron/simulator/ptp/bytes.ts';
import { response } from '../../electron/simulator/ptp/codes.ts';
import {
  encodeDeviceInfo,
  encodeObjectInfo,
  encodeStorageInfo,
  formatPtpTime,
  parsePtpTime,
} from '../../electron/simulator/ptp/datasets.ts';
import {
  decodeValue,
  encodeProperty,
  encodeValue,
  offers,
  type Property,
} from '../../electron/simulator/ptp/property.ts';

const u16s = (reader: ByteReader): number[] => Array.from({ length: reader.u32() }, () => reader.u16());

describe('datasets', () => {
  it('tells what the body is', () => {
    const reader = new ByteReader(
      encodeDeviceInfo({
        vendorExtension: 10,
        vendorExtensionVersion: 100,
        vendorExtensionText: 'x',
        operations: [0x1001, 0x90c7],
        events: [0x4002],
        properties: [],
        captureFormats: [0x3801],
        imageFormats: [0x3801, 0x3000],
        manufacturer: 'Nikon Corporation',
        model: 'D750',
        version: 'V1',
        serial: '42',
      }),
    );
    expect([reader.u16(), reader.u32(), reader.u16(), reader.string(), reader.u16()]).toEqual([100, 10, 100, 'x', 0]);
    expect([u16s(reader), u16s(reader), u16s(reader), u16s(reader), u16s(reader)]).toEqual([
      [0x1001, 0x90c7],
      [0x4002],
      [],
      [0x3801],
      [0x3801, 0x3000],
    ]);
    expect([reader.string(), reader.string(), reader.string(), reader.string()]).toEqual([
      'Nikon Corporation',
      'D750',
      'V1',
      '42',
    ]);
    expect(reader.left).toBe(0);
  });

  it('counts a card beyond four gigabytes', () => {
    const reader = new ByteReader(
      encodeStorageInfo({ capacityBytes: 2 ** 35, freeBytes: 2 ** 34, freePictures: 9, label: 'L' }),
    );
    expect([reader.u16(), reader.u16(), reader.u16(), reader.u64(), reader.u64(), reader.u32()]).toEqual([
      4,
      3,
      2,
      2 ** 35,
      2 ** 34,
      9,
    ]);
    expect([reader.string(), reader.string(), reader.left]).toEqual(['', 'L', 0]);
  });

  it('puts an object’s name where libgphoto2 looks for it', () => {
    const takenAt = new Date(2026, 0, 31, 9, 5, 7);
    const encoded = encodeObjectInfo({
      storage: 0x10001,
      format: 0x3801,
      bytes: 1234,
      thumbFormat: 0x3808,
      thumbBytes: 10,
      thumbWidthPx: 160,
      thumbHeightPx: 120,
      widthPx: 6016,
      heightPx: 4016,
      parent: 77,
      folder: false,
      name: 'DSC_0001.JPG',
      takenAt,
    });
    const reader = new ByteReader(encoded.slice(52));
    expect([reader.string(), reader.string(), reader.string(), reader.string()]).toEqual([
      'DSC_0001.JPG',
      '20260131T090507',
      '20260131T090507',
      '',
    ]);
    expect(new ByteReader(encoded.slice(38)).u32()).toBe(77);
  });

  it.each([
    ['20260131T090507', new Date(2026, 0, 31, 9, 5, 7)],
    ['20260131T090507.0', new Date(2026, 0, 31, 9, 5, 7)],
    ['yesterday', null],
  ])('reads the time %s', (text, expected) => {
    expect(parsePtpTime(text)).toEqual(expected);
    if (expected) expect(formatPtpTime(expected)).toBe(text.slice(0, 15));
  });
});

describe('properties', () => {
  const ev: Property = {
    code: 0x5010,
    name: 'Ev',
    type: 'i16',
    writable: true,
    value: 0,
    form: { values: [-333, 0, 333] },
  };
  const kelvin: Property = {
    code: 0xd01e,
    name: 'Kelvin',
    type: 'u16',
    writable: true,
    value: 5000,
    form: { min: 2500, max: 10000, step: 10 },
  };

  it('describes a list and a range', () => {
    const list = new ByteReader(encodeProperty(ev, -333));
    expect([list.u16(), list.u16(), list.u8()]).toEqual([0x5010, 3, 1]);
    expect([list.u16(), list.u16(), list.u8(), list.u16()]).toEqual([0, 0x10000 - 333, 2, 3]);
    const range = new ByteReader(encodeProperty(kelvin, 5200));
    range.raw(5);
    expect([range.u16(), range.u16(), range.u8()]).toEqual([5000, 5200, 1]);
    expect([range.u16(), range.u16(), range.u16(), range.left]).toEqual([2500, 10000, 10, 0]);
  });

  it.each([
    ['i8', -6],
    ['u8', 255],
    ['i16', -5000],
    ['u16', 32786],
    ['i32', -1],
    ['u32', 0xffffffff],
    ['string', '6016x4016'],
  ] as const)('carries a %s of %s there and back', (type, value) => {
    expect(decodeValue(type, encodeValue(type, value))).toBe(value);
  });

  it('does not take bytes of another length for a value', () => {
    expect(decodeValue('u16', Uint8Array.of(1))).toBeNull();
    expect(decodeValue('u16', Uint8Array.of(1, 2, 3))).toBeNull();
    expect(decodeValue('string', Uint8Array.of(9, 1))).toBeNull();
  });

  it('knows what is offered', () => {
    expect([
      offers(ev, 333),
      offers(ev, 334),
      offers(kelvin, 5210),
      offers(kelvin, 5215),
      offers(kelvin, 2490),
    ]).toEqual([true, false, true, false, false]);
  });

  it('keeps the D750’s tables without doubles, and every start value on offer', () => {
    const table = [...bodyProperties, ...exposureProperties, ...focusProperties];
    expect(new Set(table.map((property) => property.code)).size).toBe(table.length);
    expect(table.filter((property) => !offers(property, property.value)).map((property) => property.name)).toEqual([]);
  });

  it('has one exact fraction for each shutter time', () => {
    expect(new Set(exposureTimes.map((time) => time.tenthMs)).size).toBe(exposureTimes.length);
    for (const { seconds, fraction } of exposureTimes.slice(0, -1)) {
      expect(Math.floor(fraction / 0x10000) / (fraction % 0x10000)).toBeCloseTo(seconds, 10);
    }
  });
});

describe('the property store', () => {
  const make = () => {
    const changed: number[] = [];
    const table: Property[] = [
      { code: 1, name: 'Free', type: 'u16', writable: true, value: 5, form: { values: [5, 6, 7] } },
      { code: 2, name: 'Dial', type: 'u8', writable: false, value: 1 },
    ];
    return { changed, store: createPropertyStore(table, (code) => changed.push(code)) };
  };

  it.each([
    ['takes what is offered', 1, encodeValue('u16', 6), response.ok, 6],
    ['refuses what is not', 1, encodeValue('u16', 8), response.invalidDevicePropValue, 5],
    ['refuses another type', 1, encodeValue('u8', 6), response.invalidDevicePropFormat, 5],
    ['refuses a dial', 2, encodeValue('u8', 0), response.accessDenied, 1],
  ])('%s', (_what, code, data, expected, value) => {
    const { store } = make();
    expect(store.write(code, data)).toEqual({ code: expected });
    expect(store.get(code)).toBe(value);
  });

  it('tells changes, and only changes', () => {
    const { store, changed } = make();
    store.write(1, encodeValue('u16', 6));
    store.write(1, encodeValue('u16', 6));
    expect(changed).toEqual([1]);
  });

  it('clamps until it is told to stop', () => {
    const { store } = make();
    store.clamp(1, 7);
    expect(store.write(1, encodeValue('u16', 6))).toEqual({ code: response.ok });
    expect(store.get(1)).toBe(7);
    store.unclamp();
    store.write(1, encodeValue('u16', 6));
    expect(store.get(1)).toBe(6);
  });

  it('knows no other properties', () => {
    expect(make().store.describe(3)).toEqual({ code: response.devicePropNotSupported });
  });
});

describe('what goes around a JPEG', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 0xff, 0xd9);

  it('keeps FFD8 out of the live-view header, whatever the sizes', () => {
    for (let width = 0; width <= 0xffff; width += 251) {
      const frame = encodeLiveViewFrame({
        jpeg,
        widthPx: width,
        heightPx: 0xffd8,
        pictureWidthPx: width,
        pictureHeightPx: 0xd8ff - width,
        focus: { x: 0xffd8, y: width },
      });
      expect(frame.slice(0, liveViewHeaderBytes)).not.toContain(0xff);
      expect(frame.slice(liveViewHeaderBytes)).toEqual(jpeg);
    }
  });

  it('makes a TIFF that points to the JPEG', () => {
    const nef = wrapAsNef(jpeg, { widthPx: 6016, heightPx: 4016, model: 'NIKON D750', orientation: 1 });
    const reader = new ByteReader(nef);
    expect([reader.u16(), reader.u16(), reader.u32()]).toEqual([0x4949, 42, 8]);
    const entries = Array.from({ length: reader.u16() }, () => {
      const tag = reader.u16();
      reader.raw(6);
      return [tag, reader.u32()] as const;
    });
    const value = new Map(entries);
    const start = value.get(0x0201) ?? 0;
    expect(nef.slice(start, start + (value.get(0x0202) ?? 0))).toEqual(jpeg);
    expect(entries.map(([tag]) => tag)).toEqual(entries.map(([tag]) => tag).sort((a, b) => a - b));
  });
});
