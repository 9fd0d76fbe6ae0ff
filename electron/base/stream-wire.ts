import type { Duplex } from 'node:stream';
import { Deserializer, Serializer } from 'node:v8';
import type { Wire } from '../contract/rpc.ts';
import { listeningWire } from './listening-wire.ts';

/**
 * A wire over a stream of bytes. A message is what structured clone makes of it, with its byte arrays taken out and sent
 * behind it as they are: a picture is copied neither on its way out nor, where it arrives in one piece, on its way in.
 *
 * `u32 bytes of the clone, u32 count, count × u32 length, the clone, the byte arrays`, little-endian.
 */
export function streamWire(stream: Duplex): Wire {
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
  stream.on('data', reader(listening.receive));
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

/** Cuts what arrives into the pieces that are needed: a view where a piece is whole, a copy where it comes in parts. */
function reader(receive: (message: unknown) => void): (chunk: Uint8Array) => void {
  const wanting = messages(receive);
  let wanted = wanting.next().value;
  let partial: Uint8Array | null = null;
  let filled = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(wanted - filled, chunk.length - at);
      // Not a Buffer: whoever gets it must not see a pool around it.
      const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset + at, count);
      at += count;
      if (partial === null && count === wanted) {
        wanted = wanting.next(bytes).value;
        continue;
      }
      // Not zeroed: every byte of it is about to be written.
      partial ??= new Uint8Array(Buffer.allocUnsafeSlow(wanted).buffer);
      partial.set(bytes, filled);
      filled += count;
      if (filled < wanted) return;
      const whole = partial;
      partial = null;
      filled = 0;
      wanted = wanting.next(whole).value;
    }
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
