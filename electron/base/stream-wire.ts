import type { Duplex } from 'node:stream';
import { Deserializer, Serializer } from 'node:v8';
import type { Wire } from '../contract/rpc.ts';
import { listeningWire } from './listening-wire.ts';

/** A stream and what it reads. `listen` is called once; the bytes that its listener is given are lent for the call. */
export type ByteStream = { readonly stream: Duplex; listen(listener: (bytes: Uint8Array) => void): void };

/**
 * A wire over a stream of bytes. A message is what structured clone makes of it, with its byte arrays taken out and sent
 * behind it as they are: a picture is not copied on its way out, and once on its way in.
 *
 * `u32 bytes of the clone, u32 count, count × u32 length, the clone, the byte arrays`, little-endian.
 */
export function streamWire({ stream, listen }: ByteStream): Wire {
  const listening = listeningWire({
    send(message) {
      if (!stream.writable) return;
      const [head, ...parts] = encode(message);
      if (parts.length === 0) {
        stream.write(head);
        return;
      }
      stream.cork();
      stream.write(head);
      for (const part of parts) stream.write(part);
      stream.uncork();
    },
    close: () => stream.destroy(),
  });
  listen(reader(listening.receive));
  stream.once('close', listening.closed);
  // The other end may go while a message is under way; 'close' follows and tells.
  stream.on('error', () => stream.destroy());
  return listening.wire;
}

const prefixBytes = 8;

/** Documented by Node, forgotten by its types; so are `_writeHostObject` and `_readHostObject`. */
type SerializerHooks = Serializer & { _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void };

/** Takes byte arrays out of what it writes. */
class Packer extends Serializer {
  readonly parts: Uint8Array[] = [];

  constructor() {
    super();
    (this as Serializer as SerializerHooks)._setTreatArrayBufferViewsAsHostObjects(true);
    this.writeHeader();
  }

  _writeHostObject(view: unknown): void {
    if (!(view instanceof Uint8Array)) throw new TypeError('Of all views on memory, only Uint8Array is sent.');
    this.writeUint32(this.parts.length);
    this.parts.push(view);
  }
}

/** Puts them back. */
class Unpacker extends Deserializer {
  readonly #parts: readonly Uint8Array[];

  constructor(head: Uint8Array, parts: readonly Uint8Array[]) {
    super(head);
    this.#parts = parts;
    this.readHeader();
  }

  _readHostObject(): unknown {
    return this.#parts[this.readUint32()];
  }
}

function encode(message: unknown): [Uint8Array, ...Uint8Array[]] {
  const packer = new Packer();
  packer.writeValue(message);
  const clone = packer.releaseBuffer();
  const { parts } = packer;
  const head = Buffer.allocUnsafe(prefixBytes + 4 * parts.length + clone.length);
  head.writeUInt32LE(clone.length, 0);
  head.writeUInt32LE(parts.length, 4);
  for (const [index, part] of parts.entries()) head.writeUInt32LE(part.length, prefixBytes + 4 * index);
  head.set(clone, prefixBytes + 4 * parts.length);
  return [head, ...parts];
}

/** Says how many bytes it needs next, and takes them. */
function* messages(receive: (message: unknown) => void): Generator<number, never, Uint8Array> {
  for (;;) {
    const prefix = viewOf(yield prefixBytes);
    const count = prefix.getUint32(4, true);
    const lengths = viewOf(count > 0 ? yield 4 * count : new Uint8Array());
    const clone = yield prefix.getUint32(0, true);
    const parts: Uint8Array[] = [];
    for (let index = 0; index < count; index++) {
      const length = lengths.getUint32(4 * index, true);
      parts.push(length > 0 ? yield length : new Uint8Array());
    }
    receive(new Unpacker(clone, parts).readValue());
  }
}

/** Cuts what arrives into the pieces that are needed. */
function reader(receive: (message: unknown) => void): (chunk: Uint8Array) => void {
  const wanting = messages(receive);
  const space = (bytes: number): Uint8Array<ArrayBuffer> => {
    // Not zeroed: every byte of it is about to be written. Not a Buffer: whoever gets it must not see a pool around it.
    return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
  };
  let piece = space(wanting.next().value);
  let filled = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(piece.length - filled, chunk.length - at);
      piece.set(chunk.subarray(at, at + count), filled);
      at += count;
      filled += count;
      if (filled < piece.length) return;
      piece = space(wanting.next(piece).value);
      filled = 0;
    }
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
