import { createConnection } from 'node:net';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn } from '../../electron/base/supervised-child.ts';
import { simulatorContract } from '../../electron/contract/devices.ts';
import { client } from '../../electron/contract/rpc.ts';

export type VirtualCamera = {
  /** As an address of the command line: a camera on the network that nobody calls simulated. */
  readonly address: string;
  readonly controlPort: number;
  /** Sends one request to the control connection and returns its answer. */
  control(request: object): Promise<unknown>;
  /** Stands still, deaf and dumb, until `resume`. */
  pause(): void;
  resume(): void;
  /** Cuts the power: the process is gone in the same instant. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** A virtual camera, the Nikon unless said otherwise, in a process of its own, reached over PTP/IP like any body on the network. */
export async function startVirtualCamera(
  options: {
    model?: 'nikon' | 'canon';
    widthPx?: number;
    seed?: number;
    litByTrigger?: boolean;
    /** The flat test card instead of the drawn face. */
    plain?: boolean;
  } = {},
): Promise<VirtualCamera> {
  const child = forkSpawn(join(findRoot(import.meta.dirname), 'out', 'main', 'simulator.js'), {});
  const gone = new Promise<void>((resolve) => child.onExit(() => resolve()));
  const calls = client(child.wire, simulatorContract);
  const { port, controlPort } = await calls.call('start', {
    model: options.model ?? 'nikon',
    litByTrigger: options.litByTrigger ?? false,
    widthPx: options.widthPx ?? 1504,
    seed: options.seed ?? 1,
    plain: options.plain ?? false,
  });
  return {
    address: port,
    controlPort,
    control: (request) => ask(controlPort, request),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      calls.close();
      await gone;
    },
  };
}

async function ask(port: number, request: object): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (data: string) => {
      text += data;
      const end = text.indexOf('\n');
      if (end < 0) return;
      socket.destroy();
      resolve(JSON.parse(text.slice(0, end)));
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
