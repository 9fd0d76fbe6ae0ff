import type { Clock } from '../base/clock.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/**
 * The events that a host polls for, in order, and how a shot's reach it while the body misbehaves. `Event` is one
 * event in the make's own form.
 */
export type Announcements<Event> = {
  tell(event: Event): void;
  /** One shot: an event for each file, in order, then the one that says that the capture is complete. */
  shot(files: readonly Event[], complete: Event): void;
  /** What one poll answers. Empty while events are held. */
  take(): Event[];
  /** Keeps everything back until the returned function is called. */
  hold(): () => void;
  /** Forgets everything, also what was still to come. */
  clear(): void;
};

/** `pushed` is called for each file's event that also goes out on the event channel. */
export function createAnnouncements<Event>(
  clock: Clock,
  misbehaviour: Misbehaviour,
  pushed: (event: Event) => void,
): Announcements<Event> {
  let queue: Event[] = [];
  let holds = 0;
  let late = new Set<() => void>();

  function tellLate(event: Event, ms: number): void {
    const cancel = clock.setTimeout(() => {
      late.delete(cancel);
      tellFile(event);
    }, ms);
    late.add(cancel);
  }

  function tellFile(event: Event): void {
    queue.push(event);
    if (misbehaviour.duplicateEvents === 'polled') queue.push(event);
    if (misbehaviour.duplicateEvents === 'pushed') pushed(event);
  }

  return {
    tell: (event) => queue.push(event),
    shot(files, complete) {
      const lateMs = misbehaviour.lastFileLateMs;
      const last = lateMs > 0 ? files.at(-1) : undefined;
      for (const file of last === undefined ? files : files.slice(0, -1)) tellFile(file);
      queue.push(complete);
      if (last !== undefined) tellLate(last, lateMs);
    },
    take() {
      if (holds > 0) return [];
      return queue.splice(0, misbehaviour.events === 'one-by-one' ? 1 : queue.length);
    },
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (held) holds -= 1;
        held = false;
      };
    },
    clear() {
      queue = [];
      for (const cancel of late) cancel();
      late = new Set();
    },
  };
}
