import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { errorCode } from '../../base/file-system.ts';
import type { StoreSettings } from '../../contract/connections.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Left } from '../store.ts';

/** How long nothing may happen: until connected, while bytes should flow, between the last byte sent and the answer. */
export type Limits = { readonly connectMs: number; readonly idleMs: number; readonly answerMs: number };

/** The kernel's send buffer hides what a slow line still carries, hence the long wait for an answer. */
export const defaultLimits: Limits = { connectMs: 10_000, idleMs: 60_000, answerMs: 120_000 };

export type Ask = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[];
  /** See `Left`. */
  readonly left?: Left | undefined;
};

export type Answer = {
  readonly status: number;
  header(name: string): string;
  /** Arrives as it is read; ends with an error if the peer stops before its end. */
  readonly body: AsyncIterable<Uint8Array>;
};

export type Exchange = {
  /**
   * One request and its answer, which must be read inside `read`. Throws `store-unreachable` (no connection, or lost),
   * `store-untrusted` (certificates, ours or theirs), `store-timeout` (silence), `aborted`, or what `read` throws.
   */
  <T>(ask: Ask, signal: AbortSignal, read: (answer: Answer) => Promise<T>): Promise<T>;
  /** Lets go of connections that are kept for the next question. */
  close(): void;
};

/**
 * Questions share connections that are kept open between them; an upload has one of its own, as nobody could tell whether one
 * that breaks on a connection that was used before has arrived. `tls`: whom to trust beside nobody else, and who we are.
 */
