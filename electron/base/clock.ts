/** Time as a parameter, so that nothing that waits needs a real wait in its tests. */
export type Clock = {
  /** Wall time in milliseconds since 1970. It may jump: for records, never for measuring. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For measuring and for deadlines. */
  elapsed(): number;
  /** Calls once after at least `ms`. Returns how to cancel it, which may be called at any time. */
  setTimeout(callback: () => void, ms: number): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** `clock.now()` as journals and jobs carry it. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

export type FakeClock = Clock & {
  /** Moves time on by `ms`, calling what falls due in order, including what that sets in turn. */
  advance(ms: number): void;
  /** Timers that are still set: zero after a clean teardown. */
  readonly pending: number;
};

/** A clock that stands still until it is told otherwise. */
export function fakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let elapsed = 0;
  let nextId = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();

  function nextDue(until: number): [number, { at: number; callback: () => void }] | undefined {
    let due: [number, { at: number; callback: () => void }] | undefined;
    for (const entry of timers) {
      if (entry[1].at <= until && (due === undefined || entry[1].at < due[1].at)) due = entry;
    }
    return due;
  }

  return {
    now: () => startMs + elapsed,
    elapsed: () => elapsed,
    setTimeout(callback, ms) {
      const id = nextId++;
      timers.set(id, { at: elapsed + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due[0]);
        elapsed = Math.max(elapsed, due[1].at);
        due[1].callback();
      }
      elapsed = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
