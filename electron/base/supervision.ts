/**
 * `starting` no sign of life yet · `running` · `warn` and `unresponsive` late, but alive again at the next heartbeat ·
 * `killing` given up on · `restarting` waits for its next try · `gave-up` died too often; only `restart` helps ·
 * `stopping`, `stopped` because it was asked to.
 */
export type ChildState =
  | 'starting'
  | 'running'
  | 'warn'
  | 'unresponsive'
  | 'killing'
  | 'restarting'
  | 'gave-up'
  | 'stopping'
  | 'stopped';

/** Milliseconds, all of them but `maxRestarts`. Silence is counted from the last heartbeat, busy as the child reports it. */
export type SupervisionLimits = {
  beatMs: number;
  startMs: number;
  warnMs: number;
  unresponsiveMs: number;
  killMs: number;
  busyWarnMs: number;
  busyUnresponsiveMs: number;
  busyKillMs: number;
  stopMs: number;
  /** Added before each further restart: the first one is immediate. */
  restartStepMs: number;
  maxRestarts: number;
  windowMs: number;
};

export const defaultLimits: SupervisionLimits = {
  beatMs: 1000,
  startMs: 20_000,
  warnMs: 2500,
  unresponsiveMs: 5000,
  killMs: 8000,
  busyWarnMs: 6000,
  busyUnresponsiveMs: 20_000,
  busyKillMs: 45_000,
  stopMs: 3000,
  restartStepMs: 1000,
  maxRestarts: 5,
  windowMs: 600_000,
};

export type Supervision = Readonly<{
  state: ChildState;
  lastBeatAt: number;
  lastTickAt: number;
  /** When the current wait (a restart, a stop) ends. */
  dueAt: number;
  /** Restarts that still count against the limit. */
  restarts: readonly number[];
  /** The next exit counts for nothing: `restart` asked for it, or the child was killed for what kept it waiting. */
  askedToRestart: boolean;
}>;

export type SupervisionEvent =
  | { type: 'tick' }
  | { type: 'beat'; busyMs: number }
  | { type: 'exited' }
  | { type: 'restart' }
  | { type: 'stop' };

/** `spawn` start a process · `ping` ask it for a heartbeat · `kill` SIGKILL · `close` ask it to end. */
export type Effect = 'spawn' | 'ping' | 'kill' | 'close';
type Outcome = { next: Supervision; effects: Effect[] };

export function begin(nowMs: number): Outcome {
  const blank: Supervision = {
    state: 'starting',
    lastBeatAt: nowMs,
    lastTickAt: nowMs,
    dueAt: 0,
    restarts: [],
    askedToRestart: false,
  };
  return spawning(blank, nowMs);
}

/** The whole policy of a supervised process: no timers, no process, only what follows from what was seen. */
export function advance(now: Supervision, event: SupervisionEvent, nowMs: number, limits: SupervisionLimits): Outcome {
  switch (event.type) {
    case 'tick':
      return tick(now, nowMs, limits);
    case 'beat':
      if (!isAlive(now.state)) return { next: now, effects: [] };
      return judge({ ...now, lastBeatAt: nowMs, state: 'running' }, 0, event.busyMs, limits);
    case 'exited':
      return exited(now, nowMs, limits);
    case 'restart':
      return restart(now, nowMs);
    case 'stop':
      return stop(now, nowMs, limits);
  }
}

function tick(before: Supervision, nowMs: number, limits: SupervisionLimits): Outcome {
  // A tick that comes late says that we slept, not that the child did: its heartbeats are still unread.
  const overslept = Math.max(0, nowMs - before.lastTickAt - 2 * limits.beatMs);
  const now = { ...before, lastTickAt: nowMs, lastBeatAt: before.lastBeatAt + overslept };
  if (now.state === 'restarting' && nowMs >= now.dueAt) return spawning(now, nowMs);
  if (now.state === 'stopping' && nowMs >= now.dueAt) return { next: now, effects: ['kill'] };
  if (!isAlive(now.state)) return { next: now, effects: [] };
  const silentMs = nowMs - now.lastBeatAt;
  if (now.state === 'starting') {
    if (silentMs >= limits.startMs) return { next: { ...now, state: 'killing' }, effects: ['kill'] };
    return { next: now, effects: ['ping'] };
  }
  const judged = judge(now, silentMs, 0, limits);
  return { next: judged.next, effects: [...judged.effects, 'ping'] };
}

/**
 * Worse is taken from silence or business, whichever is worse; better only a heartbeat brings. A child that is killed
 * because its device keeps it waiting has not failed: however often that happens, it is started again.
 */
function judge(now: Supervision, silentMs: number, busyMs: number, limits: SupervisionLimits): Outcome {
  if (busyMs >= limits.busyKillMs) {
    return { next: { ...now, state: 'killing', askedToRestart: true }, effects: ['kill'] };
  }
  if (silentMs >= limits.killMs) return { next: { ...now, state: 'killing' }, effects: ['kill'] };
  if (silentMs >= limits.unresponsiveMs || busyMs >= limits.busyUnresponsiveMs) {
    return { next: { ...now, state: 'unresponsive' }, effects: [] };
  }
  if ((silentMs >= limits.warnMs || busyMs >= limits.busyWarnMs) && now.state === 'running') {
    return { next: { ...now, state: 'warn' }, effects: [] };
  }
  return { next: now, effects: [] };
}

function exited(now: Supervision, nowMs: number, limits: SupervisionLimits): Outcome {
  if (now.state === 'stopping') return { next: { ...now, state: 'stopped' }, effects: [] };
  if (now.state === 'stopped' || now.state === 'gave-up' || now.state === 'restarting')
    return { next: now, effects: [] };
  if (now.askedToRestart) return spawning(now, nowMs);
  const counted = now.restarts.filter((at) => nowMs - at < limits.windowMs);
  if (counted.length >= limits.maxRestarts)
    return { next: { ...now, state: 'gave-up', restarts: counted }, effects: [] };
  const counting = { ...now, restarts: [...counted, nowMs] };
  if (counted.length === 0) return spawning(counting, nowMs);
  const dueAt = nowMs + counted.length * limits.restartStepMs;
  return { next: { ...counting, state: 'restarting', dueAt }, effects: [] };
}

function restart(now: Supervision, nowMs: number): Outcome {
  if (now.state === 'stopping') return { next: now, effects: [] };
  if (!isAlive(now.state) && now.state !== 'killing') return spawning({ ...now, restarts: [] }, nowMs);
  return { next: { ...now, state: 'killing', askedToRestart: true }, effects: ['kill'] };
}

function stop(now: Supervision, nowMs: number, limits: SupervisionLimits): Outcome {
  if (now.state === 'stopping') return { next: now, effects: [] };
  if (!isAlive(now.state) && now.state !== 'killing') return { next: { ...now, state: 'stopped' }, effects: [] };
  return { next: { ...now, state: 'stopping', dueAt: nowMs + limits.stopMs }, effects: ['close'] };
}

function spawning(now: Supervision, nowMs: number): Outcome {
  const next: Supervision = { ...now, state: 'starting', lastBeatAt: nowMs, askedToRestart: false };
  return { next, effects: ['spawn'] };
}

function isAlive(state: ChildState): boolean {
  return state === 'starting' || state === 'running' || state === 'warn' || state === 'unresponsive';
}