export function httpExchange(limits: Limits = defaultLimits, tls: StoreSettings['tls'] = {}): Exchange {
  const { ca, certificate: cert, key } = tls;
  // No handshake is cut short by an earlier one: servers that ask for certificates were seen to fail at that.
  const whole = { maxCachedSessions: 0 };
  const trust = { ...whole, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
  const agents = {
    http: { GET: new HttpAgent({ keepAlive: true }), POST: new HttpAgent() },
    https: { GET: new HttpsAgent({ ...trust, keepAlive: true }), POST: new HttpsAgent(trust) },
  };
  const exchange = async <T>(ask: Ask, signal: AbortSignal, read: (answer: Answer) => Promise<T>): Promise<T> => {
    try {
      return await once(ask, signal, read);
    } catch (error) {
      // The other side has closed a connection that was kept; on a new one the question is the first.
      if (error instanceof Stale) return await once(ask, signal, read);
      throw error;
    }
  };
  const close = (): void => {
    for (const { GET, POST } of Object.values(agents)) for (const agent of [GET, POST]) agent.destroy();
  };
  return Object.assign(exchange, { close });

  async function once<T>(ask: Ask, signal: AbortSignal, read: (answer: Answer) => Promise<T>): Promise<T> {
    if (signal.aborted) throw new CodedError('aborted');
    const request = begin(ask);
    let ended: CodedError | undefined;
    const end = (reason: CodedError) => {
      ended ??= reason;
      request.destroy(reason);
    };
    const silence = deadline((ms) => end(new CodedError('store-timeout', { seconds: ms / 1000 })));
    const abort = () => end(new CodedError('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    silence.within(limits.connectMs);
    let response: IncomingMessage | undefined;
    try {
      response = await answerTo(request, ask, limits, silence);
      silence.within(limits.idleMs);
      return await read({
        status: response.statusCode ?? 0,
        header: (name) => String(response?.headers[name] ?? ''),
        body: flowing(response, () => silence.within(limits.idleMs)),
      });
    } catch (error) {
      const isStale = !ended && !response && ask.method === 'GET' && request.reusedSocket && errorCode(error);
      throw isStale ? new Stale() : connectionError(ended ?? error, ask.url);
    } finally {
      silence.end();
      signal.removeEventListener('abort', abort);
      // What was read to its end leaves its connection to the next question.
      if (!response?.complete) request.destroy();
    }
  }

  function begin(ask: Ask): ClientRequest {
    const secure = ask.url.startsWith('https:');
    const agent = agents[secure ? 'https' : 'http'][ask.method];
    try {
      return (secure ? httpsRequest : httpRequest)(ask.url, { method: ask.method, headers: headersOf(ask), agent });
    } catch (error) {
      // A certificate or a key of ours that is none.
      throw connectionError(error, ask.url);
    }
  }
}

/** A kept connection was gone before it was used again. */
class Stale extends Error {}

type Silence = { within(ms: number): void; stop(): void; end(): void };

/** Never more than one at a time, and none after its `end`: a body that was being sent when all failed moves once more. */
function deadline(expire: (ms: number) => void): Silence {
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  return {
    within(ms) {
      clearTimeout(timer);
      if (!hasEnded) timer = setTimeout(() => expire(ms), ms);
    },
    stop: () => clearTimeout(timer),
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}

/** Asking for no compression matters: an archive may otherwise gzip each picture, ten times slower. */
function headersOf(ask: Ask): Record<string, string | number> {
  const length = ask.body?.reduce((sum, chunk) => sum + chunk.length, 0);
  return {
    'Accept-Encoding': 'identity',
    ...ask.headers,
    ...(length === undefined ? {} : { 'Content-Length': length }),
  };
}

/** Resolves with the answer's head, which may come before all of the body has gone (a refusal). */
function answerTo(request: ClientRequest, ask: Ask, limits: Limits, silence: Silence): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let answered = false;
    let isHeld = false;
    request.on('response', (response) => {
      answered = true;
      // Whoever reads the body gets its errors; one that nobody reads must not bring the process down.
      response.on('error', reject);
      resolve(response);
    });
    request.on('error', reject);
    request.on('close', () => reject(new CodedError('store-unreachable', { reason: 'closed' })));
    request.on('socket', (socket) => {
      const connected = (): void => {
        if (!answered && !isHeld) silence.within(ask.body ? limits.idleMs : limits.answerMs);
      };
      if (request.reusedSocket) connected();
      else socket.once(ask.url.startsWith('https:') ? 'secureConnect' : 'connect', connected);
    });
    const moved = (): void => {
      if (!answered) silence.within(limits.idleMs);
    };
    /** The line is not silent while it is us who hold it back. */
    const held = async (bytes: number): Promise<void> => {
      if (!ask.left) return;
      const pause = ask.left(bytes);
      if (!pause) return;
      if (!answered) silence.stop();
      isHeld = true;
      await pause;
      isHeld = false;
      moved();
    };
    void sendBody(request, ask.body ?? [], moved, held).then(() => {
      if (request.destroyed) return;
      request.end(() => {
        if (!answered) silence.within(limits.answerMs);
      });
    }, reject);
  });
}

const pieceBytes = 64 * 1024;

/** In small pieces without copying, waiting for each to leave, so that a slow line is told from a silent one. */
async function sendBody(
  request: ClientRequest,
  body: readonly Uint8Array[],
  moved: () => void,
  held: (bytes: number) => Promise<void>,
): Promise<void> {
  for (const chunk of body) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      if (request.destroyed) return;
      const piece = chunk.subarray(at, at + pieceBytes);
      if (!request.write(piece)) await drained(request);
      if (request.socket && !request.socket.connecting) moved();
      await held(piece.length);
    }
  }
}

function drained(request: ClientRequest): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      request.off('drain', done);
      request.off('close', done);
      resolve();
    };
    request.on('drain', done);
    request.on('close', done);
  });
}

async function* flowing(response: IncomingMessage, moved: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of response) {
    moved();
    yield chunk;
  }
}

function connectionError(error: unknown, url: string): unknown {
  const { origin } = new URL(url);
  if (error instanceof CodedError) {
    const ours = error.code === 'store-timeout' || error.code === 'store-unreachable';
    return ours ? new CodedError(error.code, { store: origin, ...error.params }) : error;
  }
  const reason = errorCode(error);
  if (reason === undefined) return error;
  const code = ofCertificate.test(reason) ? 'store-untrusted' : 'store-unreachable';
  return new CodedError(code, { store: origin, reason }, { cause: error });
}

/** What Node calls a certificate that it, or the other side, does not accept: waiting cures none of these. */
const ofCertificate = /CERT|^UNABLE_TO_VERIFY_|^INVALID_CA$|^HOSTNAME_MISMATCH$|^ERR_(SSL|OSSL|TLS)_|^EPROTO$/;
