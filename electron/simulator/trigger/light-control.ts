import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Clock } from '../../base/clock.ts';
import type { Light } from './virtual-trigger.ts';

const retryMs = 500;

/** The cable between a virtual trigger and the virtual camera's subject. */
export type LightControl = {
  open(): void;
  set(light: Light): void;
  /** Resolves when the camera has taken every light that was set, or is not there to take it. */
  settled(): Promise<void>;
  close(): void;
};

/**
 * JSON lines to a virtual camera's control port (`electron/simulator/CONTROL.md`): the light goes there, exposures come
 * back. A camera that goes away is looked for again, and told the light as it is then. Without a port nothing happens.
 */
export function connectLight(options: {
  controlPort: number | undefined;
  clock: Clock;
  onExposure: () => void;
}): LightControl {
  const { controlPort, clock, onExposure } = options;
  const waiting = new Set<() => void>();
  let light: Light = { armed: false, lampPercent: 0 };
  let socket: Socket | null = null;
  /** Lines that the camera has still to answer. */
  let unanswered = 0;
  let cancelRetry = (): void => {};
  let open = false;

  function answered(left: number): void {
    unanswered = left;
    if (left > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  function dial(port: number): void {
    const dialled = connect({ host: '127.0.0.1', port, noDelay: true });
    socket = dialled;
    // What is written before the connection stands goes out with it.
    tell();
    // An error is followed by `close`, which dials again.
    dialled.on('error', () => {});
    dialled.once('close', () => {
      if (socket !== dialled) return;
      socket = null;
      answered(0);
      if (open) cancelRetry = clock.setTimeout(() => dial(port), retryMs);
    });
    createInterface({ input: dialled }).on('line', (line) => {
      if (socket !== dialled) return;
      if (isExposure(line)) onExposure();
      else answered(unanswered - 1);
    });
  }

  function tell(): void {
    if (!socket) return;
    unanswered += 1;
    socket.write(`${JSON.stringify({ set: light })}\n`);
  }

  return {
    open() {
      open = true;
      if (controlPort !== undefined) dial(controlPort);
    },
    set(next) {
      light = next;
      tell();
    },
    settled: () => (unanswered === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
    close() {
      open = false;
      cancelRetry();
      socket?.destroy();
    },
  };
}

/** The same for several cameras at once: one light, every subject in it. */
export function connectLights(options: {
  controlPorts: readonly number[];
  clock: Clock;
  onExposure: () => void;
}): LightControl {
  const cables = options.controlPorts.map((controlPort) => connectLight({ ...options, controlPort }));
  return {
    open: () => cables.forEach((cable) => void cable.open()),
    set: (light) => cables.forEach((cable) => void cable.set(light)),
    settled: async () => void (await Promise.all(cables.map((cable) => cable.settled()))),
    close: () => cables.forEach((cable) => void cable.close()),
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
