import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { makeJob, memoryKeeper } from '../rigs/outbox-jobs.ts';
import { closeOutboxes, fakeStore, oneByOne, setUpOutbox } from '../rigs/outbox-stage.ts';

afterEach(async () => {
  expect(await closeOutboxes()).toBe(0);
});

describe('the outbox', () => {
  it('saves a job before it runs it, and every step of it', async () => {
    const { keeper, outbox, peer, only } = setUpOutbox([]);
    await outbox.start();
    const job = makeJob(9);
    const enqueued = outbox.enqueue(job);
    expect(peer.calls).toEqual([]);
    await enqueued;
    expect(keeper.saves[0]).toEqual(job);
    expect(await outbox.wait()).toBe(true);
    expect(only().state).toBe('confirmed');
    expect((await keeper.all())[0]).toEqual(JSON.parse(JSON.stringify(only())));
    expect(peer.told.most).toBe(3);
    expect(peer.calls.filter((call) => call.startsWith('send'))).toHaveLength(9);
  });

  it('tells nobody of a confirmation that is still being saved', async () => {
    const job = makeJob(1);
    const keeper = memoryKeeper(job);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: typeof keeper = {
      ...keeper,
      async save(one) {
        if (one.instances[0]?.state === 'confirmed') await held;
        await keeper.save(one);
      },
    };
    const { outbox, only, rest, peer } = setUpOutbox([], { jobs: slow });
    await outbox.start();
    await rest();
    expect(peer.calls.at(-1)).toMatch('confirm');
    expect(only().instances[0]?.state).toBe('stored');
    release();
    expect(await outbox.wait()).toBe(true);
    expect(only().instances[0]?.state).toBe('confirmed');
  });

  it('does not take a job that could not be saved', async () => {
    const keeper = memoryKeeper();
    const full: typeof keeper = { ...keeper, save: () => Promise.reject(new CodedError('vault-full')) };
    const { outbox, peer } = setUpOutbox([], { jobs: full });
    await outbox.start();
    await expect(outbox.enqueue(makeJob(1))).rejects.toMatchObject({ code: 'vault-full' });
    expect(outbox.jobs()).toEqual([]);
    expect(peer.calls).toEqual([]);
  });

  it('tries again by itself, later each time, then parks', async () => {
    const { outbox, peer, clock, only, rest } = setUpOutbox([makeJob(1)], { maxAttempts: 3 });
    peer.failures.send.push('store-unreachable', 'store-unreachable', 'store-timeout');
    await outbox.start();
    await rest();
    expect(only()).toMatchObject({ state: 'queued', attempts: 1, lastError: { code: 'store-unreachable' } });
    clock.advance(999);
    await rest();
    expect(only().attempts).toBe(1);
    clock.advance(1);
    await rest();
    expect(only()).toMatchObject({ state: 'queued', attempts: 2 });
    clock.advance(2000);
    await rest();
    expect(only()).toMatchObject({ state: 'parked', attempts: 3, lastError: { code: 'store-timeout' } });
    expect(await outbox.wait()).toBe(true);
    clock.advance(1_000_000);
    await rest();
    expect(only().state).toBe('parked');
    await outbox.retry(only().id);
    expect(await outbox.wait()).toBe(true);
    expect(only()).toMatchObject({ state: 'confirmed', attempts: 1 });
  });

  it('runs at once when a person retries in the moment in which an attempt has failed', async () => {
    let retried: Promise<void> | undefined;
    const { outbox, peer, only } = setUpOutbox([makeJob(1)], {
      onChange: (job) => {
        if (job.state === 'queued' && job.attempts === 1) retried ??= outbox.retry(job.id);
      },
    });
    peer.failures.send.push('store-unreachable');
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    await retried;
    expect(only().state).toBe('confirmed');
  });

  it('parks at once what only a person can mend, and confirms the others', async () => {
    const { outbox, peer, only } = setUpOutbox([makeJob(3)], { termsOf: oneByOne });
    peer.failures.send.push('picture-unsupported');
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'picture-unsupported' } });
    expect(only().instances.map(({ state }) => state)).toEqual(['failed', 'confirmed', 'confirmed']);
  });

  it('does not go on with a store that is away', async () => {
    const { outbox, peer, only, rest } = setUpOutbox([makeJob(9)], { termsOf: oneByOne });
    peer.failures.send.push('store-unreachable');
    await outbox.start();
    await rest();
    expect(peer.calls).toHaveLength(1);
    expect(only().instances.map(({ state }) => state)).toEqual(['failed', ...Array(8).fill('unknown')]);
  });

  it('does not believe a store that forgets', async () => {
    const { outbox, peer, only } = setUpOutbox([makeJob(1)], { maxAttempts: 1 });
    peer.told.forgets = true;
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'store-incomplete' } });
    expect(only().instances[0]?.state).toBe('stored');
  });

  it('never confirms a picture that is another one', async () => {
    const job = makeJob(1);
    const { outbox, peer, only } = setUpOutbox([{ ...job, attempts: 1 }]);
    peer.has.set(job.instances[0]?.sopInstanceUid ?? '', 'another');
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'store-different' } });
    expect(peer.calls.some((call) => call.startsWith('send'))).toBe(false);
  });

  it('looks for what was on its way when it was closed: the answer was lost, not the object', async () => {
    const first = setUpOutbox([makeJob(1)]);
    first.peer.told.hang = true;
    await first.outbox.start();
    await first.rest();
    await first.outbox.close();
    const { sopInstanceUid = '', file } = first.only().instances[0] ?? {};
    const next = setUpOutbox([], { jobs: first.keeper });
    next.peer.has.set(sopInstanceUid, file?.sha256 ?? '');
    await next.outbox.start();
    expect(await next.outbox.wait()).toBe(true);
    expect(next.peer.calls.map((call) => call.split(' ')[0])).toEqual(['confirm']);
    expect(next.only()).toMatchObject({ state: 'confirmed', attempts: 1 });
  });

  it('takes up after a crash: confirmed stays, stored is looked for, unknown is looked for, then sent', async () => {
    const job = makeJob(4);
    const states = ['confirmed', 'stored', 'unknown', 'unknown'] as const;
    const crashed: OutboxJob = {
      ...job,
      state: 'sending',
      attempts: 1,
      instances: job.instances.map((instance, index) => ({ ...instance, state: states[index] ?? 'unknown' })),
    };
    const { outbox, peer, only } = setUpOutbox([crashed], { termsOf: oneByOne });
    const [, stored, arrived, lost] = job.instances.map(({ sopInstanceUid }) => sopInstanceUid);
    for (const instance of job.instances.slice(0, 3))
      peer.has.set(instance.sopInstanceUid, instance.file?.sha256 ?? '');
    await outbox.start();
    await outbox.wait();
    expect(only().state).toBe('confirmed');
    expect(peer.calls).toEqual([
      `confirm ${stored}`,
      `confirm ${arrived}`,
      `confirm ${lost}`,
      `send ${lost}`,
      `confirm ${lost}`,
    ]);
  });

  it('ends on close without losing or failing anything', async () => {
    const { outbox, peer, only, rest, keeper } = setUpOutbox([makeJob(5)]);
    peer.told.hang = true;
    await outbox.start();
    await rest();
    expect(only().state).toBe('sending');
    await outbox.close();
    expect((await keeper.all())[0]).toMatchObject({ state: 'queued', attempts: 0 });
    expect(only().instances.every(({ state }) => state === 'unknown')).toBe(true);
  });

  it('parks a job whose store cannot be opened, with its code', async () => {
    const { outbox, only } = setUpOutbox([makeJob(1)], {
      openStore: () => {
        throw new CodedError('address-invalid');
      },
    });
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'address-invalid' } });
  });

  it('gives what nobody foresaw a reference', async () => {
    const { outbox, only } = setUpOutbox([makeJob(1)], { load: () => Promise.reject(new TypeError('x')) });
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'internal', reference: /^\w{8}$/ } });
  });

  it('parks when the vault no longer takes its records, and goes on after', async () => {
    const keeper = memoryKeeper(makeJob(1));
    let full = true;
    const jobs: typeof keeper = {
      ...keeper,
      save: (job) => (full ? Promise.reject(new CodedError('vault-full')) : keeper.save(job)),
    };
    const { outbox, only } = setUpOutbox([], { jobs });
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'vault-full' } });
    await expect(outbox.retry()).rejects.toMatchObject({ code: 'vault-full' });
    await outbox.wait();
    expect(only().state).toBe('parked');
    full = false;
    await outbox.retry();
    await outbox.wait();
    expect(only().state).toBe('confirmed');
  });

  it('lets one silent store hold up nobody else’s', async () => {
    const silent = fakeStore('folder:/silent');
    silent.told.hang = true;
    const fine = fakeStore('folder:/fine');
    const stores = [silent.store, fine.store];
    const first = makeJob(1, { store: 'folder:/silent', createdAt: '2026-11-22T08:00:00.000Z' });
    const second = makeJob(1, { store: 'folder:/fine' });
    const { outbox, rest } = setUpOutbox([first, second], {
      openStore: (address) => stores.find((store) => store.address === address) ?? fine.store,
    });
    await outbox.start();
    await rest();
    expect(outbox.jobs().map(({ state }) => state)).toEqual(['sending', 'confirmed']);
  });

  it('opens the store with the job’s own word on whether it is one for tests', async () => {
    const asked: unknown[] = [];
    const { outbox, peer } = setUpOutbox([makeJob(1, { testStore: true })], {
      openStore: (address, options) => {
        asked.push([address, options]);
        return peer.store;
      },
    });
    await outbox.start();
    await outbox.wait();
    expect(asked).toEqual([['folder:/nowhere', { testStore: true }]]);
  });

  it('has not come to an end as long as its end is being saved', async () => {
    const keeper = memoryKeeper(makeJob(1));
    let save = (): void => {};
    const jobs: typeof keeper = {
      ...keeper,
      async save(job) {
        if (job.state === 'confirmed') await new Promise<void>((resolve) => (save = resolve));
        await keeper.save(job);
      },
    };
    const { outbox, only, rest } = setUpOutbox([], { jobs });
    await outbox.start();
    await rest();
    let ended = false;
    const waiting = outbox.wait().then((all) => (ended = all));
    await rest();
    expect([ended, only().state]).toEqual([false, 'sending']);
    save();
    await waiting;
    expect([ended, only().state]).toEqual([true, 'confirmed']);
  });

  it('waits no longer than it is told', async () => {
    const { outbox, peer, clock } = setUpOutbox([makeJob(1)]);
    peer.told.hang = true;
    await outbox.start();
    const waiting = outbox.wait(5);
    clock.advance(5000);
    expect(await waiting).toBe(false);
    expect(await outbox.wait(AbortSignal.abort())).toBe(false);
    const stop = new AbortController();
    const stopped = outbox.wait(stop.signal);
    stop.abort();
    expect(await stopped).toBe(false);
    const closed = outbox.wait();
    await outbox.close();
    expect(await closed).toBe(false);
  });

  it('knows no job that it does not have', async () => {
    const { outbox } = setUpOutbox([]);
    await outbox.start();
    await expect(outbox.retry('nothing')).rejects.toMatchObject({ code: 'job-unknown' });
    await expect(outbox.retry()).resolves.toBeUndefined();
    expect(await outbox.wait()).toBe(true);
  });
});
