import type { Clock } from '../base/clock.ts';

/** Electron's powerMonitor, as far as it is needed. */
export type ScreenMonitor = {
  on(event: 'lock-screen' | 'suspend', listener: () => void): unknown;
  getSystemIdleState(idleThreshold: number): 'active' | 'idle' | 'locked' | 'unknown';
};

/** How soon a locked screen is noticed where nobody tells of it. */
const lookEveryMs = 5000;
/** Idleness is the studio's own affair; the system is only asked whether it is locked. */
const neverIdleS = 1_000_000;

/** Calls `lock` whenever the screen is locked or the machine goes to sleep. Linux tells of no lock and is asked instead. */
export function whenScreenLocks(monitor: ScreenMonitor, platform: string, clock: Clock, lock: () => void): void {
  monitor.on('lock-screen', lock);
  monitor.on('suspend', lock);
  if (platform === 'linux') look(false);

  function look(wasLocked: boolean): void {
    clock.setTimeout(() => {
      const locked = monitor.getSystemIdleState(neverIdleS) === 'locked';
      if (locked && !wasLocked) lock();
      look(locked);
    }, lookEveryMs);
  }
}
