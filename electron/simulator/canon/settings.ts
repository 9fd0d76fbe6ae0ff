import type { Clock } from '../../base/clock.ts';
import { createPropertyStore, type PropertyStore } from '../property-store.ts';
import { ByteReader, ByteWriter } from '../ptp/bytes.ts';
import { response } from '../ptp/codes.ts';
import type { PropertyValue } from '../ptp/property.ts';
import { bodyProperties } from './body-properties.ts';
import { property } from './codes.ts';
import { exposureProperties } from './exposure-properties.ts';
import { bulb } from './exposure-values.ts';
import { decodeImageFormat, encodeImageFormat } from './image-format.ts';
import { choicesAt, dialled, mode } from './mode-dial.ts';
import { asciiz, listRecord, valueRecord } from './records.ts';
import { standardProperties } from './standard-properties.ts';

export type Settings = {
  readonly properties: PropertyStore;
  /** The camera's own time, which a host may set. */
  time(): Date;
  /** Everything there is to know, as a host hears it when it begins to listen: values before lists. */
  everything(): Uint8Array[];
  /** One property's value, as a record. */
  tell(code: number): Uint8Array;
  /** What SetDevicePropValueEx asks for; null where it is no such thing. */
  decode(data: Uint8Array): { code: number; value: PropertyValue } | null;
  /** Returns PTP's code. What stands then is told in any case: libgphoto2 believes what it asked for. */
  write(code: number, value: PropertyValue): number;
  /** One property's choices, as a record; null where it has none. */
  list(code: number): Uint8Array | null;
};

const eosProperties = [...bodyProperties, ...exposureProperties];
const formats: readonly number[] = [property.imageFormat, property.imageFormatCf, property.imageFormatSd];
/** Told only when asked for, as on the body. */
const onRequest: readonly number[] = [property.owner, property.artist, property.copyright, property.serialNumber];
const headerBytes = 8;

/**
 * The body's property tables, and what in them hangs together. `destinations` is where pictures can go now. `tell` takes
 * each record that follows from a change.
 */
export function createSettings(
  clock: Clock,
  serial: string,
  destinations: () => readonly number[],
  tell: (record: Uint8Array) => void,
): Settings {
  let skewMs = 0;
  const time = (): Date => new Date(clock.now() + skewMs);
  const eos = new Map(eosProperties.map((one) => [one.code, one]));

  const properties = createPropertyStore([...eosProperties, ...standardProperties], (code) => {
    if (eos.has(code)) tell(valueRecord(code, encode(code, properties.get(code))));
    if (formats.includes(code)) for (const other of formats) properties.set(other, properties.get(code));
    if (code === property.autoExposureMode) turnDial();
  });
  properties.set(property.serialNumber, serial);

  /** One clock in two properties: local time as if it were Greenwich's, and Greenwich's. */
  const offsetS = (): number => -60 * time().getTimezoneOffset();
  const seconds = (): number => Math.floor(time().getTime() / 1000);
  const setClock = (utcSeconds: number): true => {
    skewMs = utcSeconds * 1000 - clock.now();
    return true;
  };
  properties.compute(
    property.utcTime,
    () => seconds(),
    (value) => setClock(Number(value)),
  );
  properties.compute(
    property.cameraTime,
    () => seconds() + offsetS(),
    (value) => setClock(Number(value) - offsetS()),
  );

  function encode(code: number, value: PropertyValue): Uint8Array {
    if (typeof value === 'string') return asciiz(value);
    return formats.includes(code) ? encodeImageFormat(value) : new ByteWriter().u32(value >>> 0).bytes();
  }

  function choices(code: number): readonly number[] | null {
    const form = eos.get(code)?.form;
    if (!form || !('values' in form)) return null;
    if (code === property.captureDestination) return destinations();
    return choicesAt(properties.number(property.autoExposureMode), code, form.values.map(Number));
  }

  function list(code: number): Uint8Array | null {
    const values = choices(code);
    return values
      ? listRecord(
          code,
          values.map((value) => encode(code, value)),
        )
      : null;
  }

  /** The dial changes what can be chosen, and bulb stands wherever the dial says so. */
  function turnDial(): void {
    properties.set(property.modeDial, properties.get(property.autoExposureMode));
    const inBulb = properties.number(property.shutterSpeed) === bulb;
    const dialAtBulb = properties.number(property.autoExposureMode) === mode.bulb;
    if (dialAtBulb !== inBulb) properties.set(property.shutterSpeed, dialAtBulb ? bulb : 0x70);
    for (const code of dialled) {
      const record = list(code);
      if (record) tell(record);
    }
  }

  function decodeValue(code: number, bytes: Uint8Array): PropertyValue | null {
    if (formats.includes(code)) return decodeImageFormat(bytes);
    if (eos.get(code)?.type === 'string') return new TextDecoder().decode(bytes).split('\0', 1)[0] ?? '';
    return bytes.byteLength >= 4 ? new ByteReader(bytes).u32() : null;
  }

  return {
    properties,
    time,
    everything() {
      const told = [...eos.keys()].filter((code) => !onRequest.includes(code));
      return [
        ...told.map((code) => valueRecord(code, encode(code, properties.get(code)))),
        ...told.flatMap((code) => list(code) ?? []),
      ];
    },
    tell: (code) => valueRecord(code, encode(code, properties.get(code))),
    decode(data) {
      if (data.byteLength < headerBytes) return null;
      const code = new ByteReader(data.subarray(4)).u32();
      const value = decodeValue(code, data.subarray(headerBytes));
      return value === null ? null : { code, value };
    },
    write(code, value) {
      if (!eos.has(code)) return response.devicePropNotSupported;
      const offered = choices(code);
      if (offered && !offered.includes(Number(value))) return response.invalidDevicePropValue;
      const before = properties.get(code);
      const answer = properties.accept(code, value);
      if (properties.get(code) === before) tell(valueRecord(code, encode(code, before)));
      return answer;
    },
    list,
  };
}
