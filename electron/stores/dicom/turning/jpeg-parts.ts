import { CodedError } from '../../../contract/errors.ts';

/** One component of the frame. */
export type Component = {
  readonly id: number;
  /** Sampling factors, across and down. */
  readonly h: number;
  readonly v: number;
  readonly table: number;
  /** Blocks of 8 × 8 in whole MCUs, across and down. */
  readonly across: number;
  readonly down: number;
};

export type Frame = {
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly Component[];
  /** MCUs of an interleaved scan. */
  readonly mcusAcross: number;
  readonly mcusDown: number;
};

/** A quantisation table in zigzag order, with values of 8 or 16 bits. */
export type Quantisation = { readonly values: readonly number[]; readonly wide: boolean };

export type ScanPart = {
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[];
  /** Where its entropy-coded data begin. */
  readonly at: number;
  /** MCUs between restarts; 0 where there are none. */
  readonly restart: number;
  /** Huffman tables as they stand when it begins: `class << 4 | destination` → the segment's counts and symbols. */
  readonly huffman: ReadonlyMap<number, Uint8Array>;
};

export type JpegParts = {
  readonly frame: Frame;
  readonly quantisation: ReadonlyMap<number, Quantisation>;
  /** APPn segments with their payload, in order. */
  readonly applications: readonly { readonly marker: number; readonly data: Uint8Array }[];
  /** The next scan after `end` (of the one before); undefined at the end of the picture. */
  nextScan(end?: number): ScanPart | undefined;
};

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, quantisation: 0xdb, restart: 0xdd, huffman: 0xc4, frame: 0xc0 };

/**
 * Takes a baseline JPEG apart (ITU-T T.81, annex B). The caller has had it checked by `readJpeg`; what is damaged all the same
 * throws `picture-unsupported`.
 */
export function jpegParts(bytes: Uint8Array): JpegParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const quantisation = new Map<number, Quantisation>();
  const applications: { marker: number; data: Uint8Array }[] = [];
  const huffman = new Map<number, Uint8Array>();
  let frame: Frame | undefined;
  let restart = 0;
  let at = 2;

  function nextScan(end?: number): ScanPart | undefined {
    at = end ?? at;
    for (;;) {
      if (bytes[at] !== 0xff) throw damagedJpeg();
      while (bytes[at] === 0xff) at++;
      const code = bytes[at++] ?? marker.end;
      if (code === marker.end) return undefined;
      if (code >= 0xd0 && code <= 0xd7) continue;
      if (at + 2 > bytes.length) throw damagedJpeg();
      const data = bytes.subarray(at + 2, at + view.getUint16(at));
      at += view.getUint16(at);
      if (code === marker.frame) frame ??= readFrame(data);
      else if (code === marker.quantisation) readQuantisation(data, quantisation);
      else if (code === marker.huffman) readHuffman(data, huffman);
      else if (code === marker.restart) restart = (data[0] ?? 0) * 256 + (data[1] ?? 0);
      else if (code >= 0xe0 && code <= 0xef) applications.push({ marker: code, data });
      else if (code === marker.scan) return readScan(data);
    }
  }

  function readScan(data: Uint8Array): ScanPart {
    const components = Array.from({ length: data[0] ?? 0 }, (_, place) => {
      const index = frame?.components.findIndex(({ id }) => id === data[1 + 2 * place]) ?? -1;
      const tables = data[2 + 2 * place] ?? 0;
      return { index, dc: tables >> 4, ac: 0x10 | (tables & 15) };
    });
    if (components.length === 0 || components.some(({ index }) => index < 0)) throw damagedJpeg();
    return { components, at, restart, huffman: new Map(huffman) };
  }

  const first = nextScan();
  if (!frame || !first) throw damagedJpeg();
  let isFirst = true;
  return {
    frame,
    quantisation,
    applications,
    nextScan(end) {
      if (!isFirst) return nextScan(end);
      isFirst = false;
      return first;
    },
  };
}

export function damagedJpeg(): CodedError {
  return new CodedError('picture-unsupported', { reason: 'damaged' });
}

function readFrame(data: Uint8Array): Frame {
  const [, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, count = 0] = data;
  const sampled = Array.from({ length: count }, (_, place) => {
    const [id = 0, factors = 0, table = 0] = data.subarray(6 + 3 * place);
    // One component is never interleaved: its factors say nothing (A.2.2).
    return { id, table, h: count === 1 ? 1 : factors >> 4, v: count === 1 ? 1 : factors & 15 };
  });
  return frameOf(rowsHigh * 256 + rowsLow, columnsHigh * 256 + columnsLow, sampled);
}

export function frameOf(
  rows: number,
  columns: number,
  sampled: readonly Pick<Component, 'id' | 'h' | 'v' | 'table'>[],
): Frame {
  const { width, height } = mcuSize(sampled);
  if (!(width > 0 && height > 0) || sampled.some(({ h, v }) => h < 1 || v < 1)) throw damagedJpeg();
  const [mcusAcross, mcusDown] = [Math.ceil(columns / width), Math.ceil(rows / height)];
  const components = sampled.map((one) => ({ ...one, across: mcusAcross * one.h, down: mcusDown * one.v }));
  return { rows, columns, components, mcusAcross, mcusDown };
}

/** In pixels of the picture. */
export function mcuSize(components: readonly Pick<Component, 'h' | 'v'>[]): { width: number; height: number } {
  return {
    width: 8 * Math.max(...components.map(({ h }) => h)),
    height: 8 * Math.max(...components.map(({ v }) => v)),
  };
}

function readQuantisation(data: Uint8Array, tables: Map<number, Quantisation>): void {
  for (let at = 0; at < data.length; ) {
    const head = data[at++] ?? 0;
    const wide = head >> 4 !== 0;
    const size = wide ? 2 : 1;
    if (at + 64 * size > data.length) throw damagedJpeg();
    const values = Array.from({ length: 64 }, (_, k) => {
      const low = data[at + k * size] ?? 0;
      return wide ? low * 256 + (data[at + k * size + 1] ?? 0) : low;
    });
    tables.set(head & 15, { values, wide });
    at += 64 * size;
  }
}

function readHuffman(data: Uint8Array, tables: Map<number, Uint8Array>): void {
  for (let at = 0; at < data.length; ) {
    const symbols = data.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
    if (at + 17 + symbols > data.length) throw damagedJpeg();
    tables.set(data[at] ?? 0, data.slice(at + 1, at + 17 + symbols));
    at += 17 + symbols;
  }
}
