import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import { jobAfter, mayBeThere, type OutboxEvent, waitAfter } from '../../electron/stores/outbox-job.ts';
import { identityOf } from '../../electron/stores/outbox-object.ts';
import { receiptOf } from '../../electron/stores/outbox-receipt.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';

const now = '2026-11-22T10:00:00.000Z';
const job = makeJob(3);
const [first, second, third] = job.instances.map(({ sopInstanceUid }) => sopInstanceUid) as [string, string, string];
const outcome = (events: OutboxEvent[], from: OutboxJob = job) =>
  events.reduce((so, event) => jobAfter(so, event, now), from);
const failed = (instance: string, code: ErrorCode): OutboxEvent => ({ type: 'failed', instance, error: { code } });
const ended: OutboxEvent = { type: 'ended', maxAttempts: 3, audit: { n: 7, hash: 'a'.repeat(64) } };
const stored = (instance: string): OutboxEvent => ({ type: 'stored', instance });
const proof = { how: 'commitment', peer: 'ARCHIVE@pacs', transaction: '2.25.7' } as const;
const confirmed = (instance: string): OutboxEvent => ({ type: 'confirmed', instance, proof });
const all = (event: typeof stored): OutboxEvent[] => [first, second, third].map(event);

describe('a job', () => {
  it.each<[string, OutboxEvent[], Partial<OutboxJob>]>([
    ['is sent', [{ type: 'started' }], { state: 'sending', attempts: 1 }],
    [
      'is confirmed only with every instance',
      [{ type: 'started' }, ...all(confirmed), ended],
      { state: 'confirmed', receipt: { at: now, audit: { n: 7, hash: 'a'.repeat(64) } } },
    ],
    [
      'goes on while time may mend it',
      [{ type: 'started' }, failed(first, 'store-unreachable'), ended],
      { state: 'queued', attempts: 1, lastError: { code: 'store-unreachable' } },
    ],
    [
      'is parked after the last attempt',
      [
        { type: 'started' },
        ended,
        { type: 'started' },
        ended,
        { type: 'started' },
        failed(first, 'store-timeout'),
        ended,
      ],
      { state: 'parked', attempts: 3, lastError: { code: 'store-timeout' } },
    ],
    [
      'is parked at once for what only a person can mend, which is what it then shows',
      [{ type: 'started' }, failed(first, 'store-timeout'), failed(second, 'store-different'), ended],
      { state: 'parked', attempts: 1, lastError: { code: 'store-different' } },
    ],
    [
      'is not held up by what an earlier attempt met',
      [
        { type: 'started' },
        failed(first, 'store-refused'),
        ended,
        { type: 'retried' },
        { type: 'started' },
        failed(second, 'store-unreachable'),
        ended,
      ],
      { state: 'queued', attempts: 1, lastError: { code: 'store-unreachable' } },
    ],
    [
      'is parked when its store cannot be opened',
      [{ type: 'started' }, { type: 'gave-up', error: { code: 'address-invalid' } }],
      { state: 'parked' },
    ],
    [
      'is taken up after a crash, the attempt counted',
      [{ type: 'started' }, { type: 'recovered' }],
      { state: 'queued', attempts: 1 },
    ],
    [
      'is taken up after a pause, the attempt not counted',
      [{ type: 'started' }, { type: 'interrupted', cutOff: false }],
      { state: 'queued', attempts: 0 },
    ],
    [
      'starts anew when a person says so',
      [{ type: 'started' }, failed(first, 'store-refused'), ended, { type: 'retried' }],
      { state: 'queued', attempts: 0 },
    ],
    [
      'that is confirmed stays so',
      [{ type: 'started' }, ...all(confirmed), ended, { type: 'retried' }],
      { state: 'confirmed' },
    ],
    ['being sent is not started twice', [{ type: 'started' }, { type: 'retried' }], { state: 'sending', attempts: 1 }],
  ])('%s', (_, events, expected) => {
    const end = outcome(events);
    expect(end).toMatchObject(expected);
    expect(end.instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual([first, second, third]);
  });

  it('that was stored but not confirmed is not done', () => {
    expect(outcome([{ type: 'started' }, ...all(stored), ended])).toMatchObject({ state: 'queued' });
  });

  it('says how far it came with what held it up', () => {
    const events: OutboxEvent[] = [{ type: 'started' }, confirmed(first)];
    const end = outcome([...events, failed(second, 'store-incomplete'), ended]);
    expect(end.lastError).toEqual({ code: 'store-incomplete', params: { confirmed: 1, of: 3 } });
  });

  it('loses its last error when all is confirmed', () => {
    const events: OutboxEvent[] = [{ type: 'started' }, failed(first, 'store-timeout'), ended, { type: 'started' }];
    expect(outcome([...events, ...all(confirmed), ended]).lastError).toBeUndefined();
  });
});

describe('an instance', () => {
  const stateOf = (events: OutboxEvent[]) => outcome(events).instances[0];
  it('goes from unknown to stored to confirmed', () => {
    expect(stateOf([])).toMatchObject({ state: 'unknown' });
    expect(stateOf([{ type: 'stored', instance: first }])).toMatchObject({ state: 'stored' });
    expect(stateOf([confirmed(first)])).toMatchObject({ state: 'confirmed' });
  });

  it('knows from its sending on whose it is, however it goes on', () => {
    const sent: OutboxEvent = { type: 'stored', instance: first, patientId: 'P-0001' };
    const [instance] = outcome([sent, failed(first, 'store-timeout'), stored(first)]).instances;
    expect(instance && identityOf(job, instance)).toMatchObject({ sopInstanceUid: first, patientId: 'P-0001' });
  });

  it('keeps what the store noted when it took it, also in the receipt', () => {
    const warning = '0xB007 Data Set does not match SOP Class';
    const events: OutboxEvent[] = [{ type: 'stored', instance: first, warning }, confirmed(first)];
    expect(stateOf(events)).toMatchObject({ state: 'confirmed', warning });
    expect(receiptOf(outcome([...events, ...all(confirmed), ended]))?.objects[0]).toMatchObject({ warning });
  });

  it('that failed says why, until it does not', () => {
    const events = [failed(first, 'store-full')];
    expect(stateOf(events)).toMatchObject({ state: 'failed', error: { code: 'store-full' } });
    expect(stateOf([...events, { type: 'stored', instance: first }])?.error).toBeUndefined();
  });

  it('that was proven stays proven, whatever could not be saved of it', () => {
    expect(stateOf([confirmed(first), failed(first, 'vault-full')])).toMatchObject({
      state: 'confirmed',
      error: undefined,
    });
  });

  it('that was stored stays stored when its confirmation fails', () => {
    expect(stateOf([{ type: 'stored', instance: first }, failed(first, 'store-timeout')])).toMatchObject({
      state: 'stored',
      error: { code: 'store-timeout' },
    });
  });

  it.each<[string, OutboxEvent[], boolean]>([
    ['on its first attempt', [{ type: 'started' }], false],
    ['stored before', [{ type: 'stored', instance: first }, { type: 'started' }], true],
    ['failed before', [failed(first, 'store-timeout'), { type: 'retried' }, { type: 'started' }], true],
    ['unknown after a crash', [{ type: 'started' }, { type: 'recovered' }, { type: 'started' }], true],
    [
      'unknown after a crash and somebody who did not want to wait',
      [{ type: 'started' }, { type: 'recovered' }, { type: 'retried' }, { type: 'started' }],
      true,
    ],
    [
      'unknown after it was cut off',
      [{ type: 'started' }, { type: 'interrupted', cutOff: true }, { type: 'started' }],
      true,
    ],
    [
      'unknown after a pause',
      [{ type: 'started' }, { type: 'interrupted', cutOff: false }, { type: 'started' }],
      false,
    ],
  ])('%s: looked for before it is sent: %s', (_, events, expected) => {
    const end = outcome(events);
    expect(mayBeThere(end, end.instances[0] as OutboxJob['instances'][number])).toBe(expected);
  });
});

it('waits double each time, spread by a quarter', () => {
  expect([1, 2, 3, 4].map((attempt) => waitAfter(attempt, 1000, 0.5))).toEqual([1000, 2000, 4000, 8000]);
  expect([waitAfter(1, 1000, 0), waitAfter(1, 1000, 1)]).toEqual([750, 1250]);
});
