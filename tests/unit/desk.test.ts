import { expect, it } from 'vitest';
import { connections } from '../../electron/contract/connections.ts';
import { neededFor, reserveBytes } from '../../electron/contract/disk.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { type OutboxJob, type SessionRecord, sessionRecord } from '../../electron/contract/journal.ts';
import { type Patient, patient } from '../../electron/contract/patient.ts';
import { type Protocol, protocol as protocolSchema } from '../../electron/contract/protocol.ts';
import { openFolder } from '../../electron/stores/folder.ts';
import { Archives } from '../../electron/studio/archives.ts';
import { Desk } from '../../electron/studio/desk.ts';
import { ownPictures } from '../../electron/studio/priors.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { viewSession } from '../../electron/studio/session-view.ts';
import { fakeSurroundings } from '../rigs/fake-session.ts';
import { step } from '../rigs/session-records.ts';

const { index: _index, ...a } = step('a');
const { index: _other, ...b } = step('b');
const { id: _id, view: _view, title, instruction: _text, required: _required, accessories: _with, ...defaults } = a;
const protocol = protocolSchema.parse({
  ...{ id: 'test', version: 1, title, description: title, defaults, steps: [a, b] },
  ...{ extras: [{ ...b, id: 'c', view: 'C' }], composite: { title, rows: [['a', 'b']] } },
});
const anna = patient.parse({ patientId: 'P-1', name: 'TEST^Anna', birthDate: '2012-03-04', sex: 'F' });
const paul = patient.parse({ patientId: 'P-2', name: 'TEST^Paul', birthDate: '2011-03-04', sex: 'M' });

type Journals = Map<string, SessionRecord[]>;

/** A studio's desk over journals that outlive it. */
async function station(journals: Journals, plan: Protocol = protocol, simulated = true) {
  const sent: OutboxJob[] = [];
  const disk: { state: 'ok' | 'full'; freeBytes: number } = { state: 'ok', freeBytes: 200e9 };
  const write = async (session: string, record: SessionRecord): Promise<void> => {
    if (disk.state === 'full') throw new CodedError('vault-full');
    journals.get(session)?.push(sessionRecord.parse(record));
  };
  const { deps, clock } = fakeSurroundings(write);
  const desk: Desk = new Desk({
    ...deps,
    vault: {
      ...deps.vault,
      sessions: () => [...journals.keys()],
      read: async (session) => [...(journals.get(session) ?? [])],
      createSession: async (opened) => {
        if (opened.type === 'session-opened') journals.set(opened.session, [sessionRecord.parse(opened)]);
      },
    },
    disk: { look: async () => ({ state: disk.state, freeBytes: disk.state === 'full' ? 0 : disk.freeBytes }) },
    outbox: { jobs: () => [], enqueue: async (job) => void sent.push(job) },
    cameras: {
      ...deps.cameras,
      list: () => deps.cameras.list().map(({ role, camera }) => ({ role, camera: { ...camera, simulated } })),
    },
    connections: { current: connections.parse({}) },
    archives: new Archives({
      stores: {
        given: [],
        testStore: false,
        embedded: openFolder('/srv/pictures'),
        open: () => openFolder('/srv/pictures'),
      },
      connections: { current: connections.parse({}) },
    }),
    ...{ protocols: new Map([[plan.id, plan]]) },
    onSettled: async () => {},
  });
  await desk.start();
  const open = async (who: Patient): Promise<string> => {
    clock.advance(60_000);
    return await desk.open({ patient: who, protocol: 'test' });
  };
  const take = async (): Promise<void> => {
    clock.advance(1000);
    await desk.runner?.take();
  };
  return { desk, disk, clock, open, take, sent };
}

