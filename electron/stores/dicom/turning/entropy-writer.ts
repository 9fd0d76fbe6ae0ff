import { CodedError } from '../../../contract/errors.ts';
import type { EncodingTable } from './huffman.ts';

/** Huffman-coded coefficients as they stand in a scan, in a buffer that grows. */
export class EntropyWriter {
  #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(expectedBytes: number) {
    this.#bytes = new Uint8Array(Math.max(1024, expectedBytes));
  }

  /** Room for one block, which has at most 64 codes of 16 bits with 11 more each, all stuffed. */
  reserve(): void {
    if (this.#at + 512 <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** A symbol made of `run` and the size of `value`, and the value's own bits (ITU-T T.81, F.1.2). */
  put({ codes, lengths }: EncodingTable, run: number, value: number): void {
    const size = 32 - Math.clz32(Math.abs(value));
    const symbol = (run << 4) | size;
    const length = lengths[symbol] ?? 0;
    if (length === 0) throw new CodedError('picture-unsupported', { reason: 'coefficient-range' });
    this.#write(codes[symbol] ?? 0, length);
    if (size > 0) this.#write(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  /** What was written, its last byte filled up with ones. */
  finish(): Uint8Array {
    this.#write(0x7f, 7);
    return this.#bytes.subarray(0, this.#at);
  }

  #write(bits: number, length: number): void {
    this.#bits = (this.#bits << length) | bits;
    this.#count += length;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#bits >>> this.#count) & 0xff;
      this.#bytes[this.#at++] = byte;
      if (byte === 0xff) this.#bytes[this.#at++] = 0;
    }
  }
}
