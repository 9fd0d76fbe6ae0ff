import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { ByteReader } from './ptp/bytes.ts';
import { response } from './ptp/codes.ts';
import {
  type CommandRequest,
  createPacketParser,
  decodeCommandRequest,
  decodeData,
  decodeStartData,
  encodeCommandAck,
  encodeDataHead,
  encodeEvent,
  encodeInitFail,
  encodePacket,
  encodeResponse,
  initFailReason,
  joinBytes,
  type Packet,
  packetType,
} from './ptp/packets.ts';
import type { Answer, Operation, Responder } from './responder.ts';

/** What a fault may do to one answer on its way out. Without faults, nothing. */
export type Interference = {
  /** Resolves when the operation may be looked at. */
  beforeAnswer(operation: Operation): Promise<void>;
  /** How many bytes of the answer's data get out before the connection breaks; null lets it pass. */
  cutAfterBytes(operation: Operation, answer: Answer): number | null;
  /** Data goes out in pieces, each after a pause; null lets it go at once. */
  readonly slow: { pieceBytes: number; pause(): Promise<void> } | null;
};

export type PtpIpServer = {
  readonly port: number;
  /** Breaks all connections and refuses new ones on the same port, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  /** Another initiator has the camera: ends the session, and nobody else gets one until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
};

type Session = { id: number; command: Socket; event: Socket | null };
type Transaction = CommandRequest & { parts: Uint8Array[]; expected: number | null };

/**
 * PTP/IP on 127.0.0.1, command and event channel on one port: the first packet says which it is. One initiator at a
 * time: a new one takes the place of the old, as with a body whose host had vanished without a goodbye.
 */
export async function startPtpIpServer(options: {
  responder: Responder;
  interference: Interference;
  /** What nobody foresaw; the host sees a general error. */
  onUnexpected: (error: unknown) => void;
}): Promise<PtpIpServer> {
  const { responder, interference, onUnexpected } = options;
  const sockets = new Set<Socket>();
  let session: Session | null = null;
  let nextId = 1;
  let port = 0;
  let held = false;

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (session?.command === socket) endSession();
    });
    // A peer that vanishes is an everyday event here; 'close' follows and does the rest.
    socket.on('error', () => socket.destroy());
    route(socket);
  });

  function endSession(): void {
    const ended = session;
    session = null;
    ended?.event?.destroy();
    ended?.command.destroy();
    if (ended) responder.disconnected();
  }

  function route(socket: Socket): void {
    const parse = createPacketParser();
    let receive = (packet: Packet): void => {
      receive = open(socket, packet);
    };
    socket.on('data', (chunk) => {
      try {
        for (const packet of parse(chunk)) receive(packet);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        socket.destroy();
      }
    });
  }

  /** Answers a socket's first packet and returns what takes the others. */
  function open(socket: Socket, { type, body }: Packet): (packet: Packet) => void {
    if (type === packetType.initCommandRequest && !held) {
      endSession();
      const opened: Session = { id: nextId++, command: socket, event: null };
      session = opened;
      socket.write(encodeCommandAck(opened.id, responder.guid, responder.name));
      return commandChannel(socket);
    }
    if (type === packetType.initEventRequest && session?.id === new ByteReader(body).u32()) {
      const { command } = session;
      session.event = socket;
      responder.onConnected((code, parameters) => {
        if (session?.command === command) socket.write(encodeEvent(code, parameters));
      });
      socket.write(encodePacket(packetType.initEventAck));
      return (packet) => answerPing(socket, packet);
    }
    socket.end(encodeInitFail(held ? initFailReason.busy : initFailReason.rejected));
    return () => {};
  }

  function commandChannel(socket: Socket): (packet: Packet) => void {
    let receiving: Transaction | null = null;
    let answered: Promise<void> = Promise.resolve();

    const run = (transaction: Transaction): void => {
      receiving = null;
      answered = answered.then(() => serve(socket, transaction));
    };

    return (packet) => {
      const { type, body } = packet;
      if (type === packetType.commandRequest) {
        const transaction = { ...decodeCommandRequest(body), parts: [], expected: null };
        if (transaction.dataOut) receiving = transaction;
        else run(transaction);
      } else if (type === packetType.startData && receiving) {
        receiving.expected = decodeStartData(body).total;
        if (receiving.expected === 0) run(receiving);
      } else if (type === packetType.data && receiving) {
        receiving.parts.push(decodeData(body).payload);
      } else if (type === packetType.endData && receiving) {
        receiving.parts.push(decodeData(body).payload);
        run(receiving);
      } else if (type === packetType.cancel) {
        receiving = null;
      } else {
        answerPing(socket, packet);
      }
    };
  }

  async function serve(socket: Socket, { code, transaction, parameters, parts }: Transaction): Promise<void> {
    const operation: Operation = { code, parameters, data: joinBytes(parts) };
    await interference.beforeAnswer(operation);
    if (socket.destroyed) return;
    const answer = await responder.answer(operation).catch((error: unknown): Answer => {
      onUnexpected(error);
      return { code: response.generalError };
    });
    if (socket.destroyed) return;
    const data = answer.code === response.ok ? answer.data : undefined;
    const last = encodeResponse(answer.code, transaction, answer.parameters);
    if (!data) {
      socket.write(last);
      return;
    }
    const head = encodeDataHead(transaction, data.byteLength);
    const cut = interference.cutAfterBytes(operation, answer);
    if (cut !== null) socket.write(joinBytes([head, data.subarray(0, cut)]), () => socket.destroy());
    else if (interference.slow) await trickle(socket, joinBytes([head, data, last]), interference.slow);
    else writeTogether(socket, [head, data, last]);
  }

  async function listen(): Promise<void> {
    if (server.listening) return;
    server.listen({ host: '127.0.0.1', port });
    await once(server, 'listening');
    const address = server.address();
    if (address && typeof address === 'object') port = address.port;
  }

  async function refuse(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    endSession();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen();
  return {
    get port() {
      return port;
    },
    refuse,
    listen,
    hold() {
      held = true;
      endSession();
    },
    release() {
      held = false;
    },
    close: refuse,
  };
}

/** In one call to the system, without a copy. */
function writeTogether(socket: Socket, parts: readonly Uint8Array[]): void {
  socket.cork();
  for (const part of parts) socket.write(part);
  socket.uncork();
}

async function trickle(socket: Socket, bytes: Uint8Array, slow: NonNullable<Interference['slow']>): Promise<void> {
  for (let at = 0; at < bytes.byteLength && !socket.destroyed; at += slow.pieceBytes) {
    await slow.pause();
    socket.write(bytes.subarray(at, at + slow.pieceBytes));
  }
}

function answerPing(socket: Socket, { type }: Packet): void {
  if (type === packetType.ping) socket.write(encodePacket(packetType.pong));
}
