import { CodedError } from '../../contract/errors.ts';

/** Bytes that arrive in chunks of any size, read in pieces of the reader's choice. Nothing is kept once read. */
export type ByteSource = {
  /** How many bytes have been read. */
  readonly position: number;
  /** Exactly `length` bytes; throws `file-invalid` where the data ends before. */
  read(length: number): Promise<Buffer>;
  /** Passes `length` bytes on as they come, without gathering them. */
  forward(length: number, sink: (chunk: Uint8Array) => void): Promise<void>;
  /** Whether nothing is left. */
  ended(): Promise<boolean>;
};

export function byteSource(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): ByteSource {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  let current: Uint8Array = new Uint8Array();
  let position = 0;

  /** Makes sure that `current` holds at least one byte. */
  async function fill(): Promise<boolean> {
    while (current.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return false;
      current = next.value;
    }
    return true;
  }

  async function forward(length: number, sink: (chunk: Uint8Array) => void): Promise<void> {
    let left = length;
    while (left > 0) {
      if (!(await fill())) throw new CodedError('file-invalid', { why: 'truncated', at: position });
      const piece = current.subarray(0, left);
      current = current.subarray(piece.length);
      position += piece.length;
      left -= piece.length;
      sink(piece);
    }
  }

  return {
    get position() {
      return position;
    },
    async read(length) {
      const pieces: Uint8Array[] = [];
      await forward(length, (piece) => pieces.push(piece));
      return Buffer.concat(pieces);
    },
    forward,
    async ended() {
      return !(await fill());
    },
  };
}
