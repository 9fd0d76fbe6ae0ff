import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { errorCode } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';

/** How long nothing may happen: until connected, while bytes should flow, between the last byte sent and the answer. */
export type Limits = { readonly connectMs: number; readonly idleMs: number; readonly answerMs: number };

/** The kernel's send buffer hides what a slow line still carries, hence the long wait for an answer. */
export const defaultLimits: Limits = { connectMs: 10_000, idleMs: 60_000, answerMs: 120_000 };

export type Ask = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[];
};

export type Answer = {
  readonly status: number;
  header(name: string): string;
  /** Arrives as it is read; ends with an error if the peer stops before its end. */
  readonly body: AsyncIterable<Uint8Array>;
};

export type Exchange = <T>(ask: Ask, signal: AbortSignal, read: (answer: Answer) => Promise<T>) => Promise<T>;

/**
 * One request on a connection of its own, and its answer, which must be read inside `read`: on return nothing is left
 * open. Throws `store-unreachable` (no connection, or lost), `store-untrusted` (its certificate), `store-timeout` (silence), `aborted`, or what `read` throws.
 */
export function httpExchange(limits: Limits = defaultLimits): Exchange {
  return async (ask, signal, read) => {
    if (signal.aborted) throw new CodedError('aborted');
    const start = ask.url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = start(ask.url, { method: ask.method, headers: headersOf(ask), agent: false });
    let ended: CodedError | undefined;
    const end = (reason: CodedError) => {
      ended ??= reason;
      request.destroy(reason);
    };
    const silence = deadline((ms) => end(new CodedError('store-timeout', { seconds: ms / 1000 })));
    const abort = () => end(new CodedError('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    silence.within(limits.connectMs);
    try {
      const response = await answerTo(request, ask, limits, silence);
      silence.within(limits.idleMs);
      return await read({
        status: response.statusCode ?? 0,
        header: (name) => String(response.headers[name] ?? ''),
        body: flowing(response, () => silence.within(limits.idleMs)),
      });
    } catch (error) {
      throw connectionError(ended ?? error, ask.url);
    } finally {
      silence.stop();
      signal.removeEventListener('abort', abort);
      request.destroy();
    }
  };
}

type Silence = { within(ms: number): void; stop(): void };

function deadline(expire: (ms: number) => void): Silence {
  let timer: NodeJS.Timeout | undefined;
  return {
    within(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => expire(ms), ms);
    },
    stop: () => clearTimeout(timer),
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
    request.on('response', (response) => {
      answered = true;
      // Whoever reads the body gets its errors; one that nobody reads must not bring the process down.
      response.on('error', reject);
      resolve(response);
    });
    request.on('error', reject);
    request.on('close', () => reject(new CodedError('store-unreachable', { reason: 'closed' })));
    request.on('socket', (socket) => {
      const ready = ask.url.startsWith('https:') ? 'secureConnect' : 'connect';
      socket.once(ready, () => {
        if (!answered) silence.within(ask.body ? limits.idleMs : limits.answerMs);
      });
    });
    void sendBody(request, ask.body ?? [], () => {
      if (!answered) silence.within(limits.idleMs);
    }).then(() => {
      if (request.destroyed) return;
      request.end(() => {
        if (!answered) silence.within(limits.answerMs);
      });
    }, reject);
  });
}

const pieceBytes = 64 * 1024;

/** In small pieces without copying, waiting for each to leave, so that a slow line is told from a silent one. */
async function sendBody(request: ClientRequest, body: readonly Uint8Array[], moved: () => void): Promise<void> {
  for (const chunk of body) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      if (request.destroyed) return;
      if (!request.write(chunk.subarray(at, at + pieceBytes))) await drained(request);
      if (request.socket && !request.socket.connecting) moved();
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

/** What Node calls a certificate that it does not accept: waiting cures none of these. */
const ofCertificate = /CERT|^UNABLE_TO_VERIFY_|^INVALID_CA$|^HOSTNAME_MISMATCH$/;
