import { type Aead, tagBytes } from './aead.ts';

/* The payload of an age file: chunks, each sealed under its number and whether it is the file's last. */
export const chunkBytes = 64 * 1024;
export const sealedChunkBytes = chunkBytes + tagBytes;

/** Chunks that follow each other: whose key, from which number on, how many, and the number of the file's last one. */
export type Run = { key: Uint8Array; first: number; count: number; last: number };

/** What a run holds, in whole chunks but for the file's end, sealed into `into`, which has room for it. */
export function sealRun(
  cipher: Aead,
  { key, first, count, last }: Run,
  plain: Uint8Array,
  into: Uint8Array,
): Uint8Array {
  let filled = 0;
  for (let at = 0; at < count; at += 1) {
    const chunk = plain.subarray(at * chunkBytes, (at + 1) * chunkBytes);
    for (const piece of cipher.seal(key, chunkNonce(first + at, first + at === last), chunk)) {
      into.set(piece, filled);
      filled += piece.length;
    }
  }
  return into.subarray(0, filled);
}

/** The chunks of a run, each as soon as it has proved genuine. Throws at the first that does not, or is not there. */
export function* openRun(cipher: Aead, { key, first, count, last }: Run, sealed: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < count; at += 1) {
    const chunk = sealed.subarray(at * sealedChunkBytes, (at + 1) * sealedChunkBytes);
    const number = first + at;
    // Only an empty file has an empty chunk.
    if (chunk.length < tagBytes + (number > 0 ? 1 : 0)) throw new Error('The file ends within a chunk.');
    const plain = cipher.open(key, chunkNonce(number, number === last), chunk);
    if (!plain) throw new Error('A chunk is not genuine.');
    yield plain;
  }
}

/** Eleven bytes of counter and one that is 1 for the last chunk. */
function chunkNonce(number: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}