it('knows the session that was cut off, until it is taken up, and none that was left in good order', async () => {
  const journals: Journals = new Map();
  const first = await station(journals);
  const cut = await first.open(anna);
  await first.take();
  await first.take();

  const second = await station(journals);
  expect(second.desk.interrupted).toEqual({ session: cut, saved: 2 });
  await second.desk.resume(cut);
  expect(second.desk.interrupted).toBeNull();
  const third = await station(journals);
  expect(third.desk.interrupted).toMatchObject({ session: cut });
  await third.desk.resume(cut);
  await third.desk.pause();
  expect((await station(journals)).desk.interrupted).toBeNull();

  const fourth = await station(journals);
  await fourth.desk.resume(cut);
  await fourth.desk.close();
  expect((await station(journals)).desk.interrupted).toBeNull();
});

it('forgets it when another session is opened, and does not bring it up again', async () => {
  const journals: Journals = new Map();
  const cut = await (await station(journals)).open(anna);
  const second = await station(journals);
  expect(second.desk.interrupted).toEqual({ session: cut, saved: 0 });
  await second.open(paul);
  expect(second.desk.interrupted).toBeNull();
  await second.desk.close();
  expect((await station(journals)).desk.interrupted).toBeNull();
});

it('takes no journal without comings and goings for an interrupted one', async () => {
  const journals: Journals = new Map();
  await (await station(journals)).open(anna);
  const [[session, records]] = [...journals] as [[string, SessionRecord[]]];
  const old = records.map((record) => (record.type === 'session-opened' ? { ...record, tracked: undefined } : record));
  expect((await station(new Map([[session, old]]))).desk.interrupted).toBeNull();
});

it('opens a session where twice its views find room beside the reserve, and no byte below that', async () => {
  const journals: Journals = new Map();
  const { disk, open } = await station(journals);
  disk.freeBytes = neededFor(protocol.steps.length) - 1;
  await expect(open(anna)).rejects.toMatchObject({ code: 'disk-full' });
  expect(journals.size).toBe(0);
  disk.freeBytes += 1;
  await open(anna);
  expect(journals.size).toBe(1);
});

it('begins no shot in the reserve, says so, and goes on once there is room again', async () => {
  const journals: Journals = new Map();
  const { desk, disk, open, take } = await station(journals);
  await open(anna);
  await take();
  disk.freeBytes = reserveBytes - 1;
  const before = [...journals.values()].flat().length;
  await expect(take()).rejects.toMatchObject({ code: 'disk-full' });
  expect(desk.runner?.problem).toMatchObject({ code: 'disk-full' });
  // The picture under review was accepted by that press; nothing else was begun.
  expect([...journals.values()].flat().slice(before)).toMatchObject([{ type: 'shot-accepted' }]);
  disk.freeBytes = reserveBytes;
  await take();
  expect(desk.runner?.state.shots).toHaveLength(2);
});

it('puts a session on hold wherever it is: on screen, aside, closed, and while it comes and goes', async () => {
  const journals: Journals = new Map();
  const { desk, open } = await station(journals);
  const hold = (id: string, on: boolean) => desk.record(id, { type: 'session-held', on, reason: 'court' });
  const held = (id: string) => [desk.sessions.of(id)?.held, foldSession(journals.get(id) ?? []).held];
  const first = await open(anna);
  await hold(first, true);
  expect([desk.runner?.state.held, held(first)]).toEqual([true, [true, true]]);
  await Promise.all([desk.pause(), hold(first, false)]);
  expect(held(first)).toEqual([false, false]);
  await Promise.all([desk.resume(first), hold(first, true)]);
  expect([desk.runner?.state.held, held(first)]).toEqual([true, [true, true]]);
  await desk.runner?.skip('x');
  await desk.runner?.skip('x');
  await desk.finish();
  await open(paul);
  await hold(first, false);
  expect(held(first)).toEqual([false, false]);
  await expect(hold('nobody', true)).rejects.toMatchObject({ code: 'session-unknown' });
});

it('opens a forensic series on hold', async () => {
  const journals: Journals = new Map();
  const { desk } = await station(journals, { ...protocol, forensic: true });
  const session = await desk.open({ patient: anna, protocol: 'test' });
  expect([desk.runner?.state.held, foldSession(journals.get(session) ?? []).held]).toEqual([true, true]);
});

