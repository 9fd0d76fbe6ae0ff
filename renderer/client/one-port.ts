import type { Wire } from '../../electron/contract/rpc.ts';
import { portWire } from './wires.ts';

/** Takes the one port that the desktop shell's preload hands to a page, each time it does. */
export function onPort(listener: (wire: Wire) => void): void {
  window.addEventListener('message', ({ source, data, ports: [port] }) => {
    if (source === window && data?.kind === 'incidence-port' && port) listener(portWire(port));
  });
}
