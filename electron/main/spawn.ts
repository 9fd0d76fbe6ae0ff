import { basename } from 'node:path';
import { closeMessage } from '../base/child-wire.ts';
import { errorCode } from '../base/file-system.ts';
import { listeningWire } from '../base/listening-wire.ts';
import type { LogSink } from '../base/log.ts';
import { childEnvironment, type Spawn } from '../base/supervised-child.ts';

/** Electron's UtilityProcess, as far as it is needed. */
export type UtilityChild = {
  readonly pid: number | undefined;
  /** What it says, with `stdio` as below. */
  readonly stderr: { on(event: 'data', listener: (chunk: Uint8Array) => void): unknown } | null;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'spawn', listener: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
};

/** Electron's `utilityProcess.fork`. */
export type ForkUtility = (
  entry: string,
  args: string[],
  options: { env: Record<string, string>; execArgv: string[]; stdio: ('ignore' | 'pipe')[]; serviceName: string },
) => UtilityChild;

/**
 * `Spawn` over utility processes: device code outside the main process, in Electron's own runtime. Closing the wire asks
 * the child to end, as there is no channel to disconnect. What it says goes to `log`, line by line, and never to a terminal.
 */
export function utilitySpawn(options: {
  fork: ForkUtility;
  log: LogSink;
  /** Called with the process's id once there is one: `forbidCoreDumps`. */
  protect(pid: number): unknown;
  signalProcess?: (pid: number, signal: NodeJS.Signals) => void;
}): Spawn {
  const { fork, log, protect, signalProcess = (pid, signal) => process.kill(pid, signal) } = options;

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
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: `incidence ${basename(entry, '.js')}`,
    });
    let isGone = false;
    const listening = listeningWire({
      send: (message) => child.postMessage(message),
      close: () => child.postMessage(closeMessage),
    });
    child.on('spawn', () => {
      if (child.pid !== undefined) protect(child.pid);
    });
    child.stderr?.on('data', byLine(log));
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

/** A line is written once it is whole; what a process begins to say as it dies is no line. */
function byLine(log: LogSink): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log(`${line}\n`);
  };
}
