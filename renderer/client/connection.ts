import { type Client, client, type Wire } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { backoff } from './backoff.ts';
import { type FrameSource, portFrames, socketFrames } from './frames.ts';
import { portWire, socketWire } from './wires.ts';

/** The page's way to the studio while it is there. */
export type Link = { studio: Client<typeof studioContract>; frames: FrameSource };

export type LinkListener = { onLink(link: Link): void; onSnapshot(snapshot: Snapshot): void; onLost(): void };

/**
 * Keeps the page linked for as long as it lives. In the desktop shell the preload hands over two ports; in a browser
 * two WebSockets are opened on the page's own origin and reopened, later each time, when they close. The studio sends
 * its whole state first, so that a new link needs nothing from the old one.
 */
export function connect(listener: LinkListener): void {
  if (location.protocol === 'http:' || location.protocol === 'https:') connectSockets(listener, 0);
  else awaitPorts(listener);
}

function awaitPorts(listener: LinkListener): void {
  window.addEventListener('message', ({ source, data, ports: [studioPort, framesPort] }) => {
    if (source !== window || data?.kind !== 'incidence-ports' || !studioPort || !framesPort) return;
    const studio = listenTo(portWire(studioPort), (snapshot) => listener.onSnapshot(snapshot));
    studio.onClose(() => listener.onLost());
    listener.onLink({ studio, frames: portFrames(framesPort) });
  });
}

function connectSockets(listener: LinkListener, attempt: number): void {
  const origin = location.origin.replace(/^http/, 'ws');
  const sockets = { studio: new WebSocket(`${origin}/wire`), frames: new WebSocket(`${origin}/frames`) };
  const both = Object.values(sockets);
  let over = false;
  let linked = false;
  let early: Snapshot | null = null;
  // The studio's first snapshot may come before the second socket is open: what is shown must already obey a key.
  const onSnapshot = (snapshot: Snapshot): void => {
    if (linked) listener.onSnapshot(snapshot);
    else early = snapshot;
  };
  const link: Link = { studio: listenTo(socketWire(sockets.studio), onSnapshot), frames: socketFrames(sockets.frames) };
  const opened = (): void => {
    if (over || both.some(({ readyState }) => readyState !== WebSocket.OPEN)) return;
    linked = true;
    listener.onLink(link);
    if (early) listener.onSnapshot(early);
  };
  const closed = (): void => {
    if (over) return;
    over = true;
    for (const socket of both) socket.close();
    listener.onLost();
    const next = linked ? 0 : attempt + 1;
    setTimeout(() => connectSockets(listener, next), backoff(next));
  };
  for (const socket of both) {
    socket.addEventListener('open', opened, { once: true });
    socket.addEventListener('close', closed, { once: true });
  }
}

function listenTo(wire: Wire, onSnapshot: LinkListener['onSnapshot']): Link['studio'] {
  const studio = client(wire, studioContract);
  followSnapshots(studio, onSnapshot);
  return studio;
}
