import { networkInterfaces } from 'node:os';
import { inTurn } from '../base/in-turn.ts';
import { createListeners } from '../base/listeners.ts';
import type { Wire } from '../contract/rpc.ts';
import type { TabletPort } from '../studio/ports.ts';
import type { HttpServer } from './http-server.ts';
import { startTabletServer } from './tablet-server.ts';

/** The same each day, so that a tablet may keep the address. */
const usualPort = 8710;

export type Tablet = TabletPort & { close(): Promise<void> };

export type TabletOptions = {
  /** The room: whether a tablet may show the display, and behind which secret. */
  room: { readonly tabletPath: string | null; onChange(listener: () => void): () => void };
  pageFolder: string;
  attach(wire: Wire): void;
  unexpected(error: unknown, during: string): string;
  port?: number;
  addresses?: () => readonly string[];
};

/** A place that serves no tablet. */
export const noTablet: Tablet = { urls: [], onChange: () => () => undefined, close: async () => undefined };

/** Serves the fixation display to tablets for as long as the room says so: from now on, and no longer than `close`. */
export function watchTablet(options: TabletOptions): Tablet {
  const { room, pageFolder, attach, unexpected, port = usualPort, addresses = networkAddresses } = options;
  const listeners = createListeners();
  const alone = inTurn();
  let serving: { path: string; server: HttpServer } | null = null;
  let closed = false;

  const follow = (): Promise<void> =>
    alone(async () => {
      const path = closed ? null : room.tabletPath;
      if (path === (serving?.path ?? null)) return;
      await serving?.server.close();
      serving = null;
      if (path !== null) {
        const server = await startTabletServer({ path, port, addresses, pageFolder, attach, unexpected });
        serving = { path, server };
      }
      listeners.tell();
    }).catch((error: unknown) => void unexpected(error, 'tablet'));

  const stop = room.onChange(() => void follow());
  void follow();
  return {
    get urls() {
      const at = serving;
      return at ? addresses().map((address) => `http://${address}:${at.server.port}/${at.path}/`) : [];
    },
    onChange: (listener) => listeners.add(listener),
    async close() {
      closed = true;
      stop();
      await follow();
    },
  };
}

/** This machine's IPv4 addresses on its networks; not the one that only itself can reach. */
function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])),
  );
}
