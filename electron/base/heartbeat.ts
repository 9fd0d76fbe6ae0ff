import type { Wire } from '../contract/rpc.ts';
import { parentWire } from './child-wire.ts';
import { listeningWire } from './listening-wire.ts';

/** The parent asks, the child answers with the milliseconds that its running native call has taken so far. */
type Heartbeat = { kind: 'heartbeat'; busyMs?: number };

/** How long a process may take to tidy up once its parent has gone. */
const exitGraceMs = 2000;

/**
 * Splits one wire in two: heartbeats go to `onBeat`, everything else to the wire that is returned. Nothing is lost
 * before that one is listened to.
 */
export function splitHeartbeat(
  wire: Wire,
  onBeat: (busyMs: number) => void,
): { rpc: Wire; beat(busyMs?: number): void } {
  const listening = listeningWire({ send: (message) => wire.send(message), close: () => wire.close() });
  wire.onMessage((message) => {
    if (isHeartbeat(message)) onBeat(message.busyMs ?? 0);
    else listening.receive(message);
  });
  wire.onClose(listening.closed);
  return {
    rpc: listening.wire,
    beat: (busyMs) => wire.send({ kind: 'heartbeat', busyMs } satisfies Heartbeat),
  };
}

/**
 * Called once at the start of a supervised process; returns the wire for its contract. Answers the parent's heartbeats
 * with `busyMs()`: how long the running native call has taken, 0 when idle. When the parent closes the wire or dies, or
 * on SIGTERM, runs `beforeExit` and ends the process within two seconds. Ctrl-C in a terminal reaches every process of
 * the group; here it is ignored, because the parent decides when we end.
 */
export function startHeartbeat(
  options: { wire?: Wire; busyMs?: () => number; beforeExit?: () => void | Promise<void> } = {},
): Wire {
  const { wire = parentWire(), busyMs = () => 0, beforeExit = () => {} } = options;
  const { rpc, beat } = splitHeartbeat(wire, () => beat(busyMs()));
  let leaving = false;
  async function leave(): Promise<void> {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(1), exitGraceMs).unref();
    await beforeExit();
    process.exit(0);
  }
  const leaveOrFail = (): void => {
    leave().catch(() => process.exit(1));
  };
  process.on('SIGINT', () => {});
  process.once('SIGTERM', leaveOrFail);
  wire.onClose(leaveOrFail);
  return rpc;
}

function isHeartbeat(message: unknown): message is Heartbeat {
  return typeof message === 'object' && message !== null && (message as { kind?: unknown }).kind === 'heartbeat';
}
