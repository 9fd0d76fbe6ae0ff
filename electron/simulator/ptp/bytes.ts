/** Appends PTP's little-endian values. `bytes()` is everything written so far. */
export class ByteWriter {
  #data = new Uint8Array(256);
  #view = new DataView(this.#data.buffer);
  #length = 0;

  u8(value: number): this {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.byteLength);
    this.#data.set(bytes, at);
    return this;
  }

  /** A PTP string: its length in UTF-16 units with the closing zero, then the units; empty is one zero byte. */
  string(text: string): this {
    if (text === '') return this.u8(0);
    if (text.length > 254) throw new RangeError('a PTP string has at most 254 characters');
    return this.u8(text.length + 1).zeroTerminated(text);
  }

  /** UTF-16 units and a closing zero, as PTP/IP's packets carry names. */
  zeroTerminated(text: string): this {
    for (let index = 0; index < text.length; index++) this.u16(text.charCodeAt(index));
    return this.u16(0);
  }

  /** A PTP array: u32 count, then the elements. */
  u16Array(values: readonly number[]): this {
    this.u32(values.length);
    for (const value of values) this.u16(value);
    return this;
  }

  u32Array(values: readonly number[]): this {
    this.u32(values.length);
    for (const value of values) this.u32(value);
    return this;
  }

  bytes(): Uint8Array {
    return this.#data.slice(0, this.#length);
  }

  /** Makes room and returns where to write. */
  #grow(more: number): number {
    const at = this.#length;
    this.#length += more;
    if (this.#length > this.#data.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#data.byteLength));
      larger.set(this.#data);
      this.#data = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** Reads what ByteWriter writes. Reading past the end throws a RangeError. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  raw(length: number): Uint8Array {
    const at = this.#advance(length);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length).slice();
  }

  string(): string {
    const units = Array.from({ length: this.u8() }, () => this.u16());
    return String.fromCharCode(...units).replace(/\0+$/, '');
  }

  zeroTerminated(): string {
    const units: number[] = [];
    for (let unit = this.u16(); unit !== 0; unit = this.u16()) units.push(unit);
    return String.fromCharCode(...units);
  }

  #advance(by: number): number {
    const at = this.#at;
    if (at + by > this.#view.byteLength) throw new RangeError(`${by} bytes wanted, ${this.left} left`);
    this.#at += by;
    return at;
  }
}
