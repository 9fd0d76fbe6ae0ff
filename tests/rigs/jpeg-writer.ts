import { EntropyWriter } from '../../electron/stores/dicom/turning/entropy-writer.ts';
import { encodingTable, typical } from '../../electron/stores/dicom/turning/huffman.ts';

export type JpegShape = {
  width: number;
  height: number;
  /** Sampling factors of each component, across and down. */
  sampling: readonly (readonly [h: number, v: number])[];
  /** MCUs between restart markers; 0 has none. */
  restart?: number;
  /** One scan for each component instead of one for all. */
  separate?: boolean;
  /** Quantisation tables of 16 bits. */
  wide?: boolean;
};

/**
 * A baseline JPEG of any sampling, with restarts or several scans, which no library at hand writes: random, smooth coefficients from a
 * seed. Others decode it: that is what tells whether it is one.
 */
export function writeJpeg({
  width,
  height,
  sampling,
  restart = 0,
  separate = false,
  wide = false,
}: JpegShape): Uint8Array {
  const [widest, tallest] = [Math.max(...sampling.map(([h]) => h)), Math.max(...sampling.map(([, v]) => v))];
  const mcus = { across: Math.ceil(width / (8 * widest)), down: Math.ceil(height / (8 * tallest)) };
  let seed = width * 31 + height;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const planes = sampling.map(([h, v]) => {
    const [across, down] = [mcus.across * h, mcus.down * v];
    const blocks = Array.from({ length: across * down }, () => {
      return Array.from({ length: 64 }, (_, k) => {
        if (k === 0) return Math.round(random() * 60 - 30);
        return random() < 4 / (k + 4) ? Math.round((random() - 0.5) * (40 / (k + 1))) : 0;
      });
    });
    return { h, v, across, blocks };
  });
  const parts: Uint8Array[] = [Buffer.of(0xff, 0xd8)];
  const segment = (marker: number, data: readonly number[] | Uint8Array): void => {
    parts.push(Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff), Buffer.from(data));
  };
  const steps = Array.from({ length: 64 }, (_, k) => 3 + (k >> 3) + (k % 8 > 3 ? 2 : 0));
  segment(0xdb, [wide ? 0x10 : 0, ...steps.flatMap((value) => (wide ? [0, value] : [value]))]);
  const components = sampling.flatMap(([h, v], index) => [index + 1, (h << 4) | v, 0]);
  segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, sampling.length, ...components]);
  segment(0xc4, [0x00, ...typical.luminance.dc]);
  segment(0xc4, [0x10, ...typical.luminance.ac]);
  if (restart > 0) segment(0xdd, [restart >> 8, restart & 0xff]);
  const tables = { dc: encodingTable(typical.luminance.dc), ac: encodingTable(typical.luminance.ac) };

  const scan = (members: readonly number[]): void => {
    segment(0xda, [members.length, ...members.flatMap((index) => [index + 1, 0]), 0, 63, 0]);
    const [only] = members.length === 1 ? members.map((index) => planes[index]) : [];
    const size = only
      ? {
          across: Math.ceil(
            Math.ceil((width * (sampling.length === 1 ? 1 : only.h)) / (sampling.length === 1 ? 1 : widest)) / 8,
          ),
          down: Math.ceil(
            Math.ceil((height * (sampling.length === 1 ? 1 : only.v)) / (sampling.length === 1 ? 1 : tallest)) / 8,
          ),
        }
      : mcus;
    let writer = new EntropyWriter(1024);
    let last = planes.map(() => 0);
    for (let unit = 0; unit < size.across * size.down; unit++) {
      if (restart > 0 && unit > 0 && unit % restart === 0) {
        parts.push(Uint8Array.from(writer.finish()), Buffer.of(0xff, 0xd0 + ((unit / restart - 1) % 8)));
        writer = new EntropyWriter(1024);
        last = planes.map(() => 0);
      }
      const [x, y] = [unit % size.across, Math.floor(unit / size.across)];
      for (const index of members) {
        const plane = planes[index];
        if (!plane) continue;
        const [h, v] = only ? [1, 1] : [plane.h, plane.v];
        for (let row = y * v; row < (y + 1) * v; row++) {
          for (let column = x * h; column < (x + 1) * h; column++) {
            const block = plane.blocks[row * plane.across + column] ?? [];
            writer.reserve();
            writer.put(tables.dc, 0, (block[0] ?? 0) - (last[index] ?? 0));
            last[index] = block[0] ?? 0;
            writeAc(writer, block);
          }
        }
      }
    }
    parts.push(Uint8Array.from(writer.finish()));
  };
  function writeAc(writer: EntropyWriter, block: readonly number[]): void {
    let run = 0;
    for (const value of block.slice(1)) {
      if (value === 0) {
        run++;
        continue;
      }
      for (; run > 15; run -= 16) writer.put(tables.ac, 15, 0);
      writer.put(tables.ac, run, value);
      run = 0;
    }
    if (run > 0) writer.put(tables.ac, 0, 0);
  }

  if (separate) for (const index of sampling.keys()) scan([index]);
  else scan([...sampling.keys()]);
  parts.push(Buffer.of(0xff, 0xd9));
  return Buffer.concat(parts);
}
