import { expect, it } from 'vitest';
import { outboxJob } from '../../electron/contract/journal.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { opened, rejected, shotId, step, whole } from '../rigs/session-records.ts';

const at = '2026-11-22T10:00:00.000Z';
const target = { store: 'folder:/store', testStore: false };
const first = [opened([step('a'), step('b')]), ...whole(1, 'a'), ...whole(2, 'b')];

it('carries every accepted picture, in the order of the protocol, and can be saved', () => {
  const job = jobFor(foldSession(first), [], target, at);
  expect(outboxJob.parse(job)).toEqual(job);
  expect(job?.instances.map(({ shot, instanceNumber }) => [shot, instanceNumber])).toEqual([
    [shotId(1), 1],
    [shotId(2), 2],
  ]);
});

it('carries nothing where nothing was accepted, or all is on its way', () => {
  expect(jobFor(foldSession([opened([step('a')])]), [], target, at)).toBeNull();
  const job = jobFor(foldSession(first), [], target, at);
  expect(job && jobFor(foldSession(first), [job], target, at)).toBeNull();
});

it('carries what was taken again after a closing that was cut short', () => {
  const job = jobFor(foldSession(first), [], target, at);
  const again = foldSession([...first, rejected(2), ...whole(3, 'b')]);
  const second = job && jobFor(again, [job], target, at);
  expect(second?.instances.map(({ shot, instanceNumber }) => [shot, instanceNumber])).toEqual([[shotId(3), 2]]);
});
