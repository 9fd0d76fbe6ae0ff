import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Clock } from '../../base/clock.ts';
import type { Light } from './virtual-trigger.ts';

const retryMs = 500;

/** The cable between a virtual trigger and the virtual camera's subject. */
export type LightControl = { open(): void; set(light: Light): void; close(): void };

/**
 * JSON lines to a virtual camera's control port (`electron/simulator/README.md`): the light goes there, exposures come
 * back. A camera that goes away is looked for again, and told the light as it is then. Without a port nothing happens.
 */
export function connectLight(options: {
  controlPort: number | undefined;
  clock: Clock;
  onExposure: () => void;
}): LightControl {
  const { controlPort, clock, onExposure } = options;
  let light: Light = { armed: false, lampPercent: 0 };
  let socket: Socket | null = null;
  let cancelRetry = (): void => {};
  let open = false;

  function tell(): void {
    socket?.write(`${JSON.stringify({ set: light })}\n`);
  }

  function dial(port: number): void {
    const dialled = connect({ host: '127.0.0.1', port, noDelay: true });
    socket = dialled;
    dialled.once('connect', tell);
    // An error is followed by `close`, which dials again.
    dialled.on('error', () => {});
    dialled.once('close', () => {
      if (socket === dialled) socket = null;
      if (open) cancelRetry = clock.setTimeout(() => dial(port), retryMs);
    });
    createInterface({ input: dialled }).on('line', (line) => {
      if (isExposure(line)) onExposure();
    });
  }

  return {
    open() {
      open = true;
      if (controlPort !== undefined) dial(controlPort);
    },
    set(next) {
      light = next;
      if (socket?.readyState === 'open') tell();
    },
    close() {
      open = false;
      cancelRetry();
      socket?.destroy();
    },
  };
}

function isExposure(line: string): boolean {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null && 'event' in message && message.event === 'fired';
  } catch {
    return false;
  }
}
