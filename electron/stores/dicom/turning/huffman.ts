import { damagedJpeg } from './jpeg-parts.ts';

/** By the next 16 bits: the code's length in the upper byte, its symbol in the lower; 0 where there is no such code. */
export type DecodingTable = Uint16Array;
/** By symbol: the code and its length; a length of 0 is a symbol that has none. */
export type EncodingTable = { readonly codes: Uint16Array; readonly lengths: Uint8Array };

type Assigned = { symbol: number; code: number; length: number };

/** Codes in the order in which they are assigned (ITU-T T.81, C.2), from 16 counts and the symbols. */
function assign(table: Uint8Array): Assigned[] {
  const assigned: Assigned[] = [];
  let code = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    for (let count = table[length - 1] ?? 0; count > 0; count--, code++) {
      if (code >= 1 << length) throw damagedJpeg();
      assigned.push({ symbol: table[16 + assigned.length] ?? 0, code, length });
    }
  }
  return assigned;
}

export function decodingTable(table: Uint8Array): DecodingTable {
  const lookup = new Uint16Array(65536);
  for (const { symbol, code, length } of assign(table)) {
    const first = code << (16 - length);
    lookup.fill((length << 8) | symbol, first, first + (1 << (16 - length)));
  }
  return lookup;
}

export function encodingTable(table: Uint8Array): EncodingTable {
  const [codes, lengths] = [new Uint16Array(256), new Uint8Array(256)];
  for (const { symbol, code, length } of assign(table)) {
    codes[symbol] = code;
    lengths[symbol] = length;
  }
  return { codes, lengths };
}

/**
 * The typical tables of ITU-T T.81, annex K.3, as counts and symbols. They have a code for everything that baseline coefficients
 * can come to, whatever way round the picture is.
 */
export const typical = {
  luminance: {
    dc: Uint8Array.from([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, ...upTo(11)]),
    ac: Uint8Array.from([
      0,
      2,
      1,
      3,
      3,
      2,
      4,
      3,
      5,
      5,
      4,
      4,
      0,
      0,
      1,
      125,
      ...fromHex(
        '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
      ),
    ]),
  },
  chrominance: {
    dc: Uint8Array.from([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, ...upTo(11)]),
    ac: Uint8Array.from([
      0,
      2,
      1,
      2,
      4,
      4,
      3,
      4,
      7,
      5,
      4,
      4,
      0,
      1,
      2,
      119,
      ...fromHex(
        '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
      ),
    ]),
  },
} as const;

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, index) => index);
}

function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}
