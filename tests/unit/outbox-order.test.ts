import { afterEach, describe, expect, it } from 'vitest';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { makeJob, memoryKeeper, memoryPause } from '../rigs/outbox-jobs.ts';
import { closeOutboxes, fakeStore, oneByOne, setUpOutbox } from '../rigs/outbox-stage.ts';

afterEach(async () => {
  expect(await closeOutboxes()).toBe(0);
});

const aged = (hour: number, count = 1, changes: Partial<OutboxJob> = {}): OutboxJob =>
  makeJob(count, { createdAt: `2026-11-22T0${hour}:00:00.000Z`, ...changes });
const uidsOf = ({ instances }: OutboxJob): string[] => instances.map(({ sopInstanceUid }) => sopInstanceUid);
const sendsOf = (calls: readonly string[]): string[] =>
  calls.filter((call) => call.startsWith('send')).map((call) => call.slice(5));

describe('what goes first', () => {
  it('is what is urgent, then what is older', async () => {
    const jobs = [aged(3), aged(1), aged(4, 1, { urgent: true }), aged(2)];
    const { outbox, peer } = setUpOutbox(jobs);
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    const [third, first, urgent, second] = jobs.flatMap(uidsOf);
    expect(sendsOf(peer.calls)).toEqual([urgent, first, second, third]);
  });

  it('an urgent job waits for no more than the objects that are on their way, and what it has overtaken loses no attempt', async () => {
    const [long, short] = [aged(1, 4), aged(2)];
    const { outbox, peer, rest, job } = setUpOutbox([long], { termsOf: oneByOne });
    peer.told.holds = true;
    await outbox.start();
    await outbox.enqueue(short);
    await rest();
    expect(sendsOf(peer.calls)).toEqual(uidsOf(long).slice(0, 1));
    await outbox.setUrgent(short.id, true);
    peer.held.shift()?.();
    await rest();
    expect(job(long.id)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(job(long.id).instances.map(({ state }) => state)).toEqual(['stored', 'unknown', 'unknown', 'unknown']);
    peer.told.holds = false;
    peer.held.shift()?.();
    expect(await outbox.wait()).toBe(true);
    expect(sendsOf(peer.calls)).toEqual([uidsOf(long)[0], uidsOf(short)[0], ...uidsOf(long).slice(1)]);
    expect(job(long.id)).toMatchObject({ state: 'confirmed', attempts: 1 });
  });

  it('is known for each store by itself', async () => {
    const [archive, teaching] = [fakeStore('folder:/archive'), fakeStore('folder:/teaching')];
    archive.failures.send.push('store-refused');
    const { outbox, job } = setUpOutbox(
      [aged(1, 2, { store: 'folder:/archive' }), aged(2, 2, { store: 'folder:/teaching' })],
      { openStore: (address) => (address === 'folder:/archive' ? archive.store : teaching.store) },
    );
    await outbox.start();
    await outbox.wait();
    expect(outbox.jobs().map(({ state }) => state)).toEqual(['parked', 'confirmed']);
    expect(job(outbox.jobs()[0]?.id ?? '').lastError?.code).toBe('store-refused');
    expect([archive.told.closed, teaching.told.closed]).toEqual([1, 1]);
  });
});

describe('paused', () => {
  it('begins nothing, lets what is on its way come to its end, stays so over a restart, and goes on', async () => {
    const pause = memoryPause();
    const keeper = memoryKeeper(aged(1, 3));
    const { outbox, peer, rest, only } = setUpOutbox([], { jobs: keeper, pause, termsOf: oneByOne });
    peer.told.holds = true;
    await outbox.start();
    await rest();
    await outbox.pause(true);
    expect([outbox.paused, pause.kept]).toEqual([true, true]);
    peer.told.holds = false;
    peer.held.shift()?.();
    expect(await outbox.wait()).toBe(false);
    expect(only()).toMatchObject({ state: 'queued', attempts: 0 });
    expect(only().instances.map(({ state }) => state)).toEqual(['confirmed', 'unknown', 'unknown']);
    await outbox.close();

    const next = setUpOutbox([], { jobs: keeper, pause });
    await next.outbox.start();
    await next.rest();
    expect(next.peer.calls).toEqual([]);
    await next.outbox.pause(false);
    next.peer.has.set(...([uidsOf(next.only())[0], '0'.repeat(64)] as [string, string]));
    expect(await next.outbox.wait()).toBe(true);
    expect(sendsOf(next.peer.calls)).toEqual(uidsOf(next.only()).slice(1));
  });
});

describe('a store that asks to be left alone', () => {
  it('is, for as long as it says, by every job', async () => {
    const [first, second] = [aged(1), aged(2)];
    const { outbox, peer, clock, rest, job } = setUpOutbox([first], { termsOf: oneByOne });
    peer.failures.send.push(['store-busy', { seconds: 90 }]);
    await outbox.start();
    await rest();
    expect(job(first.id)).toMatchObject({ state: 'queued', lastError: { code: 'store-busy' } });
    expect(Date.parse(outbox.moment(first.id).nextAt ?? '')).toBe(clock.now() + 90_000);
    await outbox.enqueue(second);
    clock.advance(89_999);
    await rest();
    expect(peer.calls).toHaveLength(1);
    clock.advance(1);
    expect(await outbox.wait()).toBe(true);
    expect(outbox.jobs().map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  });

  it('is asked at once where a person says so', async () => {
    const { outbox, peer, rest } = setUpOutbox([aged(1)]);
    peer.failures.send.push(['store-busy', { seconds: 90 }]);
    await outbox.start();
    await rest();
    await outbox.retry();
    expect(await outbox.wait()).toBe(true);
  });
});
