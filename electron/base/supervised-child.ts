import { spawn } from 'node:child_process';
import type { Wire } from '../contract/rpc.ts';
import { childWire, wireDescriptor, wireVariable } from './child-wire.ts';
import { type Clock, systemClock } from './clock.ts';
import { splitHeartbeat } from './heartbeat.ts';
import {
  advance,
  begin,
  type ChildState,
  defaultLimits,
  type Effect,
  type Supervision,
  type SupervisionEvent,
  type SupervisionLimits,
} from './supervision.ts';

export type ChildExit = { code: number | null; signal: string | null };

/**
 * One process that was started. `onExit` fires once, also for a process that could not be started at all, and after the wire
 * has closed: whoever starts the next process has heard all of the last one.
 */
export type SpawnedChild = {
  readonly wire: Wire;
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  onExit(listener: (exit: ChildExit) => void): void;
};

/** How processes are started: `forkSpawn` in plain Node, utilityProcess in Electron. `entry` is an absolute path. */
export type Spawn = (entry: string, env: Readonly<Record<string, string>>) => SpawnedChild;

/**
 * What a child needs from our environment to find its libraries, its home and its language. Nothing else goes in: our own
 * variables name keys and carry a store's password.
 */
const inherited =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|DYLD_.*|XDG_.*|CAMLIBS|IOLIBS|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|USERPROFILE)$/i;

/** The private environment of a child: the few variables above, then `extra`. */
export function childEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && inherited.test(name)) kept[name] = value;
  }
  return { ...kept, ...extra };
}

/**
 * Starts processes in plain Node, each with a pipe for its wire: Node's own channel copies every picture three times.
 * Whatever the child prints goes to `output`, a descriptor.
 */
export function forkSpawnTo(output: () => number): Spawn {
  return (entry, env) => {
    const to = output();
    const child = spawn(process.execPath, [entry], {
      env: childEnvironment({ ...env, [wireVariable]: String(wireDescriptor) }),
      stdio: ['ignore', to, to, 'pipe'],
    });
    const wire = childWire(child);
    return {
      wire,
      pid: child.pid,
      kill: (signal) => child.kill(signal),
      onExit(listener) {
        child.once('exit', (code, signal) => {
          // Whoever inherited the pipe does not speak for a process that has gone.
          const linger = setTimeout(() => wire.close(), lingerMs);
          wire.onClose(() => {
            clearTimeout(linger);
            listener({ code, signal });
          });
        });
        child.once('error', () => {
          if (child.pid === undefined) listener({ code: null, signal: null });
        });
      },
    };
  };
}

/** What a process has said before its end is read long before. */
const lingerMs = 1000;

/** The same, with our own stderr. */
export const forkSpawn: Spawn = forkSpawnTo(() => 2);

export type SupervisedChild = {
  readonly state: ChildState;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Starts afresh after `gave-up`, or gets rid of a process that is alive but useless. Counts against no limit. */
  restart(): void;
  /** Closes the wire, waits, kills if need be. Resolves when the process is gone; nothing is started afterwards. */
  stop(): Promise<void>;
};

export type SuperviseOptions = {
  spawn: Spawn;
  entry: string;
  env?: Readonly<Record<string, string>>;
  clock?: Clock;
  limits?: Partial<SupervisionLimits>;
  /**
   * Called for the first process and again for each restarted one, with its own wire (heartbeats taken out). When that
   * process is lost its wire closes, so that a client on it fails all that is pending with `wire-closed`.
   */
  onStart(wire: Wire): void;
  onState?(state: ChildState): void;
  onExit?(exit: ChildExit): void;
};

/** Starts a process and keeps it running by the policy in `supervision.ts`. */
export function supervise(options: SuperviseOptions): SupervisedChild {
  const { spawn, entry, env = {}, clock = systemClock } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const stopListeners: (() => void)[] = [];
  let current: { child: SpawnedChild; beat(): void } | undefined;
  let supervision: Supervision;
  let cancelTick = (): void => {};

  function take(outcome: { next: Supervision; effects: Effect[] }, before: ChildState | undefined): void {
    supervision = outcome.next;
    if (supervision.state !== before) options.onState?.(supervision.state);
    for (const effect of outcome.effects) perform(effect);
    if (supervision.state !== 'stopped') return;
    cancelTick();
    for (const resolve of stopListeners.splice(0)) resolve();
  }

  function happen(event: SupervisionEvent): void {
    take(advance(supervision, event, clock.elapsed(), limits), supervision.state);
  }

  function perform(effect: Effect): void {
    if (effect === 'spawn') start();
    if (effect === 'ping') current?.beat();
    if (effect === 'kill') current?.child.kill('SIGKILL');
    if (effect === 'close') current?.child.wire.close();
  }

  function start(): void {
    const child = spawn(entry, env);
    const { rpc, beat } = splitHeartbeat(child.wire, (busyMs) => {
      if (current?.child === child) happen({ type: 'beat', busyMs });
    });
    current = { child, beat };
    child.onExit((exit) => {
      if (current?.child !== child) return;
      current = undefined;
      options.onExit?.(exit);
      happen({ type: 'exited' });
    });
    options.onStart(rpc);
    beat();
  }

  function scheduleTick(): void {
    cancelTick = clock.setTimeout(() => {
      scheduleTick();
      happen({ type: 'tick' });
    }, limits.beatMs);
  }

  const first = begin(clock.elapsed());
  supervision = first.next;
  scheduleTick();
  take(first, undefined);

  return {
    get state() {
      return supervision.state;
    },
    get pid() {
      return current?.child.pid;
    },
    restart() {
      if (supervision.state === 'stopped') scheduleTick();
      happen({ type: 'restart' });
    },
    stop() {
      return new Promise((resolve) => {
        stopListeners.push(resolve);
        happen({ type: 'stop' });
      });
    },
  };
}
