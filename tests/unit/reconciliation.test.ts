import { describe, expect, it } from 'vitest';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import type { Order } from '../../electron/contract/order.ts';
import { eventOf } from '../../electron/studio/audit/session-events.ts';
import { jobFor } from '../../electron/studio/hand-over.ts';
import { type Asked, correctionOf, type Hospital, mayBeOut } from '../../electron/studio/reconciliation/correcting.ts';
import { stateOfSeries } from '../../electron/studio/reconciliation/generations.ts';
import { owedJobs } from '../../electron/studio/reconciliation/owed-jobs.ts';
import { confirmedMsOf } from '../../electron/studio/retention.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { at, start, whole } from '../rigs/session-records.ts';

const later = '2026-11-22T10:00:00.000Z';
const right = { patientId: 'P2', name: 'TEST^Paul', birthDate: '2011-03-04', sex: 'M' } as const;
const respelled = { ...start.patient, name: 'TEST^Annah' };
const theirOrder: Order = {
  kind: 'order',
  accessionNumber: 'A2',
  studyUid: '2.25.777',
  scheduledStepCodes: [],
  priority: 'routine',
};
const closed: SessionRecord = { type: 'session-closed', at };
const series = [start, ...whole(1, 'one'), ...whole(2, 'two'), closed] as const;
const archive = 'dicomweb:http://127.0.0.1:9/dicom';
const copy = 'folder:/copy';

function jobOf(records: readonly SessionRecord[], store = archive): OutboxJob {
  const job = jobFor(foldSession(records), [], { store, testStore: true }, at);
  if (!job) throw new Error('nothing to send');
  return { ...job, records: records.length };
}
const began = (job: OutboxJob): OutboxJob => ({ ...job, state: 'parked', attempts: 5, begun: true });
function confirmed(job: OutboxJob): OutboxJob {
  const instances = job.instances.map((instance) => ({ ...instance, state: 'confirmed' as const }));
  return { ...job, state: 'confirmed', attempts: 1, begun: true, instances, receipt: { at } };
}

const quiet: Hospital = { tellsProgress: false, studyOf: () => undefined };
const listening: Hospital = { ...quiet, tellsProgress: true };
function numbers(from = 900): () => string {
  let next = from;
  return () => `2.25.${next++}`;
}
const timesCorrected = (records: readonly SessionRecord[]): number =>
  records.filter(({ type }) => type === 'patient-corrected').length;
function correct(
  records: readonly SessionRecord[],
  own: readonly OutboxJob[],
  asked: Asked,
  hospital = quiet,
): SessionRecord[] {
  const correction = correctionOf(
    foldSession(records),
    own,
    asked,
    hospital,
    numbers(900 + 100 * timesCorrected(records)),
  );
  return correction ? [...records, { ...correction, at: later, operator: 'anna' }] : [...records];
}
/** The jobs as the disk has them once those that are owed are saved. */
function saved(own: readonly OutboxJob[], owed: readonly OutboxJob[]): OutboxJob[] {
  return [...new Map([...own, ...owed].map((job) => [job.id, job])).values()];
}
/** The pictures of a job; what is made from them goes with them. */
const carriedIn = (job: OutboxJob | undefined) =>
  job?.instances.flatMap(({ kind = 'photograph', sopInstanceUid }) => (kind === 'photograph' ? [sopInstanceUid] : []));

