import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import { withTimeLimit } from './time-limit.ts';

type Callback = (error: Error | null) => void;

/** What is used of a port of serialport 13, real or mock. Created with `autoOpen: false`. */
export type SerialPortStream = Duplex & {
  readonly path: string;
  readonly isOpen: boolean;
  open(callback: Callback): void;
  set(flags: { rts: boolean; dtr: boolean; brk: boolean }, callback: Callback): void;
  close(callback: Callback): void;
};

/** An open port. After it has gone, everything throws `trigger-silent` at once. */
export type SerialLine = {
  /** The system has taken the bytes; only an answer proves that they arrived. */
  write(text: string): Promise<void>;
  setPins(pins: { rts: boolean; dtr: boolean }): Promise<void>;
  /** Gives up on a device that does not answer any more: tells `onGone`, closes what can be closed. */
  drop(detail: string): void;
  /** On return the port is closed, or has been given up. `onGone` is not called. */
  close(): Promise<void>;
};

/** Far longer than any write takes; a dead pseudo-terminal never calls back at all. */
const operationMs = 1000;
const openMs = 5000;

/** Throws `trigger-not-found` with the path when the port cannot be opened. `onGone` is called at most once. */
export async function openSerialLine(
  port: SerialPortStream,
  options: { clock: Clock; onBytes: (bytes: Uint8Array) => void; onGone: (detail: string) => void },
): Promise<SerialLine> {
  const { clock } = options;
  let gone = false;
  let closing = Promise.resolve();
  const pending = new Set<(error: Error) => void>();
  const silent = (): CodedError => new CodedError('trigger-silent', { path: port.path });

  function operate(ms: number, start: (callback: Callback) => void): Promise<void> {
    let fail = (_error: Error): void => {};
    const work = new Promise<void>((resolve, reject) => {
      fail = reject;
      pending.add(fail);
      start((error) => (error ? reject(error) : resolve()));
    });
    return withTimeLimit(clock, ms, work, silent).finally(() => pending.delete(fail));
  }

  function drop(detail: string): void {
    if (gone) return;
    gone = true;
    for (const fail of pending) fail(silent());
    if (port.isOpen) closing = operate(operationMs, (callback) => port.close(callback)).catch(() => {});
    options.onGone(detail);
  }

  // Without a listener an `error` would end the process; the callbacks of what failed tell us too.
  port.on('error', (error: Error) => drop(error.message));
  port.on('close', (error: Error | null) => drop(error?.message ?? 'closed'));
  port.on('data', options.onBytes);
  try {
    await operate(openMs, (callback) => port.open(callback));
  } catch (cause) {
    gone = true;
    // One that opens after all, when nobody waits for it any more.
    port.once('open', () => port.close(() => {}));
    throw new CodedError('trigger-not-found', { path: port.path }, { cause });
  }

  async function carefully(start: (callback: Callback) => void): Promise<void> {
    if (gone) throw silent();
    try {
      await operate(operationMs, start);
    } catch (cause) {
      drop(cause instanceof Error ? cause.message : 'no answer from the port');
      throw new CodedError('trigger-silent', { path: port.path }, { cause });
    }
  }

  return {
    write: (text) => carefully((callback) => port.write(text, 'latin1', (error) => callback(error ?? null))),
    // All three are named each time: serialport raises what it is not told about.
    setPins: ({ rts, dtr }) => carefully((callback) => port.set({ rts, dtr, brk: false }, callback)),
    drop,
    async close() {
      // Dropped before: who opens it again at once must not find it locked.
      if (gone) return await closing;
      gone = true;
      await operate(operationMs, (callback) => port.close(callback)).catch(() => port.destroy());
    },
  };
}
