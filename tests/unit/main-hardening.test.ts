import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { doorLeftOpen } from '../../electron/main/hardening.ts';
import { type ScreenMonitor, whenScreenLocks } from '../../electron/main/screen-lock.ts';

describe('a packaged studio', () => {
  it.each(['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk', 'js-flags', 'log-net-log'])(
    'does not start with --%s',
    (name) => {
      expect(doorLeftOpen(true, (asked) => asked === name)).toBe(name);
      expect(doorLeftOpen(false, (asked) => asked === name)).toBeUndefined();
    },
  );

  it('starts with what systems add', () => {
    expect(doorLeftOpen(true, (name) => ['no-sandbox', 'ozone-platform', 'lang'].includes(name))).toBeUndefined();
  });
});

describe('a screen that is locked', () => {
  function watched(platform: string) {
    const listeners = new Map<string, () => void>();
    const clock = fakeClock();
    let state: ReturnType<ScreenMonitor['getSystemIdleState']> = 'active';
    let locks = 0;
    const monitor: ScreenMonitor = {
      on: (event, listener) => void listeners.set(event, listener),
      getSystemIdleState: () => state,
    };
    whenScreenLocks(monitor, platform, clock, () => {
      locks += 1;
    });
    return {
      locks: () => locks,
      emit: (event: string) => listeners.get(event)?.(),
      is(next: typeof state): void {
        state = next;
        clock.advance(5000);
      },
    };
  }

  it.each(['darwin', 'win32', 'linux'])('locks the studio when %s tells of it, or sleeps', (platform) => {
    const { emit, locks } = watched(platform);
    emit('lock-screen');
    emit('suspend');
    expect(locks()).toBe(2);
  });

  it('is asked for on Linux, and locks once each time', () => {
    const { is, locks } = watched('linux');
    is('idle');
    expect(locks()).toBe(0);
    is('locked');
    is('locked');
    expect(locks()).toBe(1);
    is('active');
    is('locked');
    expect(locks()).toBe(2);
  });

  it('is not asked for where the system tells of it', () => {
    const { is, locks } = watched('darwin');
    is('locked');
    expect(locks()).toBe(0);
  });
});