describe('what a correction records', () => {
  it('is nothing where nothing would change', () => {
    expect(
      correctionOf(foldSession(series), [], { patient: start.patient, reason: 'details' }, quiet, numbers()),
    ).toBeNull();
    const ordered = [{ ...start, order: theirOrder }];
    const asked = { patient: start.patient, order: { ...theirOrder }, reason: 'wrong-item' } as const;
    expect(correctionOf(foldSession(ordered), [], asked, quiet, numbers())).toBeNull();
  });

  it('keeps all UIDs as long as nothing has gone out', () => {
    const state = foldSession(correct(series, [jobOf(series)], { patient: respelled, reason: 'details' }));
    expect(state.opened).toMatchObject({ patient: respelled, studyUid: '2.25.1', seriesUid: '2.25.2' });
    expect(state.shots.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['2.25.101', '2.25.102']);
  });

  it('ends no legal hold, and takes nothing off the card or out of the vault', () => {
    const hold: SessionRecord = { type: 'session-held', at, on: true, reason: 'court' };
    const records = [...series, hold];
    const before = foldSession(records);
    const after = foldSession(correct(records, [confirmed(jobOf(series))], { patient: right, reason: 'merged' }));
    expect(after).toMatchObject({ held: true, corrected: true, purged: before.purged, cleared: before.cleared });
    expect(after.shots.map(({ files }) => files)).toEqual(before.shots.map(({ files }) => files));
  });

  it('takes the study of another order even then', () => {
    const asked = { patient: right, order: theirOrder, reason: 'wrong-item' } as const;
    const state = foldSession(correct(series, [], asked));
    expect(state.opened).toMatchObject({ studyUid: '2.25.777', seriesUid: '2.25.2', order: theirOrder });
    // And gives it back where the order was the wrong thing.
    const ordered = [{ ...start, order: theirOrder, studyUid: '2.25.777' }];
    const { opened } = foldSession(correct(ordered, [], { patient: right, order: null, reason: 'wrong-item' }));
    expect([opened.studyUid, opened.order]).toEqual(['2.25.900', undefined]);
  });

  it.each([
    ['begun and cut off before any answer', (job: OutboxJob): OutboxJob => ({ ...job, begun: true })],
    ['attempted', (job: OutboxJob): OutboxJob => ({ ...job, attempts: 1 })],
    ['confirmed', confirmed],
    [
      'failed, put back by hand',
      (job: OutboxJob): OutboxJob => {
        return { ...job, instances: job.instances.map((one) => ({ ...one, state: 'failed' })) };
      },
    ],
  ])('gives everything new UIDs once a job was %s', (_how, change) => {
    const own = [jobOf(series), change(jobOf(series, copy))];
    const [, queued] = own;
    expect(queued && mayBeOut(queued)).toBe(true);
    const state = foldSession(correct(series, own, { patient: respelled, reason: 'details' }));
    const uids = [state.opened.studyUid, state.opened.seriesUid, ...state.shots.map((shot) => shot.sopInstanceUid)];
    expect(uids).toEqual(['2.25.900', '2.25.901', '2.25.902', '2.25.903']);
  });

  it('lends an order’s study to no other patient', () => {
    const ordered = [{ ...start, order: theirOrder, studyUid: '2.25.777' }, ...series.slice(1)];
    const own = [confirmed(jobOf(ordered))];
    const study = (asked: Asked) => foldSession(correct(ordered, own, asked)).opened.studyUid;
    expect(study({ patient: respelled, reason: 'details' })).toBe('2.25.777');
    expect(study({ patient: right, reason: 'wrong-patient' })).toBe('2.25.900');
  });

  it('is refused where pictures that went out have left the vault', () => {
    const purged: SessionRecord = { type: 'originals-purged', at, files: ['shot-0001.jpg'] };
    const records = [...series, purged];
    const ask = () => correct(records, [confirmed(jobOf(series))], { patient: right, reason: 'wrong-patient' });
    expect(ask).toThrow(expect.objectContaining({ code: 'original-purged' }));
  });

  it('begins another performed step for another item or patient, and gives up one that the RIS has heard of', () => {
    const told = (progress: 'in-progress' | 'completed'): SessionRecord => ({ type: 'progress-told', at, progress });
    const begun = [{ ...start, mppsUid: '2.25.50' }, told('in-progress')];
    const wrongItem = { patient: start.patient, order: theirOrder, reason: 'wrong-item' } as const;
    const after = foldSession(correct(begun, [], wrongItem, listening));
    expect(after).toMatchObject({ misdirected: ['2.25.50'], opened: { mppsUid: '2.25.900' } });
    expect(after.progressTold).toBeUndefined();
    const heard: SessionRecord = { type: 'progress-told', at, progress: 'discontinued', mppsUid: '2.25.50' };
    const records = [...correct(begun, [], wrongItem, listening), heard];
    expect(foldSession(records).misdirected).toEqual([]);
    expect(foldSession([...records, told('in-progress')]).progressTold).toBe('in-progress');
    // What is completed cannot be changed at the RIS, and what it never heard of need not be.
    expect(foldSession(correct([...begun, told('completed')], [], wrongItem, listening)).misdirected).toEqual([]);
    expect(foldSession(correct(begun.slice(0, 1), [], wrongItem, listening)).misdirected).toEqual([]);
    expect(foldSession(correct(begun, [], { patient: respelled, reason: 'details' }, listening)).progressTold).toBe(
      'in-progress',
    );
    // Without an order nobody waits to hear; whoever was entered by hand has a step from their order on.
    const none = foldSession(correct(begun, [], { patient: right, order: null, reason: 'wrong-item' }, listening));
    expect([none.opened.mppsUid, none.misdirected]).toEqual([undefined, ['2.25.50']]);
    expect(foldSession(correct([start], [], wrongItem, listening)).opened.mppsUid).toBe('2.25.900');
    expect(foldSession(correct([start], [], wrongItem)).opened.mppsUid).toBeUndefined();
  });

  it('puts a series where others of its order lie', () => {
    const { studyUid: _studyUid, ...order } = theirOrder;
    const asked = { patient: right, order, reason: 'wrong-item' } as const;
    const own = [confirmed(jobOf(series))];
    const known = foldSession(correct(series, own, asked, { ...quiet, studyOf: () => '2.25.888' }));
    expect(known.opened.studyUid).toBe('2.25.888');
    expect(foldSession(correct(series, own, asked)).opened.studyUid).toBe('2.25.900');
  });
});

