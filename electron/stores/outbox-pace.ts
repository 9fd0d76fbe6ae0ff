import type { Clock } from '../base/clock.ts';
import { CodedError } from '../contract/errors.ts';

/** Resolves once so many bytes more may leave. Throws `aborted`. */
export type Pace = (bytes: number, signal: AbortSignal) => Promise<void>;

/** What may leave at once after a rest. */
const burstMs = 250;

/**
 * So many kilobytes (1000 bytes) per second, whoever's they are: each caller pays for what it has let go and waits until all that was
 * paid for before it has had its time, so that nobody is overtaken. Null is without limit.
 */
export function createPace(kilobytesPerSecond: number | null, clock: Clock): Pace {
  if (kilobytesPerSecond === null) return async () => {};
  let paidUntilMs = Number.NEGATIVE_INFINITY;
  return async (bytes, signal) => {
    const now = clock.elapsed();
    paidUntilMs = Math.max(paidUntilMs, now - burstMs) + bytes / kilobytesPerSecond;
    if (paidUntilMs > now) await rest(clock, paidUntilMs - now, signal);
  };
}

function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CodedError('aborted'));
    const stop = (): void => {
      cancel();
      reject(new CodedError('aborted'));
    };
    const cancel = clock.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
