import { expect, it } from 'vitest';
import { outboxJob, type SessionRecord } from '../../electron/contract/journal.ts';
import { identityOf } from '../../electron/stores/outbox-object.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { objectsOf } from '../../electron/studio/series-objects.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import {
  accepted,
  captured,
  checked,
  opened,
  rejected,
  shotId,
  started,
  step,
  whole,
} from '../rigs/session-records.ts';

const at = '2026-11-22T10:00:00.000Z';
const target = { store: 'folder:/store', testStore: false };
const first = [opened([step('a'), step('b')]), ...whole(1, 'a'), ...whole(2, 'b')];

it('carries every accepted picture, in the order of the protocol, and can be saved', () => {
  const job = jobFor(foldSession(first), [], target, at);
  expect(outboxJob.parse(job)).toEqual(job);
  expect(job?.instances.map(({ kind, shot, instanceNumber }) => [kind, shot, instanceNumber])).toEqual([
    ['photograph', shotId(1), 1],
    ['photograph', shotId(2), 2],
    ['report', undefined, 1],
    ['key-objects', undefined, 1],
  ]);
  expect(job?.records).toBe(first.length);
});

it('knows of every object whose it is before any of them leaves: what arrives and goes unheard is looked for as theirs', () => {
  const job = jobFor(foldSession(first), [], target, at);
  const known = job?.instances.flatMap((instance) => identityOf(job, instance) ?? []);
  expect(known?.map(({ patientId }) => patientId)).toEqual(['P1', 'P1']);
  expect(job?.instances.every(({ patientId }) => patientId === 'P1')).toBe(true);
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
  // The report and the Key Objects tell of other pictures now: they are others.
  expect(second?.instances.map(({ kind, shot, instanceNumber }) => [kind, shot, instanceNumber])).toEqual([
    ['photograph', shotId(3), 2],
    ['report', undefined, 1],
    ['key-objects', undefined, 1],
  ]);
  expect(job && jobFor(again, [{ ...job, store: 'folder:/other' }], target, at)?.instances).toHaveLength(4);
});

it('gives what lies on its side, or was taken in a mirror, a picture that stands; documents go before the report', () => {
  const attached: SessionRecord = {
    type: 'document-attached',
    at,
    file: { name: 'document-0001.pdf', kind: 'pdf', bytes: 10, sha256: 'b'.repeat(64) },
    document: 'consent',
    title: 'Consentement',
    sopInstanceUid: '2.25.77',
  };
  const lying = { ...captured(1), turn: 6 } as SessionRecord;
  const records = [
    opened([step('a'), step('b', { mirror: 'top-bottom' }), step('c')]),
    ...[started(1, 'a'), lying, checked(1), accepted(1)],
    ...whole(2, 'b'),
    ...whole(3, 'c'),
    attached,
  ];
  const objects = objectsOf(foldSession(records));
  expect(objects.map(({ kind, shot, instanceNumber }) => [kind, shot, instanceNumber])).toEqual([
    ['photograph', shotId(1), 1],
    ['photograph', shotId(2), 2],
    ['photograph', shotId(3), 3],
    ['derived', shotId(1), 1001],
    ['derived', shotId(2), 1002],
    ['document', undefined, 2],
    ['report', undefined, 1],
    ['key-objects', undefined, 1],
  ]);
  expect(objects).toEqual(objectsOf(foldSession(records)));
  expect(new Set(objects.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(objects.length);
  const seriesOf = (kind: string) => new Set(objects.flatMap((one) => (one.kind === kind ? [one.seriesUid] : [])));
  expect([...seriesOf('photograph'), ...seriesOf('derived')]).toEqual([undefined, undefined]);
  expect(seriesOf('document')).toEqual(seriesOf('report'));
  expect(seriesOf('report')).not.toEqual(seriesOf('key-objects'));
});
