import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '../../electron/base/uid.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { makeJob, memoryKeeper } from '../rigs/outbox-jobs.ts';
import { closeOutboxes, oneByOne, setUpOutbox } from '../rigs/outbox-stage.ts';

afterEach(async () => {
  expect(await closeOutboxes()).toBe(0);
});

const later = '2026-11-22T09:00:00.001Z';
/** A note as a correction makes it, for the session of another job. */
function noteBehind({ session }: OutboxJob): OutboxJob {
  const rejects = { studyUid: '2.25.1', seriesUid: '2.25.2', title: '113038' } as const;
  const instances = [{ sopClassUid: '2.25.3', sopInstanceUid: '2.25.4' }];
  return makeJob(1, { session, createdAt: later, rejects: { ...rejects, instances } });
}
const sent = (calls: readonly string[]): string[] =>
  calls.flatMap((call) => (call.startsWith('send ') ? [call.slice('send '.length)] : []));
const uidOf = (job: OutboxJob): string => job.instances[0]?.sopInstanceUid ?? '';

describe('a note that rejects a series', () => {
  it('waits for the series that takes its place, however often that has to be tried', async () => {
    const anew = makeJob(1);
    const note = noteBehind(anew);
    const { outbox, peer, clock, job, rest } = setUpOutbox([note, anew], { maxAttempts: 3 });
    peer.failures.send.push('store-unreachable');
    await outbox.start();
    await rest();
    expect([job(anew.id).attempts, job(note.id).attempts]).toEqual([1, 0]);
    clock.advance(1000);
    expect(await outbox.wait()).toBe(true);
    expect(sent(peer.calls)).toEqual([uidOf(anew), uidOf(anew), uidOf(note)]);
  });

  it('goes all the same once that has come to its end: wrong pictures stay nowhere for want of right ones', async () => {
    const anew = makeJob(1);
    const note = noteBehind(anew);
    const { outbox, peer, job } = setUpOutbox([anew, note], { termsOf: oneByOne });
    peer.failures.send.push('store-refused');
    await outbox.start();
    expect(await outbox.wait()).toBe(true);
    expect([job(anew.id).state, job(note.id).state]).toEqual(['parked', 'confirmed']);
  });

  it('waits for nobody else’s', async () => {
    const other = makeJob(1);
    const note = noteBehind(makeJob(1));
    const { outbox, peer, clock, job, rest } = setUpOutbox([other, note]);
    peer.failures.send.push('store-unreachable');
    await outbox.start();
    await rest();
    expect([job(other.id).state, job(note.id).state]).toEqual(['queued', 'confirmed']);
    clock.advance(1000);
    expect(await outbox.wait()).toBe(true);
  });
});

describe('amending what a session delivers', () => {
  it('cuts off what is on its way, says that it was begun, and sends what it is told instead', async () => {
    const job = makeJob(1);
    const { outbox, peer, job: named, rest } = setUpOutbox([job]);
    peer.told.hang = true;
    await outbox.start();
    await rest();
    const anew = makeJob(1, { session: job.session });
    await outbox.amend(job.session, async (own) => {
      expect(own).toMatchObject([{ id: job.id, state: 'queued', attempts: 0, begun: true }]);
      peer.told.hang = false;
      return own.map((one): OutboxJob => ({ ...one, state: 'withdrawn' })).concat(anew);
    });
    expect(await outbox.wait()).toBe(true);
    expect([named(job.id).state, named(anew.id).state]).toEqual(['withdrawn', 'confirmed']);
    await outbox.retry();
    expect(sent(peer.calls)).toEqual([uidOf(job), uidOf(anew)]);
  });

  it('changes nothing where the work fails', async () => {
    const job = makeJob(1);
    const { outbox, peer, only, rest } = setUpOutbox([job]);
    peer.told.hang = true;
    await outbox.start();
    await rest();
    peer.told.hang = false;
    const failing = outbox.amend(job.session, () => Promise.reject(new CodedError('vault-full')));
    await expect(failing).rejects.toMatchObject({ code: 'vault-full' });
    expect(await outbox.wait()).toBe(true);
    expect(only().state).toBe('confirmed');
  });

  it('lets nothing of the session leave where a job could not be saved, until it is done again', async () => {
    const keeper = memoryKeeper();
    const full = { is: false };
    const jobs = {
      ...keeper,
      save: (job: OutboxJob) => (full.is ? Promise.reject(new CodedError('vault-full')) : keeper.save(job)),
    };
    const { outbox, peer, rest } = setUpOutbox([], { jobs });
    await outbox.start();
    await outbox.pause(true);
    const job = makeJob(1);
    await outbox.enqueue(job);
    const other = { ...job, studyUid: '2.25.9' };
    full.is = true;
    await expect(outbox.amend(job.session, async () => [other])).rejects.toMatchObject({ code: 'vault-full' });
    full.is = false;
    await outbox.pause(false);
    await rest();
    expect(peer.calls).toEqual([]);
    const more = outbox.enqueue(makeJob(1, { id: newId(), session: job.session }));
    await expect(more).rejects.toMatchObject({ code: 'not-now' });
    await outbox.amend(job.session, async () => [other]);
    expect(await outbox.wait()).toBe(true);
    expect((await keeper.all())[0]).toMatchObject({ state: 'confirmed', studyUid: '2.25.9' });
  });
});
