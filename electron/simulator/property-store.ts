import { response } from './ptp/codes.ts';
import { decodeValue, encodeProperty, encodeValue, offers, type Property, type PropertyValue } from './ptp/property.ts';
import type { Answer } from './responder.ts';

/** A body's properties: the table, what stands now, and what a fault makes of it. */
export type PropertyStore = {
  readonly codes: readonly number[];
  /** Throws a RangeError for a code that the body does not have. */
  get(code: number): PropertyValue;
  number(code: number): number;
  /** The body's own doing: whatever the table says of writing. Tells `onChange` if it differs. */
  set(code: number, value: PropertyValue): void;
  /**
   * Somebody turns a dial of the body: whatever the table says of writing. Throws a RangeError for what the body does not
   * have or does not offer.
   */
  turn(code: number, value: PropertyValue): void;
  /** While `isLocked`, a host may read but not write: what another setting of the body decides. */
  lock(code: number, isLocked: () => boolean): void;
  /** A property whose value is looked up when asked, and optionally taken when written. */
  compute(code: number, read: () => PropertyValue, write?: (value: PropertyValue) => boolean): void;
  /** Whatever is written to `code` from now on, `value` is what stands. */
  clamp(code: number, value: PropertyValue): void;
  unclamp(): void;
  /** GetDevicePropDesc, GetDevicePropValue, SetDevicePropValue. */
  describe(code: number): Answer;
  read(code: number): Answer;
  write(code: number, data: Uint8Array): Answer;
  /** The same for makes that write otherwise: the value as a host asks for it. Returns the response. */
  accept(code: number, asked: PropertyValue): number;
};

type Computed = { read: () => PropertyValue; write?: ((value: PropertyValue) => boolean) | undefined };

/** `onChange` hears of every value that changes, by host or by body. */
export function createPropertyStore(table: readonly Property[], onChange: (code: number) => void): PropertyStore {
  const properties = new Map(table.map((property) => [property.code, property]));
  const values = new Map(table.map((property) => [property.code, property.value]));
  const computed = new Map<number, Computed>();
  const locks = new Map<number, () => boolean>();
  const clamps = new Map<number, PropertyValue>();

  function get(code: number): PropertyValue {
    const value = computed.get(code)?.read() ?? values.get(code);
    if (value === undefined) throw new RangeError(`no property 0x${code.toString(16)}`);
    return value;
  }

  function set(code: number, value: PropertyValue): void {
    if (get(code) === value) return;
    values.set(code, value);
    onChange(code);
  }

  function turn(code: number, value: PropertyValue): void {
    const property = properties.get(code);
    if (!property) throw new RangeError(`no property 0x${code.toString(16)}`);
    if (!offers(property, value)) throw new RangeError(`no choice of ${property.name}: ${value}`);
    const own = computed.get(code);
    if (!own) set(code, value);
    else if (!own.write?.(value)) throw new RangeError(`${property.name} cannot be turned to ${value}`);
  }

  const isWritable = (property: Property): boolean => property.writable && !locks.get(property.code)?.();

  function withProperty(code: number, use: (property: Property) => Answer): Answer {
    const property = properties.get(code);
    return property ? use(property) : { code: response.devicePropNotSupported };
  }

  function accept(property: Property, asked: PropertyValue): number {
    const { code } = property;
    // libgphoto2 sets the program dial to M before each bulb exposure; bodies that stand there let it.
    if (!isWritable(property)) return asked === get(code) ? response.ok : response.accessDenied;
    if (!offers(property, asked)) return response.invalidDevicePropValue;
    const value = clamps.get(code) ?? asked;
    const write = computed.get(code)?.write;
    if (write) return write(value) ? response.ok : response.invalidDevicePropValue;
    set(code, value);
    return response.ok;
  }

  return {
    codes: [...properties.keys()],
    get,
    number: (code) => Number(get(code)),
    set,
    turn,
    lock: (code, isLocked) => locks.set(code, isLocked),
    compute: (code, read, write) => computed.set(code, { read, write }),
    clamp: (code, value) => clamps.set(code, value),
    unclamp: () => clamps.clear(),
    describe: (code) =>
      withProperty(code, (property) => {
        const now = { ...property, writable: isWritable(property) };
        return { code: response.ok, data: encodeProperty(now, get(code)) };
      }),
    read: (code) =>
      withProperty(code, (property) => ({ code: response.ok, data: encodeValue(property.type, get(code)) })),
    write: (code, data) =>
      withProperty(code, (property) => {
        const asked = decodeValue(property.type, data);
        return { code: asked === null ? response.invalidDevicePropFormat : accept(property, asked) };
      }),
    accept(code, asked) {
      const property = properties.get(code);
      return property ? accept(property, asked) : response.devicePropNotSupported;
    },
  };
}
