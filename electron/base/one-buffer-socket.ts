import { Socket, type SocketConstructorOpts } from 'node:net';
import type { ByteStream } from './stream-wire.ts';

/** What one read brings at most: all that a pipe holds. */
const bufferBytes = 256 * 1024;

/** Node's own class for the system's end of a pipe: nothing can be done with it but hand it on. */
type Handle = object;

/**
 * A pipe that is read into one buffer again and again. Node's sockets take a new one for each read, and collecting those is
 * most of what a live frame costs the process that receives it.
 */
export function oneBufferSocket(end: { fd: number } | { handle: Handle }): ByteStream {
  let take: (bytes: Uint8Array) => void = () => {};
  const buffer = new Uint8Array(bufferBytes);
  const onread = {
    buffer,
    callback(count: number): boolean {
      take(buffer.subarray(0, count));
      return true;
    },
  };
  // `onread` and `handle` are left out of the types; with `handle` Node itself makes a socket of a pipe's end.
  const options: SocketConstructorOpts & { onread: typeof onread } = { ...end, readable: true, writable: true, onread };
  const stream = new Socket(options);
  return {
    stream,
    listen(listener) {
      take = listener;
      // Nothing passes through the stream itself but its end.
      stream.resume();
    },
  };
}

/** Takes the system's end out of a socket that Node has made for a child; that socket is of no use afterwards. */
export function handleOf(socket: Socket): Handle | null {
  const holder = socket as unknown as { _handle: Handle | null };
  const handle = holder._handle;
  holder._handle = null;
  return handle;
}
