import { basename } from 'node:path';
import { closeMessage } from '../base/child-wire.ts';
import { errorCode } from '../base/file-system.ts';
import { listeningWire } from '../base/listening-wire.ts';
import { childEnvironment, type Spawn } from '../base/supervised-child.ts';

/** Electron's UtilityProcess, as far as it is needed. */
export type UtilityChild = {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
};

/** Electron's `utilityProcess.fork`. */
export type ForkUtility = (
  entry: string,
  args: string[],
  options: { env: Record<string, string>; execArgv: string[]; stdio: ('ignore' | 'inherit')[]; serviceName: string },
) => UtilityChild;

/**
 * `Spawn` over utility processes: device code outside the main process, in Electron's own runtime. Closing the wire asks
 * the child to end, as there is no channel to disconnect.
 */
export function utilitySpawn(
  fork: ForkUtility,
  signalProcess: (pid: number, signal: NodeJS.Signals) => void = (pid, signal) => process.kill(pid, signal),
): Spawn {
  /** Between its end and our hearing of it a process has no pid any more. */
  function killUnlessGone(pid: number, signal: NodeJS.Signals): void {
    try {
      signalProcess(pid, signal);
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }

  return (entry, env) => {
    const child = fork(entry, [], {
      env: childEnvironment(env),
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit'],
      serviceName: `incidence ${basename(entry, '.js')}`,
    });
    let isGone = false;
    const listening = listeningWire({
      send: (message) => child.postMessage(message),
      close: () => child.postMessage(closeMessage),
    });
    child.on('message', listening.receive);
    child.on('exit', () => {
      isGone = true;
      listening.closed();
    });
    return {
      wire: listening.wire,
      get pid() {
        return child.pid;
      },
      kill(signal) {
        if (isGone) return;
        // Its own `kill` only asks, and a process that hangs hears nothing.
        if (child.pid === undefined) child.kill();
        else killUnlessGone(child.pid, signal);
      },
      onExit: (listener) => {
        child.on('exit', (code) => listener({ code, signal: null }));
      },
    };
  };
}
