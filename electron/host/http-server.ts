import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

export type HttpServer = { readonly port: number; close(): Promise<void> };

export type HttpServerOptions = {
  host: string;
  /** 0 takes a free port. */
  port: number;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Who gets the WebSocket that is asked for; null refuses it. Its Origin is ours already. */
  socketFor(request: IncomingMessage): ((socket: WebSocket) => void) | null;
  /** What one who is refused a WebSocket is told. */
  refusal: '403 Forbidden' | '404 Not Found';
  /** The longest message that a WebSocket may bring. */
  maxPayload: number;
  maxConnections?: number;
  settings?: ServerOptions;
  unexpected(error: unknown): void;
};

/**
 * HTTP and WebSockets, listening on return. What comes in comes from anybody: whatever goes wrong with one who knocks ends no
 * session. Throws what listening throws.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, answer, socketFor, refusal, maxPayload, maxConnections, settings = {}, unexpected } = options;
  const server = createServer(settings, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      unexpected(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  if (maxConnections !== undefined) server.maxConnections = maxConnections;
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', unexpected);
      resolve();
    });
  });

  /** Nothing catches what this would throw. */
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const sameOrigin = request.headers.origin === `http://${request.headers.host}`;
    const attach = sameOrigin ? socketFor(request) : null;
    if (!attach) {
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('error', () => accepted.terminate());
      attach(accepted);
    });
  }

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends what a page or a picture was answered with. */
export async function send(response: ServerResponse, found: Response): Promise<void> {
  response.writeHead(found.status, Object.fromEntries(found.headers));
  response.end(new Uint8Array(await found.arrayBuffer()));
}

/** Compares with a secret without telling by the time it takes how much of it is right. */
export function isSecret(offered: string, secret: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