describe('what a correction makes of deliveries', () => {
  it('is nothing without one', () => {
    expect(owedJobs(series, [began(jobOf(series))], later)).toEqual([]);
  });

  it('turns a waiting job into what it has to be, under its own id: never both, never neither', () => {
    const waiting = { ...jobOf(series), urgent: true as const, copy: true as const };
    const records = correct(series, [waiting], { patient: right, order: theirOrder, reason: 'wrong-item' });
    const owed = owedJobs(records, [waiting], later);
    const { id, createdAt } = waiting;
    expect(owed).toMatchObject([{ id, createdAt, state: 'queued', studyUid: '2.25.777', records: records.length }]);
    expect(owed[0]).toMatchObject({ urgent: true, copy: true, testStore: true });
    expect(carriedIn(owed[0])).toEqual(['2.25.101', '2.25.102']);
    expect(owedJobs(records, saved([waiting], owed), later)).toEqual([]);
  });

  it('withdraws what was begun, sends the series anew to the same store, then rejects what may be there', () => {
    const half = began(jobOf(series));
    const records = correct(series, [half], { patient: right, reason: 'wrong-patient' });
    const owed = owedJobs(records, [half], later);
    const state = foldSession(records);
    expect(owed.map(({ state: is, store }) => [is, store])).toEqual([
      ['queued', archive],
      ['withdrawn', archive],
      ['queued', archive],
    ]);
    const [anew, , note] = owed;
    expect(anew).toMatchObject({ studyUid: state.opened.studyUid, seriesUid: '2.25.901', attempts: 0 });
    expect(carriedIn(anew)).toEqual(state.shots.map(({ sopInstanceUid }) => sopInstanceUid));
    expect(note).toMatchObject({
      studyUid: '2.25.1',
      records: series.length,
      instances: [{ kind: 'rejection', patientId: 'P1', state: 'unknown' }],
      rejects: {
        studyUid: '2.25.1',
        seriesUid: '2.25.2',
        title: '113038',
        instances: [{ sopInstanceUid: '2.25.101' }, { sopInstanceUid: '2.25.102' }],
      },
    });
    expect([undefined, anew?.seriesUid, '2.25.2']).not.toContain(note?.instances[0]?.seriesUid);
    expect((note?.createdAt ?? '') > (anew?.createdAt ?? '')).toBe(true);
  });

  it.each([
    ['details', '113037'],
    ['merged', '113037'],
    ['wrong-patient', '113038'],
    ['wrong-item', '113038'],
  ] as const)('calls a note for %s %s', (reason, title) => {
    const own = [confirmed(jobOf(series))];
    const owed = owedJobs(correct(series, own, { patient: right, reason }), own, later);
    expect(owed.map(({ rejects }) => rejects?.title)).toEqual([undefined, title]);
  });

  it('treats each store by what it may have', () => {
    const own = [confirmed(jobOf(series)), { ...jobOf(series, copy), copy: true as const }];
    const owed = owedJobs(correct(series, own, { patient: right, reason: 'merged' }), own, later);
    const told = owed.map(({ store, rejects, id }) => [store, rejects !== undefined, own.some((job) => job.id === id)]);
    expect(told).toEqual([
      [archive, false, false],
      [archive, true, false],
      [copy, false, true],
    ]);
  });

  it('ends the same wherever it was cut off', () => {
    const own = [confirmed(jobOf(series)), began(jobOf(series, copy))];
    const records = correct(series, own, { patient: right, reason: 'merged' });
    const owed = owedJobs(records, own, later);
    const shape = (jobs: readonly OutboxJob[]) =>
      jobs.map(({ store, state, seriesUid, rejects }) => [store, state, rejects ?? seriesUid]).sort();
    for (let kept = 0; kept <= owed.length; kept += 1) {
      const half = saved(own, owed.slice(0, kept));
      const rest = owedJobs(records, half, later);
      expect(rest).toHaveLength(owed.length - kept);
      expect(shape(saved(half, rest))).toEqual(shape(saved(own, owed)));
    }
  });

  it('rejects nothing twice when it is corrected twice, and nothing that never went out', () => {
    const own = [confirmed(jobOf(series))];
    const once = correct(series, own, { patient: right, reason: 'wrong-patient' });
    const afterOnce = saved(own, owedJobs(once, own, later));
    const twice = correct(once, afterOnce, { patient: { ...right, name: 'TEST^Paula' }, reason: 'details' });
    expect(foldSession(twice).opened.seriesUid).toBe(foldSession(once).opened.seriesUid);
    const owed = owedJobs(twice, afterOnce, later);
    expect(owed).toMatchObject([{ state: 'queued', records: twice.length, seriesUid: '2.25.901' }]);
    expect(owed[0]?.id).toBe(afterOnce[1]?.id);
    // Once more, now that the second has gone out too.
    const out = saved(afterOnce, owed).map((job) => (job.rejects ? job : confirmed(job)));
    const thrice = correct(twice, out, { patient: start.patient, reason: 'wrong-patient' });
    const notes = owedJobs(thrice, out, later).flatMap(({ rejects }) => rejects?.seriesUid ?? []);
    expect(notes).toEqual(['2.25.901']);
  });

  it('leaves a session that is still open to its closing', () => {
    const open = series.slice(0, -1);
    const own = [began(jobOf(open))];
    const owed = owedJobs(correct(open, own, { patient: right, reason: 'merged' }), own, later);
    expect(owed.map(({ state, rejects }) => [state, rejects !== undefined])).toEqual([
      ['withdrawn', false],
      ['queued', true],
    ]);
  });
});

