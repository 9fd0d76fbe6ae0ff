import { type DecodingTable, decodingTable } from './huffman.ts';
import { type Component, damagedJpeg, type Frame, type JpegParts, type ScanPart } from './jpeg-parts.ts';

/**
 * Quantised coefficients of each component, block after block from the upper left corner; within a block in zigzag order, or of
 * each its DC alone.
 */
export type Coefficients = { readonly stride: 1 | 64; readonly planes: readonly Int16Array[] };

/** Decodes all scans (ITU-T T.81, annex F.2). Throws `picture-unsupported` where the data end early or mean nothing. */
export function decodeCoefficients(bytes: Uint8Array, parts: JpegParts, stride: 1 | 64 = 64): Coefficients {
  const { frame } = parts;
  const planes = frame.components.map(({ across, down }) => new Int16Array(across * down * stride));
  let end: number | undefined;
  for (let scan = parts.nextScan(); scan; scan = parts.nextScan(end))
    end = decodeScan(bytes, frame, scan, planes, stride);
  return { stride, planes };
}

type Channel = { component: Component; plane: Int16Array; dc: DecodingTable; ac: DecodingTable; last: number };

function decodeScan(
  bytes: Uint8Array,
  frame: Frame,
  scan: ScanPart,
  planes: readonly Int16Array[],
  stride: 1 | 64,
): number {
  const channels = scan.components.map(({ index, dc, ac }): Channel => {
    const [component, plane] = [frame.components[index], planes[index]];
    const [dcTable, acTable] = [scan.huffman.get(dc), scan.huffman.get(ac)];
    if (!component || !plane || !dcTable || !acTable) throw damagedJpeg();
    return { component, plane, dc: decodingTable(dcTable), ac: decodingTable(acTable), last: 0 };
  });
  const reader = new EntropyReader(bytes, scan.at);
  let done = 0;
  const restart = (): void => {
    if (scan.restart === 0 || done === 0 || done % scan.restart !== 0) return;
    reader.restart();
    for (const channel of channels) channel.last = 0;
  };
  const [only] = channels;
  if (channels.length === 1 && only) {
    // A scan of one component has just the blocks that the picture reaches into (A.2.2).
    const { across, down } = blocksWithin(frame, only.component);
    for (; done < across * down; done++) {
      restart();
      const block = Math.floor(done / across) * only.component.across + (done % across);
      decodeBlock(reader, only, block * stride, stride);
    }
    return reader.end();
  }
  for (; done < frame.mcusAcross * frame.mcusDown; done++) {
    restart();
    const [x, y] = [done % frame.mcusAcross, Math.floor(done / frame.mcusAcross)];
    for (const channel of channels) {
      const { h, v, across } = channel.component;
      for (let row = y * v; row < (y + 1) * v; row++) {
        for (let column = x * h; column < (x + 1) * h; column++) {
          decodeBlock(reader, channel, (row * across + column) * stride, stride);
        }
      }
    }
  }
  return reader.end();
}

function blocksWithin(frame: Frame, { h, v }: Component): { across: number; down: number } {
  const widest = Math.max(...frame.components.map((one) => one.h));
  const tallest = Math.max(...frame.components.map((one) => one.v));
  return {
    across: Math.ceil(Math.ceil((frame.columns * h) / widest) / 8),
    down: Math.ceil(Math.ceil((frame.rows * v) / tallest) / 8),
  };
}

function decodeBlock(reader: EntropyReader, channel: Channel, at: number, stride: 1 | 64): void {
  const { plane, dc, ac } = channel;
  channel.last += reader.value(reader.symbol(dc));
  plane[at] = channel.last;
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac);
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      if (run !== 15) return;
      k += 15;
      continue;
    }
    k += run;
    if (k > 63) throw damagedJpeg();
    const value = reader.value(size);
    if (stride === 64) plane[at + k] = value;
  }
}

/** Bits of one scan, stuffed bytes taken out; behind a marker come zeros, as many as a decoder may look ahead. */
class EntropyReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  /** Zero bytes that were made up behind the data. */
  #missing = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  symbol(table: DecodingTable): number {
    if (this.#count < 16) this.#fill();
    const entry = table[(this.#bits >>> (this.#count - 16)) & 0xffff] ?? 0;
    if (entry === 0) throw damagedJpeg();
    this.#count -= entry >> 8;
    return entry & 0xff;
  }

  /** The next `size` bits as the signed number that they stand for (F.2.2.1). */
  value(size: number): number {
    if (size === 0) return 0;
    if (size > 15) throw damagedJpeg();
    if (this.#count < size) this.#fill();
    this.#count -= size;
    const bits = (this.#bits >>> this.#count) & ((1 << size) - 1);
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
  }

  restart(): void {
    const at = this.end();
    const code = this.#bytes[at + 1] ?? 0;
    if (code < 0xd0 || code > 0xd7) throw damagedJpeg();
    this.#at = at + 2;
    this.#bits = 0;
    this.#count = 0;
  }

  /** Where the marker behind the data stands. Throws where more was decoded than is there. */
  end(): number {
    if (this.#missing * 8 > this.#count) throw damagedJpeg();
    let at = this.#at;
    for (; at + 1 < this.#bytes.length; at++) {
      const next = this.#bytes[at + 1] ?? 0;
      if (this.#bytes[at] === 0xff && next !== 0 && next !== 0xff) break;
    }
    this.#missing = 0;
    return at;
  }

  /** At least 16 bits, at most 31. */
  #fill(): void {
    while (this.#count <= 22) {
      let byte = this.#bytes[this.#at] ?? 0xff;
      if (byte === 0xff) {
        const next = this.#bytes[this.#at + 1] ?? 0xd9;
        if (next === 0) this.#at += 2;
        else if (next === 0xff) {
          this.#at += 1;
          continue;
        } else {
          byte = 0;
          this.#missing++;
        }
      } else this.#at += 1;
      this.#bits = ((this.#bits << 8) | byte) & 0x3fffffff;
      this.#count += 8;
    }
  }
}
