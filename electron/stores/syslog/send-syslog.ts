import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { errorCode } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';
import { framed } from './syslog-message.ts';

/** Certificates and keys are PEM. Without `ca` those count that this machine trusts. */
export type SyslogServer = { host: string; port: number; ca?: string; cert?: string; key?: string };

/**
 * How long nothing may happen: until the peer is known, while messages should flow, until it has closed behind the last. And how
 * long it is given to turn us away before we say that this was all: with TLS 1.3 it does so behind the handshake.
 */
export type SyslogLimits = { connectMs: number; idleMs: number; closeMs: number; refusalMs: number };

export const defaultSyslogLimits: SyslogLimits = {
  ...{ connectMs: 10_000, idleMs: 30_000, closeMs: 30_000 },
  refusalMs: 1500,
};

/**
 * Sends messages over TLS, in order, on one connection, never more at once than the line takes. Syslog has no receipts: on
 * return every message was given to the connection, and the server has closed it in good order behind the last. Returns how
 * many. Throws `syslog-unreachable` with the reason: then nobody knows how many of them have arrived. Throws `aborted`.
 */
export async function sendSyslog(
  server: SyslogServer,
  messages: AsyncIterable<Uint8Array>,
  { limits = defaultSyslogLimits, signal }: { limits?: SyslogLimits; signal?: AbortSignal } = {},
): Promise<number> {
  const { host, port, ...certificates } = server;
  if (signal?.aborted) throw new CodedError('aborted', { call: 'audit.export' });
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port, ...certificates, ...named, minVersion: 'TLSv1.2' });
  const line = new Line(socket);
  const abort = (): void => line.fail(new CodedError('aborted', { call: 'audit.export' }));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await line.within(limits.connectMs, (done) => socket.once('secureConnect', done));
    let sent = 0;
    for await (const message of messages) {
      await line.within(limits.idleMs, (done) => socket.write(framed(message), done));
      sent += 1;
    }
    await line.stands(limits.refusalMs);
    await line.close(limits.closeMs);
    return sent;
  } catch (error) {
    throw unreachable(error, `${host}:${port}`);
  } finally {
    signal?.removeEventListener('abort', abort);
    socket.destroy();
  }
}

/** A connection of which every step is bounded, and which ends when the peer does. */
class Line {
  readonly #socket: TLSSocket;
  readonly #broken: Promise<never>;
  #break: (error: Error) => void = () => {};
  #ending = false;
  #ended: () => void = () => {};

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    // Whoever waits is told; between two steps nobody does.
    this.#broken.catch(() => {});
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new CodedError('syslog-unreachable', { reason: 'closed' })));
    socket.on('end', () => {
      if (this.#ending) this.#ended();
      else this.fail(new CodedError('syslog-unreachable', { reason: 'closed' }));
    });
    socket.resume();
  }

  fail(error: Error): void {
    this.#break(error);
  }

  /** Waits for one step; `begin` is told whom to call when it is done. */
  async within(ms: number, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const step = new Promise<void>((resolve, reject) => {
        timer = setTimeout(
          () => reject(new CodedError('syslog-unreachable', { reason: `silent for ${ms / 1000} s` })),
          ms,
        );
        begin((error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([step, this.#broken]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns if the line has not ended after so long. */
  async stands(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([quiet, this.#broken]).finally(() => clearTimeout(timer));
  }

  /** Says that this was all, and waits until the peer, which has then read it, says so too. */
  async close(ms: number): Promise<void> {
    this.#ending = true;
    await this.within(ms, (done) => {
      this.#ended = done;
      this.#socket.end();
    });
  }
}

function unreachable(error: unknown, server: string): unknown {
  if (error instanceof CodedError) {
    return error.code === 'syslog-unreachable' ? new CodedError(error.code, { server, ...error.params }) : error;
  }
  const reason = errorCode(error);
  return reason === undefined ? error : new CodedError('syslog-unreachable', { server, reason }, { cause: error });
}
