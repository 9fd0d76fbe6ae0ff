import { describe, expect, it } from 'vitest';
import { type Department, department } from '../../electron/contract/department.ts';
import type { OutboxJob, SessionRecord, StoredFile } from '../../electron/contract/journal.ts';
import { earlierPictures, ownPictures } from '../../electron/studio/priors.ts';
import { mayGo, retentionOf } from '../../electron/studio/retention.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';
import { accepted, at, captured, opened, rejected, shotId, started, step } from '../rigs/session-records.ts';

const start = opened([step('a'), step('b')]);
const sha = (letter: string): string => letter.repeat(64);
const jpeg = (number: number, letter: string): StoredFile => {
  return { name: `shot-000${number}.jpg`, kind: 'jpeg', bytes: 10, sha256: sha(letter) };
};
const raw = (number: number, letter: string): StoredFile => {
  return { name: `shot-000${number}-2.raw`, kind: 'raw', bytes: 30, sha256: sha(letter) };
};
const taken = (number: number, stepId: string, ...files: StoredFile[]): SessionRecord[] => [
  started(number, stepId),
  { ...captured(number), files } as SessionRecord,
];
const closed: SessionRecord = { type: 'session-closed', at };
const hold = (on: boolean): SessionRecord => ({ type: 'session-held', at, on, reason: 'court' });
const purged = (...files: string[]): SessionRecord => ({ type: 'originals-purged', at, files });

/** View a as RAW and JPEG after a try that was rejected, view b as JPEG alone. */
const shots: SessionRecord[] = [
  ...taken(1, 'a', jpeg(1, '1'), raw(1, '2')),
  rejected(1),
  ...taken(2, 'a', jpeg(2, '3'), raw(2, '4')),
  accepted(2),
  ...taken(3, 'b', jpeg(3, '5')),
  accepted(3),
];
const series = [...shots, closed];

type InstanceState = OutboxJob['instances'][number]['state'];
function delivery(
  state: OutboxJob['state'],
  pictures: [number, StoredFile, InstanceState?][],
  receiptAt = at,
): OutboxJob {
  return makeJob(pictures.length, {
    session: start.session,
    state,
    instances: pictures.map(([number, file, is = 'confirmed'], index) => {
      const instance = { shot: shotId(number), sopInstanceUid: `2.25.10${number}`, file, instanceNumber: index + 1 };
      return { ...instance, state: is };
    }),
    ...(state === 'confirmed' ? { receipt: { at: receiptAt } } : {}),
  });
}
const both: [number, StoredFile][] = [
  [2, jpeg(2, '3')],
  [3, jpeg(3, '5')],
];
const sent = delivery('confirmed', both);
const copyOf = (job: OutboxJob): OutboxJob => ({ ...job, copy: true });
const day = 24 * 3_600_000;
const then = Date.parse(at);

function ask(
  records: SessionRecord[],
  jobs: OutboxJob[],
  rules: Partial<Department> = { originalsDays: 30 },
  now = then + 31 * day,
) {
  return retentionOf(foldSession([start, ...records]), jobs, department.parse(rules), now);
}

describe('originals stay', () => {
  it.each([
    ['while the session is open', 'open', shots, [sent]],
    ['while it is on hold', 'held', [...series, hold(true)], [sent]],
    ['on hold, open or not', 'held', [...shots, hold(true)], []],
    ['while nothing was sent', 'not-sent', series, []],
    ['while one of two archives has not confirmed', 'not-confirmed', series, [sent, delivery('parked', both)]],
    ['where only a copy went out', 'not-sent', series, [copyOf(sent)]],
    ['while a copy is still to be sent', 'not-confirmed', series, [sent, copyOf(delivery('queued', both))]],
    ['while one accepted picture is in no delivery', 'not-sent', series, [delivery('confirmed', [[2, jpeg(2, '3')]])]],
    [
      'where what was sent has other bytes',
      'not-sent',
      series,
      [
        delivery('confirmed', [
          [2, jpeg(2, '9')],
          [3, jpeg(3, '5')],
        ]),
      ],
    ],
    ['while the delivery waits', 'not-confirmed', series, [delivery('queued', both)]],
    ['while it is parked, whatever it holds', 'not-confirmed', series, [delivery('parked', both)]],
    ['while another delivery of the session is parked', 'not-confirmed', series, [sent, delivery('parked', both)]],
    ['without a receipt', 'not-confirmed', series, [{ ...sent, receipt: undefined }]],
    [
      'while the store has not proven one instance',
      'not-confirmed',
      series,
      [
        delivery('confirmed', [
          [2, jpeg(2, '3')],
          [3, jpeg(3, '5'), 'stored'],
        ]),
      ],
    ],
    ['where a store for tests has them alone', 'not-confirmed', series, [{ ...sent, testStore: true }]],
    ['where nothing was accepted', 'not-sent', [...taken(1, 'a', jpeg(1, '1')), rejected(1), closed], []],
  ] as [string, string, SessionRecord[], OutboxJob[]][])('%s', (_when, why, records, jobs) => {
    const { view } = ask(records, jobs);
    expect(view.why).toBe(why);
    expect([mayGo(view, 'by-itself'), mayGo(view, 'by-hand')]).toEqual([false, false]);
  });

  it('until the delay has passed since the last receipt of all, for hands too', () => {
    const later = delivery('confirmed', [[3, jpeg(3, '5')]], new Date(then + 5 * day).toISOString());
    const first = delivery('confirmed', [[2, jpeg(2, '3')]]);
    const due = then + 35 * day;
    const before = ask(series, [first, later], { originalsDays: 30 }, due - 1).view;
    expect(before).toMatchObject({ why: 'waiting', dueAt: new Date(due).toISOString() });
    expect([mayGo(before, 'by-itself'), mayGo(before, 'by-hand')]).toEqual([false, false]);
    const after = ask(series, [first, later], { originalsDays: 30 }, due).view;
    expect([after.why, mayGo(after, 'by-itself')]).toEqual(['due', true]);
  });

  it('with them a document that was attached, once it is confirmed itself', () => {
    const file: StoredFile = { name: 'document-0001.pdf', kind: 'pdf', bytes: 9, sha256: 'd'.repeat(64) };
    const attached: SessionRecord = {
      ...{ type: 'document-attached', at, file, document: 'consent', title: 'x', sopInstanceUid: '2.25.900' },
    };
    const withDocument = (state: InstanceState): OutboxJob => {
      const [, ...rest] = sent.instances;
      const [picture] = sent.instances;
      if (!picture) throw new Error('no instance');
      const { shot: _shot, ...bare } = picture;
      const document = { ...bare, kind: 'document', sopInstanceUid: '2.25.900', file, state } as const;
      return { ...sent, instances: [picture, ...rest, document] };
    };
    const records = [...shots, attached, closed];
    expect(ask(records, [withDocument('confirmed')]).files).toContain(file.name);
    expect(ask(records, [sent]).files).not.toContain(file.name);
  });

  it('for ever by themselves where there is no delay, and go by hand', () => {
    const { view } = ask(series, [sent], {}, then + 9999 * day);
    expect([view.why, view.dueAt]).toEqual(['kept', undefined]);
    expect([mayGo(view, 'by-itself'), mayGo(view, 'by-hand')]).toEqual([false, true]);
  });

  it('again from the moment a hold ends', () => {
    expect(ask([...series, hold(true), hold(false)], [sent]).view.why).toBe('due');
  });
});

