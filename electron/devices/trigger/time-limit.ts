import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';

/** What `work` gives, or `onTime()` thrown after `ms`. The work itself goes on unseen. */
export function withTimeLimit<T>(clock: Clock, ms: number, work: Promise<T>, onTime: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimeout(() => reject(onTime()), ms);
    work.then(resolve, reject).finally(cancel);
  });
}

/**
 * Waits `ms`, or less if `until` calls the function it is given. `until` returns how to stop listening. Throws `aborted`
 * as soon as the signal says so.
 */
export function pause(
  clock: Clock,
  ms: number,
  options: { signal?: Abort; until?: (done: () => void) => () => void } = {},
): Promise<void> {
  const { signal, until } = options;
  if (signal?.aborted) return Promise.reject(new CodedError('aborted'));
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      cancel();
      stopListening?.();
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = (): void => end(() => reject(new CodedError('aborted')));
    const cancel = clock.setTimeout(() => end(resolve), ms);
    const stopListening = until?.(() => end(resolve));
    signal?.addEventListener('abort', abort);
  });
}
