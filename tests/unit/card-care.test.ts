import { expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import type { CameraIdentity, CopyFate } from '../../electron/contract/devices.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import type { RoomSettings } from '../../electron/contract/room.ts';
import { CardCare } from '../../electron/studio/card-care.ts';
import { Shelf } from '../../electron/studio/shelf.ts';
import { fakeAudit } from '../rigs/fake-audit.ts';
import { fakeCamera, fakeRoom } from '../rigs/fake-camera.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';
import { accepted, captured, opened, rejected, shotId, started, step } from '../rigs/session-records.ts';

const startMs = Date.parse('2026-11-22T09:00:00.000Z');
const at = new Date(startMs).toISOString();
const day = 24 * 3_600_000;
const minute = 60_000;
const hashOf = (number: number): string => `${number}`.repeat(64);
const identity: CameraIdentity = {
  ...{ manufacturer: 'Nikon', model: 'D750', serial: '7', settings: [], liveView: true },
  tools: { zoom: [], focus: false, autofocus: false, exposureSimulation: false },
};

function shot(number: number, camera: { model: string; serial?: string }): SessionRecord {
  const record = captured(number) as Extract<SessionRecord, { type: 'shot-captured' }>;
  return {
    ...record,
    camera: { manufacturer: 'Nikon', ...camera },
    ...{ files: record.files.map((file) => ({ ...file, sha256: hashOf(number) })) },
    copies: [{ source: `card:${number}`, sha256: hashOf(number) }],
  };
}

/** One session of a try and an accepted picture, sent and confirmed unless `job` says otherwise, and the body they lie on. */
async function station(
  change: { job?: Partial<OutboxJob>; records?: SessionRecord[]; serial?: string | undefined } = {},
) {
  const clock = fakeClock(startMs);
  const body = { model: 'D750', serial: '7' };
  const begin = opened([step('a')]);
  const { session } = begin;
  const journal: SessionRecord[] = [
    ...[begin, started(1, 'a'), shot(1, body), rejected(1), started(2, 'a'), shot(2, body), accepted(2)],
    ...(change.records ?? [{ type: 'session-closed', at }]),
  ];
  const instance = {
    ...{ shot: shotId(2), sopInstanceUid: '2.25.102', instanceNumber: 1, state: 'confirmed' as const },
    file: { name: 'shot-0002.jpg', kind: 'jpeg' as const, bytes: 102, sha256: hashOf(2) },
  };
  const jobs = [makeJob(1, { session, state: 'confirmed', instances: [instance], receipt: { at }, ...change.job })];
  const world = {
    atRest: true,
    asked: [] as string[][],
    fate: 'deleted' as CopyFate['fate'],
    /** So many copies are come to. */
    reach: 10,
    failure: null as Error | null,
    /** What reading a picture from the vault throws, by the picture's name. */
    unreadable: new Map<string, Error>(),
    read: [] as string[],
    foreseen: [] as unknown[],
  };
  const serial = 'serial' in change ? change.serial : '7';
  const camera = fakeCamera({
    identity: { ...identity, serial },
    clear: async (copies) => {
      world.asked.push(copies.map(({ source }) => source));
      if (world.failure) throw world.failure;
      return copies.slice(0, world.reach).map(({ source }) => ({ source, fate: world.fate }));
    },
  });
  const cameras = fakeRoom({ main: camera.port });
  const unforeseen: unknown[] = [];
  const unexpected = (error: unknown): string => {
    unforeseen.push(error);
    return 'X';
  };
  const shelf = new Shelf({
    vault: {
      sessions: () => [session],
      read: async () => [...journal],
      append: async (_, record) => void journal.push(record),
    },
    audit: fakeAudit(),
    clock,
    who: () => ({ operator: 'anna' }),
    onChange: () => {},
    unexpected,
  });
  await shelf.start();
  const care = new CardCare({
    ...{ clock, cameras, unexpected, sessions: shelf, outbox: { jobs: () => jobs } },
    vault: {
      async readOriginal(_, name) {
        world.read.push(name);
        const error = world.unreadable.get(name);
        if (error) throw error;
        return new Uint8Array();
      },
    },
    isAtRest: () => world.atRest,
  });
  onTestFinished(async () => {
    await care.close();
    expect([clock.pending, unforeseen]).toEqual([0, world.foreseen]);
  });
  const choose = (cardPictures: RoomSettings['cardPictures']): Promise<void> => cameras.set({ cardPictures });
  const cleared = (): unknown[] => journal.filter(({ type }) => type === 'card-cleared');
  return { world, clock, care, camera, choose, cleared, jobs };
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
const both = ['card:1', 'card:2'];

it('asks for every picture of a confirmed session, tries as well, and for none twice', async () => {
  const { world, clock, care, cleared } = await station();
  care.start();
  await expect.poll(() => cleared()).toMatchObject([{ sources: both, missed: 0 }]);
  clock.advance(minute);
  care.noteReady();
  await settled();
  expect(world.asked).toEqual([both]);
});

it.each<[string, Parameters<typeof station>[0]]>([
  ['of a delivery that is parked', { job: { state: 'parked', receipt: undefined } }],
  ['of a delivery without a receipt', { job: { receipt: undefined } }],
  ['of a picture that was not confirmed', { job: { instances: [] } }],
  ['of a session that is not closed', { records: [] }],
  ['of a session that another delivery waits for', { job: { state: 'queued' } }],
  ['on another body of the same model', { serial: '8' }],
  ['on a body that tells no serial number', { serial: undefined }],
])('asks for nothing %s', async (_, change) => {
  const { world, care } = await station(change);
  care.start();
  await settled();
  expect(world.asked).toEqual([]);
});

it('goes by the room as it is now, and holds concern the vault alone', async () => {
  const held: SessionRecord[] = [
    { type: 'session-closed', at },
    { type: 'session-held', at, on: true, reason: 'x' },
  ];
  const { world, clock, care, choose, cleared } = await station({ records: held });
  await choose('keep');
  care.start();
  await settled();
  expect(world.asked).toEqual([]);
  await choose('delete');
  clock.advance(minute);
  await expect.poll(() => cleared()).toHaveLength(1);
});

it('leaves what the vault cannot give, asks for the rest, and reads each picture once', async () => {
  const { world, care, cleared } = await station();
  const damaged = new CodedError('vault-damaged', { file: 'shot-0001.jpg.age', reason: 'broken' });
  world.unreadable.set('shot-0001.jpg', damaged);
  world.foreseen = [damaged, damaged];
  care.start();
  await expect.poll(() => cleared()).toMatchObject([{ sources: ['card:2'] }]);
  care.noteReady();
  await expect.poll(() => world.read).toEqual(['shot-0001.jpg', 'shot-0002.jpg', 'shot-0001.jpg']);
  expect(world.asked).toEqual([['card:2']]);
  world.unreadable.clear();
  care.noteReady();
  await expect.poll(() => cleared()).toMatchObject([{ sources: ['card:2'] }, { sources: ['card:1'] }]);
});

it('takes no picture that retention has purged for one that is missing', async () => {
  const gone: SessionRecord = { type: 'originals-purged', at, files: ['shot-0001.jpg', 'shot-0002.jpg'] };
  const { world, care, cleared } = await station({ records: [{ type: 'session-closed', at }, gone] });
  care.start();
  await expect.poll(() => cleared()).toHaveLength(1);
  expect([world.asked, world.read]).toEqual([[both], []]);
});

it('waits for the end of a session, and goes on with what it did not come to', async () => {
  const { world, clock, care, cleared } = await station();
  world.atRest = false;
  care.start();
  await settled();
  expect(world.asked).toEqual([]);
  world.atRest = true;
  world.reach = 1;
  clock.advance(minute);
  await expect.poll(() => cleared()).toHaveLength(1);
  clock.advance(4000);
  await expect.poll(() => cleared()).toMatchObject([{ sources: ['card:1'] }, { sources: ['card:2'] }]);
  expect(world.asked).toEqual([both, ['card:2']]);
});

it('asks again for what was refused when a camera is next connected, however late', async () => {
  const { world, clock, care, cleared } = await station();
  world.fate = 'refused';
  care.start();
  await settled();
  clock.advance(31 * day);
  await settled();
  expect(world.asked).toEqual([both]);
  care.noteReady();
  await settled();
  expect([world.asked, cleared()]).toEqual([[both, both], []]);
  world.fate = 'deleted';
  care.noteReady();
  await expect.poll(() => cleared()).toMatchObject([{ sources: both, missed: 0 }]);
});

it('looks thirty days for what is not on the card, and then says that it was missed', async () => {
  const { world, clock, care, cleared } = await station();
  world.fate = 'absent';
  care.noteReady();
  await settled();
  expect(cleared()).toEqual([]);
  clock.advance(30 * day + 1);
  world.fate = 'other';
  care.noteReady();
  await expect.poll(() => cleared()).toMatchObject([{ sources: both, missed: 2 }]);
});

it('leaves a camera that fails alone for a while, longer each time, and then asks again by itself', async () => {
  const { world, clock, care, cleared } = await station();
  world.failure = new CodedError('camera-gone');
  const count = async (): Promise<number> => {
    care.noteReady();
    await settled();
    return world.asked.length;
  };
  expect(await count()).toBe(1);
  clock.advance(3999);
  expect(await count()).toBe(1);
  clock.advance(1);
  expect(await count()).toBe(2);
  clock.advance(15_999);
  expect(await count()).toBe(2);
  world.failure = null;
  clock.advance(1);
  await expect.poll(() => cleared()).toHaveLength(1);
});

it('does not keep the program from ending', async () => {
  const { clock, care, camera, cleared } = await station();
  camera.port.clear = async () => await new Promise(() => {});
  care.start();
  let closed = false;
  const closing = care.close().then(() => {
    closed = true;
  });
  clock.advance(4999);
  await settled();
  expect(closed).toBe(false);
  clock.advance(1);
  await closing;
  expect(cleared()).toEqual([]);
});
