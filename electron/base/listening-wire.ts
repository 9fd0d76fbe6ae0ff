import type { Wire } from '../contract/rpc.ts';

/** A wire under construction: the transport calls `receive` and `closed`, everyone else sees `wire`. */
export type ListeningWire = { wire: Wire; receive(message: unknown): void; closed(): void };

/**
 * What all transports share: several listeners, nothing lost before the first one listens, `onClose` exactly once (at
 * once for who asks later), sending after that dropped.
 */
export function listeningWire(transport: { send(message: unknown): void; close(): void }): ListeningWire {
  const listeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let backlog: unknown[] = [];
  let isClosed = false;

  return {
    wire: {
      send(message) {
        if (!isClosed) transport.send(message);
      },
      onMessage(listener) {
        listeners.add(listener);
        const waiting = backlog;
        backlog = [];
        for (const message of waiting) listener(message);
      },
      onClose(listener) {
        if (isClosed) listener();
        else closeListeners.add(listener);
      },
      close() {
        if (!isClosed) transport.close();
      },
    },
    receive(message) {
      if (listeners.size === 0) backlog.push(message);
      for (const listener of listeners) listener(message);
    },
    closed() {
      if (isClosed) return;
      isClosed = true;
      for (const listener of closeListeners) listener();
      listeners.clear();
      closeListeners.clear();
    },
  };
}
