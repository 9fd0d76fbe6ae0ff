import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type Direction = 'toPeer' | 'fromPeer';

/** What goes wrong on a line. Byte counts are per connection. */
export type Fault = {
  /** Every piece waits so long, in both directions. */
  delayMs?: number;
  /** Both directions together carry no more. */
  kilobytesPerSecond?: number;
  /** After so many bytes in that direction the connection is reset on both sides. */
  cutAfter?: { direction: Direction; bytes: number };
  /** After so many bytes of the peer's, its side ends in good order; what is sent to it goes nowhere. */
  halfCloseAfter?: number;
  /** What goes in that direction vanishes; the connection stays. */
  swallow?: Direction;
  /** So many connections suffer, the ones after them do not; absent, all. */
  connections?: number;
};

export type FaultProxy = {
  readonly port: number;
  /** For the connections that come from now on; null is a line without faults. Those that are open are reset. */
  set(fault: Fault | null): void;
  /** How many connections the fault has met since it was set. */
  readonly met: number;
  close(): Promise<void>;
};

/** A line to `port` of this machine on which things go wrong: bytes of TCP, whatever they mean. */
export async function startFaultProxy(port: number): Promise<FaultProxy> {
  let fault: Fault | null = null;
  let met = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  const reset = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const peer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    keep(client);
    keep(peer);
    const suffers = fault !== null && met < (fault.connections ?? Number.POSITIVE_INFINITY);
    if (suffers) met += 1;
    join(client, peer, suffers && fault ? fault : {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      fault = next;
      met = 0;
      reset();
    },
    get met() {
      return met;
    },
    async close() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(client: Socket, peer: Socket, fault: Fault): void {
  const { delayMs = 0, kilobytesPerSecond, cutAfter, halfCloseAfter, swallow } = fault;
  let isEnded = false;
  const hangUp = (): void => {
    client.resetAndDestroy();
    peer.resetAndDestroy();
  };
  const carry = (from: Socket, to: Socket, direction: Direction): void => {
    let carried = 0;
    let isHolding = false;
    let isOver = false;
    const limit = cutAfter?.direction === direction ? cutAfter.bytes : Number.POSITIVE_INFINITY;
    from.on('data', (piece) => {
      from.pause();
      isHolding = true;
      setTimeout(() => pass(piece), delayMs + (kilobytesPerSecond ? piece.length / kilobytesPerSecond : 0));
    });
    // The end comes although it is paused: what is held goes first.
    from.on('end', () => {
      isOver = true;
      if (!isHolding) to.end();
    });
    // What ends in good order does so for both, once all of it has passed.
    from.on('close', (wasBroken) => {
      if (wasBroken) to.resetAndDestroy();
    });

    function pass(piece: Buffer): void {
      const rest = piece.subarray(0, limit - carried);
      carried += piece.length;
      isHolding = false;
      if (carried >= limit) {
        to.write(rest, hangUp);
        return;
      }
      const isLost = swallow === direction || isEnded;
      if (direction === 'fromPeer' && halfCloseAfter !== undefined && carried >= halfCloseAfter && !isEnded) {
        isEnded = true;
        to.end(piece.subarray(0, halfCloseAfter));
      } else if (!isLost && !to.destroyed && !to.write(piece)) {
        to.once('drain', () => from.resume());
      }
      if (isOver) to.end();
      if (!to.writableNeedDrain) from.resume();
    }
  };
  carry(client, peer, 'toPeer');
  carry(peer, client, 'fromPeer');
}
