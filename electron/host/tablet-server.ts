import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCode } from '../base/file-system.ts';
import type { Wire } from '../contract/rpc.ts';
import { type HttpServer, isSecret, send, startHttpServer } from './http-server.ts';
import { filesOfOne } from './page-files.ts';
import { studioWire } from './web-socket-wires.ts';

export type TabletServerOptions = {
  /** The secret that the address begins with. */
  path: string;
  /** Tried first; another one is taken where it is in use. */
  port: number;
  /** This machine's addresses, asked again each time: a network may come later. */
  addresses(): readonly string[];
  /** The built page. */
  pageFolder: string;
  attach(wire: Wire): void;
  unexpected(error: unknown, during: string): string;
};

/** A room has one tablet, perhaps two. Who keeps more than that open is somebody else. */
const mostConnections = 32;

/**
 * The fixation display for a tablet, on the network: its own files and its own wire behind a secret path, and nothing else of
 * the studio. Host and Origin must be ours. Whatever is wrong is not found: who does not know the path learns nothing.
 */
export async function startTabletServer(options: TabletServerOptions): Promise<HttpServer> {
  const { path, addresses, pageFolder, attach, unexpected } = options;
  const page = await filesOfOne(pageFolder, 'fixation', '/');
  const listen = (wanted: number): Promise<HttpServer> =>
    startHttpServer({
      host: '0.0.0.0',
      port: wanted,
      answer,
      socketFor: (request) => (insideOf(request) === '/' ? (socket) => attach(studioWire(socket)) : null),
      refusal: '404 Not Found',
      maxPayload: 1024,
      maxConnections: mostConnections,
      // A tablet that has left the network says no goodbye: its place is free again once it answers no probe.
      settings: { keepAlive: true, keepAliveInitialDelay: 30_000 },
      unexpected: (error) => void unexpected(error, 'tablet'),
    });
  const server = await listen(options.port).catch((error: unknown) => {
    if (options.port === 0 || errorCode(error) !== 'EADDRINUSE') throw error;
    return listen(0);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const inside = insideOf(request);
    const found = inside !== null && request.method === 'GET' ? await page(inside) : null;
    if (!found) {
      response.writeHead(404, { 'cache-control': 'no-store' });
      response.end();
      return;
    }
    await send(response, found);
  }

  /** What stands behind the secret; null for a request that does not know it, or that means another machine. */
  function insideOf({ url = '', headers }: IncomingMessage): string | null {
    if (!addresses().some((address) => headers.host === `${address}:${server.port}`)) return null;
    const [, given = '', ...rest] = url.split('?', 1).join('').split('/');
    return isSecret(given, path) && url.startsWith(`/${path}/`) ? `/${rest.join('/')}` : null;
  }

  return server;
}
