import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { type Announcements, createAnnouncements } from '../../electron/simulator/announcements.ts';
import { type Misbehaviour, wellBehaved } from '../../electron/simulator/misbehaviour.ts';

const clock = fakeClock();

function announcing(change: Partial<Misbehaviour> = {}): { announcements: Announcements<string>; pushed: string[] } {
  const pushed: string[] = [];
  const misbehaviour = { ...wellBehaved(), ...change };
  return { announcements: createAnnouncements(clock, misbehaviour, (event) => pushed.push(event)), pushed };
}

describe('a shot’s events', () => {
  it('come in order: files, then complete, then no more', () => {
    const { announcements } = announcing();
    announcements.tell('setting');
    announcements.shot(['raw', 'jpeg'], 'complete');
    expect(announcements.take()).toEqual(['setting', 'raw', 'jpeg', 'complete']);
    expect(announcements.take()).toEqual([]);
  });

  it('one by one come one in each poll', () => {
    const { announcements } = announcing({ events: 'one-by-one' });
    announcements.shot(['raw', 'jpeg'], 'complete');
    expect([1, 2, 3, 4].map(() => announcements.take())).toEqual([['raw'], ['jpeg'], ['complete'], []]);
  });

  it('twice come twice, in the poll or beside it', () => {
    const polled = announcing({ duplicateEvents: 'polled' });
    polled.announcements.shot(['jpeg'], 'complete');
    expect([polled.announcements.take(), polled.pushed]).toEqual([['jpeg', 'jpeg', 'complete'], []]);
    const pushed = announcing({ duplicateEvents: 'pushed' });
    pushed.announcements.shot(['jpeg'], 'complete');
    expect([pushed.announcements.take(), pushed.pushed]).toEqual([['jpeg', 'complete'], ['jpeg']]);
  });

  it('with a late file come without it, and then with it', () => {
    const { announcements } = announcing({ lastFileLateMs: 300 });
    announcements.shot(['raw', 'jpeg'], 'complete');
    expect(announcements.take()).toEqual(['raw', 'complete']);
    clock.advance(299);
    expect(announcements.take()).toEqual([]);
    clock.advance(1);
    expect(announcements.take()).toEqual(['jpeg']);
  });

  it('are held until everyone lets go, and let go only once', () => {
    const { announcements } = announcing();
    const [first, second] = [announcements.hold(), announcements.hold()];
    announcements.shot(['jpeg'], 'complete');
    first();
    first();
    expect(announcements.take()).toEqual([]);
    second();
    expect(announcements.take()).toEqual(['jpeg', 'complete']);
  });

  it('are forgotten when the host is gone, also what was still to come', () => {
    const { announcements } = announcing({ lastFileLateMs: 300 });
    announcements.shot(['raw', 'jpeg'], 'complete');
    announcements.clear();
    clock.advance(1000);
    expect(announcements.take()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
