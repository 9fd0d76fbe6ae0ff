import { listeningWire } from '../base/listening-wire.ts';
import type { Wire } from '../contract/rpc.ts';
import type { FrameWire } from '../studio/live-view.ts';
import { isOurPage } from './window-policy.ts';

/** Electron's MessagePortMain, as far as it is needed. */
export type Port = {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
};

/** Electron's WebFrameMain, as far as it is needed. */
export type Frame<P> = {
  readonly origin: string;
  readonly parent: unknown;
  postMessage(channel: string, message: unknown, transfer: P[]): void;
};

/** What the preload listens for; the two ports come with it. */
export const portsChannel = 'incidence-ports';

export type PortsGiven = { close(): void };

/**
 * Gives a freshly loaded page its two ports: the studio's contract and live frames, in this order. A frame that is not
 * the application's own page gets none, and null is returned.
 */
export function givePorts<P extends Port>(
  frame: Frame<P>,
  createChannel: () => { port1: P; port2: P },
  studio: { attach(wire: Wire): void; attachFrames(wire: FrameWire): void },
): PortsGiven | null {
  if (!isOurPage(frame)) return null;
  const contract = createChannel();
  const frames = createChannel();
  const wire = portWire(contract.port1);
  studio.attach(wire);
  studio.attachFrames(portFrameWire(frames.port1));
  frame.postMessage(portsChannel, null, [contract.port2, frames.port2]);
  return {
    close() {
      wire.close();
      frames.port1.close();
    },
  };
}

/** What the preload of a page with one port listens for; it comes with it. */
export const onePortChannel = 'incidence-port';

/** Gives a freshly loaded page its one port: the patient's screen, or the window that asks for the passphrase. */
export function giveOnePort<P extends Port>(
  frame: Frame<P>,
  createChannel: () => { port1: P; port2: P },
  attach: (wire: Wire) => void,
): PortsGiven | null {
  if (!isOurPage(frame)) return null;
  const { port1, port2 } = createChannel();
  const wire = portWire(port1);
  attach(wire);
  frame.postMessage(onePortChannel, null, [port2]);
  return { close: () => wire.close() };
}

/** A port as the contract's wire. It closes when either end does. */
export function portWire(port: Port): Wire {
  const listening = listeningWire({
    send: (message) => port.postMessage(message),
    close() {
      port.close();
      listening.closed();
    },
  });
  port.on('message', ({ data }) => listening.receive(data));
  port.on('close', listening.closed);
  port.start();
  return listening.wire;
}

/** Live frames over a port: the page says `next`, bytes answer. */
function portFrameWire(port: Port): FrameWire {
  let isOpen = true;
  port.on('close', () => {
    isOpen = false;
  });
  return {
    onNext(listener) {
      port.on('message', ({ data }) => {
        if (data === 'next') listener();
      });
      port.start();
    },
    send(jpeg) {
      if (isOpen) port.postMessage(alone(jpeg));
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
  };
}

/** Cloning a view clones the whole buffer behind it: only these bytes are to cross. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