describe('whoever knows a series', () => {
  const own = [confirmed(jobOf(series))];
  const records = correct(series, own, { patient: right, reason: 'wrong-patient' });

  it('finds it under the old UID, as it went out then, and under the new one', () => {
    expect(stateOfSeries(records, '2.25.2')).toMatchObject({ opened: { patient: start.patient, studyUid: '2.25.1' } });
    expect(stateOfSeries(records, '2.25.901')).toMatchObject({ opened: { patient: right, seriesUid: '2.25.901' } });
    expect(stateOfSeries(records, '2.25.3')).toBeUndefined();
  });

  it('takes what is rejected for no proof: the vault keeps it until the new series is confirmed, and the note', () => {
    const state = foldSession(records);
    expect(confirmedMsOf(foldSession(series), own)).toBe(Date.parse(at));
    expect(confirmedMsOf(state, own)).toBeUndefined();
    const all = saved(own, owedJobs(records, own, later));
    expect(confirmedMsOf(state, all)).toBeUndefined();
    const [old, anew, note] = all;
    if (!old || !anew || !note) throw new Error('three jobs');
    expect(confirmedMsOf(state, [old, confirmed(anew), note])).toBeUndefined();
    expect(confirmedMsOf(state, [old, confirmed(anew), { ...confirmed(note), receipt: { at: later } }])).toBe(
      Date.parse(later),
    );
    const withdrawn: OutboxJob = { ...began(jobOf(series, copy)), state: 'withdrawn' };
    expect(confirmedMsOf(state, [withdrawn, confirmed(anew)])).toBe(Date.parse(at));
  });

  it('is told of it by the trail without a word about the patient', () => {
    const record = records.at(-1);
    if (record?.type !== 'patient-corrected') throw new Error('no correction');
    const event = eventOf(record, start, { operator: 'anna' });
    expect(event).toMatchObject({ event: 'patient-corrected', about: 'wrong-patient', series: '2.25.901' });
    expect(JSON.stringify(event)).not.toMatch(/P2|Paul|2011/);
  });
});
