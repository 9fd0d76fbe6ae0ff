import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { Wire } from '../contract/rpc.ts';
import type { FrameWire } from '../studio/live-view.ts';
import { isSecret, send, startHttpServer } from './http-server.ts';
import { pageFiles } from './page-files.ts';
import { frameWire, studioWire } from './web-socket-wires.ts';

export type WebServer = {
  /** Opens the interface once: the token in it is spent by the first visit. */
  readonly url: string;
  close(): Promise<void>;
};

export type WebServerOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The built page. */
  pageFolder: string;
  attach(wire: Wire): void;
  attachFrames(wire: FrameWire): void;
  attachFixation(wire: Wire): void;
  handleRequest(request: Request): Promise<Response | null>;
  unexpected(error: unknown, during: string): string;
};

/** Cookies know no port: two studios on one machine must not take each other's. */
const cookieFor = (port: number): string => `incidence-${port}`;

/**
 * The interface on this machine's loopback only. A one-time token in the printed URL is exchanged for a cookie; Host and
 * Origin must be ours, so that neither another site nor a rebound name reaches the studio. Throws `port-unavailable`.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const page = await pageFiles(options.pageFolder);
  const secret = randomBytes(32).toString('base64url');
  let token: string | null = randomBytes(24).toString('base64url');
  const wires = new Map<string, (socket: WebSocket) => void>([
    ['/wire', (socket) => options.attach(studioWire(socket))],
    ['/frames', (socket) => options.attachFrames(frameWire(socket))],
    ['/fixation', (socket) => options.attachFixation(studioWire(socket))],
  ]);
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: options.port,
    answer,
    socketFor: (request) => (isOurs(request) && isKnown(request) && wires.get(request.url ?? '')) || null,
    refusal: '403 Forbidden',
    maxPayload: 1024 * 1024,
    unexpected: (error) => void options.unexpected(error, 'http'),
  }).catch((error: unknown) => {
    const reason = errorCode(error);
    throw reason ? new CodedError('port-unavailable', { port: options.port, reason }, { cause: error }) : error;
  });
  const { port } = server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurs(request)) return end(response, 403);
    const [path, base] = [request.url ?? '/', `http://127.0.0.1:${port}`];
    if (!URL.canParse(path, base)) return end(response, 400);
    const url = new URL(path, base);
    const offered = url.searchParams.get('token');
    if (offered !== null && url.pathname === '/') return enter(offered, response);
    if (!isKnown(request)) return end(response, 401, 'Open the address that `serve` printed.');
    if (request.method !== 'GET') return end(response, 405);
    const found = (await options.handleRequest(new Request(url, { method: 'GET' }))) ?? (await page(url.pathname));
    if (!found) return end(response, 404);
    await send(response, found);
  }

  function enter(offered: string, response: ServerResponse): void {
    if (token === null || !isSecret(offered, token)) {
      end(response, 401, 'This address was used already.');
      return;
    }
    token = null;
    response.writeHead(303, {
      location: '/',
      'set-cookie': `${cookieFor(port)}=${secret}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end();
  }

  function isOurs(request: IncomingMessage): boolean {
    return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
  }

  function isKnown(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const name = cookieFor(port);
    const ours = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    return ours !== undefined && isSecret(ours.slice(name.length + 1), secret);
  }

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: server.close,
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}