it('lets everybody out on a full disk, and nobody new in', async () => {
  const journals: Journals = new Map();
  const { desk, disk, open, take } = await station(journals);
  const session = await open(anna);
  await take();
  disk.state = 'full';
  await desk.pause();
  expect(desk.runner).toBeNull();
  await expect(open(paul)).rejects.toMatchObject({ code: 'disk-full' });
  expect([...journals.keys()]).toEqual([session]);
  await desk.resume(session);
  expect(desk.runner?.phase).toBe('review');
  await desk.close();
});

it('offers what the patient’s earlier visits accepted of a view, newest first, then its own', async () => {
  const journals: Journals = new Map();
  const { desk, open, take } = await station(journals);
  const visits: string[] = [];
  for (let visit = 0; visit < 10; visit++) {
    visits.push(await open(anna));
    await take();
    await desk.runner?.accept();
    await desk.pause();
  }
  await open(paul);
  await take();
  await desk.runner?.accept();
  await desk.pause();

  const now = await open(anna);
  expect(desk.earlier.get('A')?.map(({ session }) => session)).toEqual(visits.toReversed().slice(0, 8));
  expect(desk.earlier.get('B')).toBeUndefined();
  await take();
  await desk.runner?.accept();
  await desk.runner?.add({ like: 'a' });
  const state = desk.runner?.state;
  if (!state) throw new Error('no session');
  const view = viewSession(state, { phase: 'ready', problem: undefined, protocol, earlier: desk.earlier });
  const own = ownPictures(state).get('A') ?? [];
  expect(own).toMatchObject([{ session: now, shot: state.shots[0]?.id, fieldWidthMm: a.fieldWidthMm }]);
  expect(view.steps.map(({ id, priors, extra }) => [id, priors.length, priors.at(-1)?.session === now, extra])).toEqual(
    [
      ['a', 9, true, false],
      ['b', 0, false, false],
      ['a-2', 9, true, true],
    ],
  );
  expect(view.extras.map(({ id }) => id)).toEqual(['c']);
  expect(view.undo).toEqual({ what: 'added', step: 'a-2' });
});

it.each<[string, Partial<Patient>, number]>([
  ['the same person', {}, 1],
  ['a name that is typed otherwise', { name: 'Test^ÀNNA ' }, 1],
  ['another number', { patientId: 'P-9' }, 0],
  ['a mistyped number of somebody born on another day', { birthDate: '2012-04-03' }, 0],
  ['a mistyped number of a twin', { name: 'TEST^Paul' }, 0],
  ['the same number of another register', { issuer: 'OTHER' }, 0],
])('offers earlier pictures of nobody else: %s', async (_what, change, views) => {
  const { desk, open, take } = await station(new Map());
  await open(anna);
  await take();
  await desk.runner?.accept();
  await desk.pause();
  await open({ ...anna, ...change });
  expect(desk.earlier.size).toBe(views);
});

it('goes by the number and the birth date where an issuer vouches for it: names change', async () => {
  const { desk, open, take } = await station(new Map());
  await open({ ...anna, issuer: 'HOSPITAL' });
  await take();
  await desk.runner?.accept();
  await desk.pause();
  await open({ ...anna, issuer: 'HOSPITAL', name: 'MARTIN^Anna' });
  expect(desk.earlier.size).toBe(1);
});

it('lays no simulated picture over a real patient’s', async () => {
  const journals: Journals = new Map();
  const { desk, open, take } = await station(journals);
  const visit = await open(anna);
  await take();
  await desk.runner?.accept();
  await desk.close();
  const records = journals.get(visit) ?? [];
  journals.set(
    visit,
    records.map((record) => (record.type === 'session-opened' ? { ...record, simulated: false } : record)),
  );
  const next = await station(journals);
  await next.open(anna);
  expect(next.desk.earlier.size).toBe(0);
});

it.each([
  [true, 1],
  [false, 0],
])(
  'sends to the station’s own folder what is simulated, and nothing of a real patient (%s)',
  async (simulated, jobs) => {
    const { desk, open, take, sent } = await station(new Map(), protocol, simulated);
    await open(anna);
    await take();
    await take();
    await desk.runner?.accept();
    await desk.finish();
    expect(sent).toHaveLength(jobs);
  },
);
