import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { sopClasses } from '../../electron/stores/dimse/sop-classes.ts';
import { createPace } from '../../electron/stores/outbox-pace.ts';
import { canonicalJson, receiptOf, receiptSha256 } from '../../electron/stores/outbox-receipt.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeJob, memoryKeeper } from '../rigs/outbox-jobs.ts';
import { closeOutboxes, oneByOne, setUpOutbox } from '../rigs/outbox-stage.ts';

afterEach(async () => {
  expect(await closeOutboxes()).toBe(0);
});

const calm = new AbortController().signal;
const keyObjects = sopClasses.keyObjects.uid;

/** A job of one object that is made when it is sent. */
function madeJob(): OutboxJob {
  const job = makeJob(1);
  const [{ file: _file, shot: _shot, ...instance }] = job.instances as [OutboxJob['instances'][number]];
  return { ...job, instances: [{ ...instance, kind: 'key-objects' }] };
}

function madeObject({ instances: [instance], studyUid }: OutboxJob, letter = 'a'): DicomObject {
  return {
    ...{ studyUid, seriesUid: '2.25.77', sopInstanceUid: instance?.sopInstanceUid ?? '', sopClassUid: keyObjects },
    ...{ transferSyntaxUid: '1.2.840.10008.1.2.1', sha256: letter.repeat(64), bytes: 40, simulated: false },
    chunks: [new Uint8Array(40)],
  };
}

describe('an object that is made when it is sent', () => {
  it('is saved as what it is before it leaves, and looked for as that', async () => {
    const job = madeJob();
    const { outbox, keeper, peer, only } = setUpOutbox([job], { load: async () => madeObject(job) });
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    const payload = {
      sha256: 'a'.repeat(64),
      bytes: 40,
      sopClassUid: keyObjects,
      studyUid: job.studyUid,
      seriesUid: '2.25.77',
    };
    expect(only().instances[0]).toMatchObject({ state: 'confirmed', payload });
    const firstSave = keeper.saves.find(({ instances }) => instances[0]?.payload);
    expect(firstSave?.instances[0]?.state).toBe('unknown');
    expect(peer.calls.map((call) => call.split(' ')[0])).toEqual(['send', 'confirm']);
  });

  async function sentAnew(job: OutboxJob, object: DicomObject) {
    const keeper = memoryKeeper(job);
    const first = setUpOutbox([], { jobs: keeper, maxAttempts: 1, load: async () => madeObject(job) });
    first.peer.failures.send.push('store-unreachable');
    await first.outbox.start();
    await first.outbox.wait();
    await first.outbox.close();
    const next = setUpOutbox([], { jobs: keeper, load: async () => object });
    await next.outbox.start();
    await next.outbox.retry();
    await next.outbox.wait();
    return next;
  }

  it('may come out otherwise in a newer studio, as long as no store has it', async () => {
    const job = madeJob();
    const { only } = await sentAnew(job, madeObject(job, 'b'));
    expect(only()).toMatchObject({ state: 'confirmed', instances: [{ payload: { sha256: 'b'.repeat(64) } }] });
  });

  it('is never of another series or class later: that is an error of ours, and nothing of it leaves', async () => {
    const job = madeJob();
    const { only, peer } = await sentAnew(job, { ...madeObject(job), seriesUid: '2.25.78' });
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'internal', reference: /^\w+$/ } });
    expect(peer.calls.some((call) => call.startsWith('send'))).toBe(false);
  });
});

