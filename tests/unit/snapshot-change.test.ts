import { describe, expect, it } from 'vitest';
import { client } from '../../electron/contract/rpc.ts';
import { type Snapshot, snapshotChange } from '../../electron/contract/snapshot.ts';
import { applied, changeBetween, followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { viewList } from '../../electron/studio/view-list.ts';
import { aSnapshot, aSummary } from '../rigs/page-states.ts';
import { wirePair } from '../rigs/wire-pair.ts';

const summaries = (...ids: string[]): Snapshot['sessions'] => ids.map((id) => aSummary({ id }));
const showing = (...ids: string[]): Snapshot => aSnapshot({ sessions: summaries(...ids) });

/** As it arrives on the other side of a wire. */
function sent<T>(message: T): T {
  return JSON.parse(JSON.stringify(message));
}

describe('a snapshot that is sent by its changes', () => {
  it.each([
    ['nothing new', ['c', 'b', 'a'], ['c', 'b', 'a']],
    ['a new row first', ['c', 'b', 'a'], ['d', 'c', 'b', 'a']],
    ['new rows first, between and last', ['c', 'b', 'a'], ['e', 'c', 'd', 'b', 'a', 'f']],
    ['rows gone', ['c', 'b', 'a'], ['b']],
    ['rows gone and new ones', ['c', 'b', 'a'], ['d', 'c', 'e', 'a']],
    ['all gone', ['c', 'b', 'a'], []],
    ['all there again', [], ['c', 'b', 'a']],
  ])('is the same snapshot: %s', (_, before, after) => {
    const told = showing(...before);
    const now = { ...showing(...after), revision: 7 };
    expect(applied(told, sent(changeBetween(told, now)))).toEqual(now);
  });

  it('carries a row that became another one, in its place, and no other', () => {
    const told = showing('c', 'b', 'a');
    const now = { ...told, sessions: told.sessions.with(1, aSummary({ id: 'b', accepted: 5 })) };
    const change = changeBetween(told, now);
    expect(change.sessions).toEqual({ gone: [], put: [{ at: 1, row: now.sessions[1] }] });
    expect(applied(told, sent(change))).toEqual(now);
  });

  it('leaves a list of which nothing changed the very same, however it was made', () => {
    const told = showing('b', 'a');
    const change = changeBetween(told, sent(told));
    expect(change.sessions).toEqual({ gone: [], put: [] });
    expect(applied(told, change).sessions).toBe(told.sessions);
  });

  it('is followed whole by a page, from whichever snapshot it was told first', async () => {
    const [near, far] = wirePair();
    const shown: Snapshot[] = [];
    followSnapshots(client(near, studioContract), (snapshot) => shown.push(snapshot));
    const [first, second, third] = [showing('a'), showing('b', 'a'), showing('c')] as const;
    const emit = (name: string, payload: unknown): void => far.send({ kind: 'event', name, payload: sent(payload) });
    emit('change', changeBetween(second, third));
    emit('snapshot', first);
    emit('change', changeBetween(first, second));
    emit('change', changeBetween(second, third));
    emit('snapshot', first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown).toEqual([first, second, third, first].map((snapshot) => sent(snapshot)));
  });

  it('is validated by the page as snapshots are', () => {
    const change = changeBetween(showing(), showing('a'));
    expect(snapshotChange.safeParse(sent(change)).success).toBe(true);
    expect(snapshotChange.safeParse({ ...change, sessions: { gone: [], put: [{ at: 0, row: {} }] } }).success).toBe(
      false,
    );
  });
});

describe('views of a list', () => {
  const first = { name: 'first' };
  const second = { name: 'second' };

  it('are made once for each thing, and are the same list for the same things', () => {
    let made = 0;
    const views = viewList(({ name }: { name: string }) => {
      made += 1;
      return { id: name };
    });
    const both = views([first, second]);
    expect(views([first, second])).toBe(both);
    expect(made).toBe(2);
    const changed = views([first, { name: 'other' }]);
    expect(changed).toEqual([{ id: 'first' }, { id: 'other' }]);
    expect(changed[0]).toBe(both[0]);
    expect(made).toBe(3);
    expect(views([first])).toEqual([{ id: 'first' }]);
  });

  it('stand in the order that was asked for', () => {
    const views = viewList(
      ({ name }: { name: string }) => name,
      (a, b) => b.localeCompare(a),
    );
    expect(views([first, second])).toEqual(['second', 'first']);
  });
});