describe('of a series that is due', () => {
  const pictures = ['shot-0002.jpg', 'shot-0003.jpg'];
  it.each([
    ['only what a store has', {}, pictures, 3],
    ['tries as well', { purgeRejected: true }, ['shot-0001.jpg', ...pictures], 2],
    [
      'RAW files of what was sent as well',
      { purgeRaw: true },
      ['shot-0002.jpg', 'shot-0002-2.raw', 'shot-0003.jpg'],
      2,
    ],
    [
      'everything',
      { purgeRejected: true, purgeRaw: true },
      ['shot-0001.jpg', 'shot-0001-2.raw', 'shot-0002.jpg', 'shot-0002-2.raw', 'shot-0003.jpg'],
      0,
    ],
  ] as [string, Partial<Department>, string[], number][])(
    'goes, as the department says, %s',
    (_what, rules, files, unsent) => {
      const { view, files: going } = ask(series, [sent], { originalsDays: 30, ...rules });
      expect([...going].sort()).toEqual([...files].sort());
      expect(view).toMatchObject({ why: 'due', originals: files.length, unsent });
      expect(view.bytes).toBe(files.reduce((sum, name) => sum + (name.endsWith('raw') ? 30 : 10), 0));
    },
  );

  it('nothing goes twice, and what the department lets go later still does', () => {
    const after = [...series, purged(...pictures)];
    expect(ask(after, [sent])).toMatchObject({ view: { why: 'gone', originals: 0, bytes: 0, unsent: 3 }, files: [] });
    const later = ask(after, [sent], { originalsDays: 30, purgeRaw: true });
    expect(later).toMatchObject({ view: { why: 'due', unsent: 2 }, files: ['shot-0002-2.raw'] });
  });

  it('a try that an earlier delivery took to the store is no longer only here', () => {
    const before = delivery('confirmed', [[1, jpeg(1, '1')]]);
    expect([...ask(series, [before, sent]).files].sort()).toEqual(['shot-0001.jpg', ...pictures]);
  });
});

describe('a session whose originals have left', () => {
  const state = foldSession([start, ...series, purged('shot-0002.jpg')]);

  it('says so of the shot whose picture has gone, and knows its hash for ever', () => {
    expect(state.shots.map(({ purged: gone }) => gone)).toEqual([undefined, true, undefined]);
    expect(state.shots[1]?.files.map(({ sha256 }) => sha256)).toEqual([sha('3'), sha('4')]);
    expect(state.purged).toEqual(['shot-0002.jpg']);
  });

  it('has neither come on screen nor been worked on by that, nor by a hold', () => {
    const later = '2030-01-01T00:00:00.000Z';
    const records: SessionRecord[] = [
      { ...hold(true), at: later } as SessionRecord,
      { ...purged('shot-0003.jpg'), at: later } as SessionRecord,
    ];
    const { lastAt, seenAt, recordedAt } = foldSession([start, ...series, ...records]);
    expect([lastAt, seenAt, recordedAt]).toEqual([at, at, later]);
  });

  it('offers no ghost of what cannot be shown', () => {
    expect([...ownPictures(state).keys()]).toEqual(['B']);
    const visit = { ...start, session: '6f2b7a9e-0000-4000-8000-000000000002' };
    expect([...earlierPictures([state], foldSession([visit])).keys()]).toEqual(['B']);
  });

  it('was on hold from its opening where its protocol is forensic', () => {
    expect(foldSession([{ ...start, held: true }, ...series]).held).toBe(true);
  });
});

it('lets originals go though a copy of them failed: only archives count', () => {
  expect(ask(series, [sent, copyOf(delivery('parked', both))]).view.why).toBe('due');
  expect(ask(series, [sent, copyOf(sent)]).view.why).toBe('due');
});
