import { type Clock, systemClock } from '../../electron/base/clock.ts';

export type WoundClock = Clock & {
  /** Calls what waits for exactly so long; returns how many did. */
  ring(ms: number): number;
};

const longMs = 60_000;

/** The system's clock, but whatever waits for a minute or longer waits until the test rings. */
export function woundClock(): WoundClock {
  const waiting = new Map<() => void, number>();
  return {
    ...systemClock,
    setTimeout(callback, ms) {
      if (ms < longMs) return systemClock.setTimeout(callback, ms);
      const once = (): void => callback();
      waiting.set(once, ms);
      return () => waiting.delete(once);
    },
    ring(ms) {
      const due = [...waiting].filter(([, waits]) => waits === ms);
      for (const [callback] of due) {
        waiting.delete(callback);
        callback();
      }
      return due.length;
    },
  };
}
