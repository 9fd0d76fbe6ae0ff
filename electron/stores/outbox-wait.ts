import type { Clock } from '../base/clock.ts';

export type Waiters = {
  /** Something has changed: whoever waits looks again. */
  tell(): void;
  /** See `Outbox`. `look` says whether it has come to an end, and nothing while nobody can say. */
  wait(
    look: () => boolean | undefined,
    until: number | AbortSignal | undefined,
    closing: AbortSignal,
  ): Promise<boolean>;
};

/** Those who wait for an end of something. */
export function createWaiters(clock: Clock): Waiters {
  const waiters = new Set<() => void>();
  return {
    tell() {
      for (const waiter of waiters) waiter();
    },
    wait: (look, until, closing) =>
      new Promise((resolve) => {
        const signals = [closing, ...(until instanceof AbortSignal ? [until] : [])];
        const end = (result: boolean): void => {
          cancelDeadline();
          waiters.delete(lookAgain);
          for (const signal of signals) signal.removeEventListener('abort', stop);
          resolve(result);
        };
        const stop = (): void => end(false);
        const lookAgain = (): void => {
          const result = look();
          if (result !== undefined) end(result);
        };
        const cancelDeadline = typeof until === 'number' ? clock.setTimeout(stop, until * 1000) : () => {};
        waiters.add(lookAgain);
        for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
        if (signals.some((signal) => signal.aborted)) stop();
        else lookAgain();
      }),
  };
}