describe('proof', () => {
  it('is asked for once all is sent, for all at once', async () => {
    const { outbox, peer } = setUpOutbox([makeJob(5)], { termsOf: oneByOne });
    await outbox.start();
    await outbox.wait();
    expect(peer.calls.map((call) => call.split(' ')[0])).toEqual([
      ...Array(5).fill('send'),
      ...Array(5).fill('confirm'),
    ]);
  });

  it('that takes its time holds up no other job: the next is sent meanwhile', async () => {
    const older = makeJob(1, { createdAt: '2026-11-22T08:00:00.000Z' });
    const { outbox, peer, rest, job } = setUpOutbox([older, makeJob(1)]);
    const { confirm } = peer.store;
    let prove = () => {};
    peer.store.confirm = async (object, signal) => {
      if (object.sopInstanceUid === older.instances[0]?.sopInstanceUid) {
        await new Promise<void>((resolve) => {
          prove = resolve;
        });
      }
      return confirm(object, signal);
    };
    await outbox.start();
    await rest();
    expect(outbox.jobs().map(({ state }) => state)).toEqual(['sending', 'confirmed']);
    prove();
    expect(await outbox.wait()).toBe(true);
    expect(job(older.id)).toMatchObject({ state: 'confirmed', attempts: 1 });
    expect(peer.told.most).toBe(1);
  });

  it('is asked for of as many objects as there are, each of which listens for the end, without a word of warning', async () => {
    const { outbox, peer } = setUpOutbox([makeJob(40)], { openStore: () => listening });
    const { store } = peer;
    const listening = {
      ...store,
      async confirm(...[object, signal]: Parameters<typeof store.confirm>) {
        signal.addEventListener('abort', () => undefined);
        return await store.confirm(object, signal);
      },
    };
    const warn = vi.spyOn(process, 'emitWarning');
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('that did not come is asked for again, and nothing is sent twice', async () => {
    const { outbox, peer, rest, clock, only } = setUpOutbox([makeJob(2)]);
    peer.failures.confirm.push('store-unproven', 'store-unproven');
    await outbox.start();
    await rest();
    expect(only()).toMatchObject({ state: 'queued', lastError: { code: 'store-unproven' } });
    clock.advance(1000);
    expect(await outbox.wait()).toBe(true);
    expect(peer.calls.filter((call) => call.startsWith('send'))).toHaveLength(2);
  });

  it('of a store that shows neither is no reason not to send what it never took', async () => {
    const job = makeJob(1);
    const { outbox, peer } = setUpOutbox([{ ...job, state: 'sending', attempts: 1 }]);
    peer.failures.confirm.push('store-unproven');
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    expect(peer.calls.map((call) => call.split(' ')[0])).toEqual(['confirm', 'send', 'confirm']);
  });

  it('of what a store took before it was full is asked for all the same', async () => {
    const { outbox, peer, only } = setUpOutbox([makeJob(3)], { termsOf: oneByOne, maxAttempts: 1 });
    const fill = peer.store.send;
    peer.store.send = async (object, signal) => {
      if (peer.has.size === 1) peer.failures.send.push('store-full');
      return await fill(object, signal);
    };
    await outbox.start();
    await outbox.wait();
    expect(only()).toMatchObject({ state: 'parked', lastError: { code: 'store-full' } });
    expect(only().instances.map(({ state }) => state)).toEqual(['confirmed', 'failed', 'unknown']);
  });
});

describe('a receipt', () => {
  it('says who has proven what, when and how; its hash is in the job and in the audit', async () => {
    const { outbox, only, trail, rest } = setUpOutbox([makeJob(2)]);
    await outbox.start();
    await outbox.wait();
    await rest();
    const receipt = receiptOf(only());
    expect(receipt).toMatchObject({ version: 1, job: only().id, store: 'folder:/nowhere' });
    expect(receipt?.objects).toHaveLength(2);
    expect(receipt?.objects[0]).toMatchObject({
      kind: 'photograph',
      sha256: '0'.repeat(64),
      confirmation: { how: 'read-back', peer: 'folder:/nowhere', at: expect.any(String) },
    });
    const sha256 = receipt ? receiptSha256(receipt) : '';
    expect(only().receipt?.sha256).toBe(sha256);
    expect(trail.entries.find(({ event }) => event === 'series-confirmed')?.about).toBe(`sha256:${sha256}`);
    // As it comes back from the disk.
    expect(receiptSha256(receiptOf(JSON.parse(JSON.stringify(only()))) ?? (receipt as never))).toBe(sha256);
  });

  it('is another one as soon as anything in it is', async () => {
    const { outbox, only } = setUpOutbox([makeJob(1)]);
    await outbox.start();
    await outbox.wait();
    const job = only();
    const [instance] = job.instances;
    const moved = {
      ...job,
      instances: [{ ...instance, confirmation: { ...instance?.confirmation, peer: 'folder:/other' } }],
    };
    const other = receiptOf(moved as OutboxJob);
    expect(other && receiptSha256(other)).not.toBe(job.receipt?.sha256);
  });

  it('comes only with the last object', () => {
    expect(receiptOf(makeJob(1, { state: 'parked' }))).toBeNull();
  });

  it('has one form alone', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: 'é' }], a: null })).toBe('{"a":null,"b":[{"a":"é","d":1}]}');
  });
});

describe('the pace of a store', () => {
  it('lets so much pass and no more, whoever’s it is, in the order in which it comes', async () => {
    const clock = fakeClock();
    const pace = createPace(100, clock);
    const order: string[] = [];
    const pass = async (who: string): Promise<void> => {
      await pace(25_000, calm);
      order.push(who);
    };
    const all = ['a', 'b', 'c', 'd', 'e'].map(pass);
    const rest = () => new Promise(setImmediate);
    await rest();
    expect(order).toEqual(['a']);
    for (const [ms, passed] of [
      [249, ['a']],
      [1, ['a', 'b']],
      [250, ['a', 'b', 'c']],
      [500, ['a', 'b', 'c', 'd', 'e']],
    ] as const) {
      clock.advance(ms);
      await rest();
      expect(order).toEqual(passed);
    }
    await Promise.all(all);
    expect(clock.pending).toBe(0);
  });

  it('ends with what it holds back, and without a limit holds back nothing', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const held = createPace(1, clock)(100_000, stop.signal);
    stop.abort();
    await expect(held).rejects.toMatchObject({ code: 'aborted' });
    expect(clock.pending).toBe(0);
    await createPace(null, clock)(1e12, calm);
  });

  it('is shown object by object while they leave, and kept nowhere', async () => {
    const job = makeJob(1);
    const uid = job.instances[0]?.sopInstanceUid ?? '';
    const chunks = [new Uint8Array(50_000), new Uint8Array(50_000)];
    const { outbox, clock, rest, only } = setUpOutbox([job], {
      termsOf: () => ({ parallel: 1, kilobytesPerSecond: 100 }),
      load: async () => ({
        ...madeObject(job, '0'),
        seriesUid: job.seriesUid,
        sopClassUid: sopClasses.photograph.uid,
        chunks,
      }),
    });
    await outbox.start();
    await rest();
    expect(outbox.moment(job.id).leaving.get(uid)).toBe(0.5);
    clock.advance(250);
    await rest();
    expect(outbox.moment(job.id).leaving.get(uid)).toBe(1);
    clock.advance(500);
    expect(await outbox.wait()).toBe(true);
    expect(outbox.moment(job.id).leaving.size).toBe(0);
    expect(only().state).toBe('confirmed');
  });
});
