import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Wire } from '../contract/rpc.ts';
import { listeningWire } from './listening-wire.ts';
import { handleOf, oneBufferSocket } from './one-buffer-socket.ts';
import { streamWire } from './stream-wire.ts';

/** Electron's `process.parentPort`, as far as it is needed. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
};

/** How a parent that cannot disconnect (Electron's utilityProcess) says that it is done with us. */
export const closeMessage = { kind: 'close' } as const;

/** The descriptor of a child's end of the pipe that is its wire. */
export const wireDescriptor = 3;
/** Says to a child that it has such a pipe. */
export const wireVariable = 'INCIDENCE_WIRE';

/** The wire to whoever started this process: a pipe, or Electron's parent port. Throws where there is neither. */
export function parentWire(): Wire {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
  if (port) return portWire(port);
  if (process.env[wireVariable] !== String(wireDescriptor)) {
    throw new Error('This process has no parent to talk to: it is started by the studio.');
  }
  // The descriptor is ours alone: what this process may start has no such pipe.
  delete process.env[wireVariable];
  return streamWire(oneBufferSocket({ fd: wireDescriptor }));
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

/** The wire to a process that was started with a pipe. It closes when the process has gone and all that it sent was read. */
export function childWire(child: ChildProcess): Wire {
  const pipe = child.stdio[wireDescriptor];
  const handle = pipe instanceof Socket ? handleOf(pipe) : null;
  if (handle) return streamWire(oneBufferSocket({ handle }));
  // A process that could not be started has no pipes; its wire is closed from the beginning.
  return streamWire({ stream: new PassThrough().destroy(), listen: () => {} });
}

function isCloseMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as { kind?: unknown }).kind === closeMessage.kind;
}
