import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { Wire } from '../contract/rpc.ts';
import type { FrameWire } from '../studio/live-view.ts';
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
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      options.unexpected(error, 'http');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  const wires = new Map<string, (socket: WebSocket) => void>([
    ['/wire', (socket) => options.attach(studioWire(socket))],
    ['/frames', (socket) => options.attachFrames(frameWire(socket))],
    ['/fixation', (socket) => options.attachFixation(studioWire(socket))],
  ]);
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const reason = errorCode(error);
      reject(reason ? new CodedError('port-unavailable', { port: options.port, reason }, { cause: error }) : error);
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // What goes wrong with one who knocks ends no session.
  server.on('error', (error) => void options.unexpected(error, 'http'));
  const { port } = server.address() as AddressInfo;

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
    response.writeHead(found.status, Object.fromEntries(found.headers));
    response.end(new Uint8Array(await found.arrayBuffer()));
  }

  function enter(offered: string, response: ServerResponse): void {
    if (token === null || !equal(offered, token)) {
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

  /** Whatever comes in here comes from anybody, and nothing catches what it would throw. */
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const attach = wires.get(request.url ?? '');
    const sameOrigin = request.headers.origin === `http://${request.headers.host}`;
    if (!isOurs(request) || !sameOrigin || !isKnown(request) || !attach) {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('error', () => accepted.terminate());
      attach(accepted);
    });
  }

  function isOurs(request: IncomingMessage): boolean {
    return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
  }

  function isKnown(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const name = cookieFor(port);
    const ours = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    return ours !== undefined && equal(ours.slice(name.length + 1), secret);
  }

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

function equal(offered: string, secret: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
