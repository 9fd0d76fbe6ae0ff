import type { Socket } from 'node:net';
import { errorCode } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Pdu } from './pdu.ts';
import { readPdus } from './pdu-reader.ts';

/** What we take in one P-DATA. Larger units are fewer, and this much is held at most. */
export const ourMaxPduBytes = 128 * 1024;

/** A connection that carries PDUs, and that breaks once, for one reason. */
export type Line = {
  /** To be read by `next` alone: leaving a loop over it would end the connection. */
  readonly pdus: AsyncGenerator<Pdu>;
  /** Whether a PDU has begun to arrive and is not complete. */
  readonly inside: boolean;
  /** In order; resolves when the connection takes more. Throws the reason for which it broke. */
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Breaks after that much silence, instead of what was set before. */
  within(ms: number): void;
  noLimit(): void;
  /** Breaks it now; what was said last leaves only if nothing else is waiting to leave. */
  break(reason: CodedError, lastWords?: Buffer): void;
  /** Closes it in order, once what was written has left. */
  close(): void;
  /** Called once, with the reason, when it has broken. */
  onBroken(listener: (reason: CodedError) => void): void;
  readonly broken: CodedError | undefined;
};

/** How long a peer may take to close its side after we have closed ours. */
const lingerMs = 500;

/** `store` is what errors name. `arrived` is called whenever bytes have come. */
export function lineOver(socket: Socket, store: string, arrived: () => void = () => {}): Line {
  const listeners: ((reason: CodedError) => void)[] = [];
  let broken: CodedError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let inside = false;
  socket.setNoDelay(true);

  function breakNow(error: CodedError, lastWords?: Buffer): void {
    if (broken) return;
    broken = error.code.startsWith('store-')
      ? new CodedError(error.code, { store, ...error.params }, { cause: error.cause })
      : error;
    clearTimeout(timer);
    if (lastWords && socket.writableLength === 0 && socket.writable) socket.write(lastWords);
    socket.destroy();
    for (const listener of listeners) listener(broken);
  }
  socket.on('error', (error) => breakNow(connectionError(error)));
  socket.on('close', () => breakNow(new CodedError('store-unreachable', { reason: 'closed' })));

  const line: Line = {
    pdus: readPdus(socket, ourMaxPduBytes, (now) => {
      inside = now;
      arrived();
    }),
    get inside() {
      return inside;
    },
    async write(parts) {
      if (broken) throw broken;
      socket.cork();
      let room = true;
      for (const part of parts) room = socket.write(part);
      socket.uncork();
      if (!room) await roomIn(socket);
      if (broken) throw broken;
    },
    within(ms) {
      clearTimeout(timer);
      if (broken) return;
      timer = setTimeout(() => breakNow(new CodedError('store-timeout', { seconds: ms / 1000 })), ms);
    },
    noLimit: () => clearTimeout(timer),
    break: breakNow,
    close() {
      clearTimeout(timer);
      if (broken) return;
      socket.end();
      const late = setTimeout(() => socket.destroy(), lingerMs);
      socket.once('close', () => clearTimeout(late));
    },
    onBroken: (listener) => void listeners.push(listener),
    get broken() {
      return broken;
    },
  };
  return line;
}

function roomIn(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

/** What Node's errors of a connection mean. */
export function connectionError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const reason = errorCode(error) ?? 'connection';
  const code = ofOurs.test(reason)
    ? 'store-unauthorised'
    : ofTheirs.test(reason)
      ? 'store-untrusted'
      : 'store-unreachable';
  return new CodedError(code, { reason }, { cause: error });
}

/** The peer does not accept our certificate, or misses one. */
const ofOurs = /^ERR_SSL_.*ALERT_(.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;
/** What Node calls a certificate that it does not accept itself. */
const ofTheirs = /CERT|^UNABLE_TO_VERIFY_|^INVALID_CA$|^HOSTNAME_MISMATCH$/;
