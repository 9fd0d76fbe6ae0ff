import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { errorCode } from '../base/file-system.ts';
import type { Wire } from '../contract/rpc.ts';
import { fixationFiles } from './page-files.ts';
import { studioWire } from './web-socket-wires.ts';

export type TabletServer = { readonly port: number; close(): Promise<void> };

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
export async function startTabletServer(options: TabletServerOptions): Promise<TabletServer> {
  const { path, addresses, pageFolder, attach, unexpected } = options;
  const page = await fixationFiles(pageFolder, '/');
  // A tablet that has left the network says no goodbye: its place is free again once it answers no probe.
  const server = createServer({ keepAlive: true, keepAliveInitialDelay: 30_000 }, (request, response) => {
    answer(request, response).catch((error) => {
      unexpected(error, 'tablet');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.maxConnections = mostConnections;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  server.on('upgrade', upgrade);
  await listen(options.port);
  // What goes wrong with one who knocks ends no session.
  server.on('error', (error) => void unexpected(error, 'tablet'));
  const { port } = server.address() as AddressInfo;

  async function listen(wanted: number): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(wanted, '0.0.0.0', () => {
          server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      if (wanted === 0 || errorCode(error) !== 'EADDRINUSE') throw error;
      await listen(0);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const inside = insideOf(request);
    const found = inside !== null && request.method === 'GET' ? await page(inside) : null;
    if (!found) {
      response.writeHead(404, { 'cache-control': 'no-store' });
      response.end();
      return;
    }
    response.writeHead(found.status, Object.fromEntries(found.headers));
    response.end(new Uint8Array(await found.arrayBuffer()));
  }

  /** Whatever comes in here comes from anybody, and nothing catches what it would throw. */
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const sameOrigin = request.headers.origin === `http://${request.headers.host}`;
    if (insideOf(request) !== '/' || !sameOrigin) {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('error', () => accepted.terminate());
      attach(studioWire(accepted));
    });
  }

  /** What stands behind the secret; null for a request that does not know it, or that means another machine. */
  function insideOf({ url = '', headers }: IncomingMessage): string | null {
    if (!addresses().some((address) => headers.host === `${address}:${port}`)) return null;
    const [, given = '', ...rest] = url.split('?', 1).join('').split('/');
    return equal(given, path) && url.startsWith(`/${path}/`) ? `/${rest.join('/')}` : null;
  }

  return {
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function equal(offered: string, secret: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
