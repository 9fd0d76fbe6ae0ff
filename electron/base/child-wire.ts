import type { ChildProcess } from 'node:child_process';
import type { Wire } from '../contract/rpc.ts';
import { listeningWire } from './listening-wire.ts';

/** Electron's `process.parentPort`, as far as it is needed. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
};

/** How a parent that cannot disconnect (Electron's utilityProcess) says that it is done with us. */
export const closeMessage = { kind: 'close' } as const;

/**
 * The wire to whoever started this process: the IPC channel of a fork, or Electron's parent port. Throws where there is
 * neither.
 */
export function parentWire(): Wire {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
  if (port) return portWire(port);
  if (!process.send) throw new Error('This process has no parent to talk to: it is started by the studio.');
  const listening = listeningWire({
    send(message) {
      if (process.connected) process.send?.(message, undefined, {}, ignoreClosedChannel);
    },
    close() {
      if (process.connected) process.disconnect();
    },
  });
  process.on('message', listening.receive);
  process.once('disconnect', listening.closed);
  return listening.wire;
}

function portWire(port: ParentPort): Wire {
  const listening = listeningWire({
    send: (message) => port.postMessage(message),
    close: () => listening.closed(),
  });
  port.on('message', ({ data }) => {
    if (isCloseMessage(data)) listening.closed();
    else listening.receive(data);
  });
  return listening.wire;
}

/** The wire to a forked process. It closes when the process has gone and everything it sent has been read. */
export function childWire(child: ChildProcess): Wire {
  const listening = listeningWire({
    send(message) {
      if (child.connected) child.send(message as object, undefined, {}, ignoreClosedChannel);
    },
    close() {
      if (child.connected) child.disconnect();
    },
  });
  child.on('message', listening.receive);
  child.once('disconnect', listening.closed);
  child.once('exit', () => {
    if (!child.connected) listening.closed();
  });
  child.on('error', () => {
    if (child.pid === undefined) listening.closed();
  });
  return listening.wire;
}

/** The other end may go while a message is under way; `onClose` tells, so the failed send needs no second report. */
function ignoreClosedChannel(): void {}

function isCloseMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as { kind?: unknown }).kind === closeMessage.kind;
}
