import { type FixationView, fixationContract } from '../../electron/contract/fixation.ts';
import { client, type Wire } from '../../electron/contract/rpc.ts';
import { backoff } from '../client/backoff.ts';
import { onPort } from '../client/one-port.ts';
import { socketWire } from '../client/wires.ts';

/**
 * Hears from the studio what to show for as long as the page lives; null whenever nobody says anything. In the desktop shell
 * the preload hands over a port; in a browser a WebSocket is opened on the page's own address, and again when it closes.
 */
export function hearViews(show: (view: FixationView | null) => void): void {
  if (location.protocol === 'http:' || location.protocol === 'https:') hearSocket(show, 0);
  else onPort((wire) => hear(wire, show).onClose(() => show(null)));
}

function hearSocket(show: (view: FixationView | null) => void, attempt: number): void {
  const socket = new WebSocket(location.href.replace(/^http/, 'ws').replace(/[?#].*$/, ''));
  let next = attempt + 1;
  // A network that has gone closes nothing by itself.
  const leave = (): void => socket.close();
  window.addEventListener('offline', leave);
  socket.addEventListener('open', () => {
    next = 0;
  });
  hear(socketWire(socket), show).onClose(() => {
    window.removeEventListener('offline', leave);
    show(null);
    setTimeout(() => hearSocket(show, next), backoff(next));
  });
}

function hear(wire: Wire, show: (view: FixationView) => void): { onClose(listener: () => void): void } {
  const studio = client(wire, fixationContract);
  studio.on('view', show);
  return studio;
}
