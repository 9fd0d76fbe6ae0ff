import { describe, expect, it } from 'vitest';
import { fakeClock, systemClock, timestamp } from '../../electron/base/clock.ts';
import { disposables } from '../../electron/base/disposables.ts';
import { newId, newUid } from '../../electron/base/uid.ts';
import { uid } from '../../electron/contract/journal.ts';

describe('the fake clock', () => {
  it('calls what falls due in order, also what that sets in turn', () => {
    const clock = fakeClock();
    const calls: string[] = [];
    clock.setTimeout(() => calls.push(`late ${clock.elapsed()}`), 30);
    clock.setTimeout(() => {
      calls.push(`early ${clock.elapsed()}`);
      clock.setTimeout(() => calls.push(`nested ${clock.elapsed()}`), 5);
    }, 10);
    clock.advance(29);
    expect(calls).toEqual(['early 10', 'nested 15']);
    clock.advance(1);
    expect(calls).toEqual(['early 10', 'nested 15', 'late 30']);
    expect(clock.pending).toBe(0);
  });

  it('forgets what was cancelled', () => {
    const clock = fakeClock();
    const cancel = clock.setTimeout(() => expect.unreachable(), 10);
    cancel();
    cancel();
    clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it('writes times as journals want them', () => {
    expect(timestamp(fakeClock(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(systemClock.elapsed()).toBeLessThanOrEqual(systemClock.elapsed());
  });
});

describe('disposables', () => {
  it('tears down last first, all of it, and throws the first failure', async () => {
    const calls: string[] = [];
    const stack = disposables();
    stack.defer(() => void calls.push('a'));
    stack.defer(async () => {
      calls.push('b');
      throw new Error('b failed');
    });
    stack.defer(() => {
      calls.push('c');
      throw new Error('c failed');
    });
    const error = await stack.dispose().catch((thrown: unknown) => thrown);
    expect(calls).toEqual(['c', 'b', 'a']);
    expect(error).toMatchObject({ message: 'c failed', suppressed: [{ message: 'b failed' }] });
    await stack.dispose();
    expect(calls).toHaveLength(3);
  });
});

describe('identifiers', () => {
  it('makes DICOM UIDs that the contract accepts and that do not repeat', () => {
    const made = Array.from({ length: 1000 }, newUid);
    for (const one of made) expect(uid.safeParse(one).success && one.startsWith('2.25.')).toBe(true);
    expect(new Set(made).size).toBe(1000);
    expect(new Set([newId(), newId()]).size).toBe(2);
  });
});
