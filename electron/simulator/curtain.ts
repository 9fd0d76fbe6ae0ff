import type { Clock } from '../base/clock.ts';

/** The shutter's curtain: what keeps the sensor open for a time, or until it is told to shut. */
export type Curtain = {
  /** Opens for so many seconds, or with infinity as long as it is held. Resolves with the seconds it was open. */
  open(seconds: number): Promise<number>;
  /** Whether it is held open. */
  readonly held: boolean;
  /** Shuts at once, as when the power goes. */
  shut(): void;
};

export function createCurtain(clock: Clock): Curtain {
  let held = false;
  let shut = (): void => {};

  return {
    async open(seconds) {
      const openedAt = clock.elapsed();
      held = !Number.isFinite(seconds);
      const wasHeld = held;
      await new Promise<void>((resolve) => {
        const cancel = held ? () => {} : clock.setTimeout(resolve, 1000 * seconds);
        shut = () => {
          cancel();
          resolve();
        };
      });
      held = false;
      return wasHeld ? (clock.elapsed() - openedAt) / 1000 : seconds;
    },
    get held() {
      return held;
    },
    shut: () => shut(),
  };
}
