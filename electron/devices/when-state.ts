import type { Clock } from '../base/clock.ts';
import type { DeviceState } from '../contract/camera-view.ts';

/** Resolves once a device is `ready`; rejects with `why()` when it is `failed`, or not ready after `timeoutMs`. */
export function whenState(device: {
  timeoutMs: number;
  clock: Clock;
  look: () => DeviceState;
  onState: (listener: () => void) => () => void;
  why: () => Error;
}): Promise<void> {
  const { timeoutMs, clock, look, onState, why } = device;
  return new Promise((resolve, reject) => {
    const settle = (): boolean => {
      const state = look();
      if (state === 'failed') reject(why());
      else if (state === 'ready') resolve();
      return state === 'failed' || state === 'ready';
    };
    if (settle()) return;
    const leave = onState(() => {
      if (!settle()) return;
      leave();
      cancel();
    });
    const cancel = clock.setTimeout(() => {
      leave();
      reject(why());
    }, timeoutMs);
  });
}
