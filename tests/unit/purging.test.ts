import { expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { type Department, department } from '../../electron/contract/department.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { OutboxJob, SessionRecord } from '../../electron/contract/journal.ts';
import { Purging } from '../../electron/studio/purging.ts';
import { Shelf } from '../../electron/studio/shelf.ts';
import { fakeAudit } from '../rigs/fake-audit.ts';
import { makeJob } from '../rigs/outbox-jobs.ts';
import { accepted, captured, opened, shotId, started, step } from '../rigs/session-records.ts';

const day = 24 * 3_600_000;
const startMs = Date.parse('2026-11-22T09:00:00.000Z');
const at = new Date(startMs).toISOString();
const file = { name: 'shot-0001.jpg', kind: 'jpeg', bytes: 101, sha256: 'a'.repeat(64) } as const;

/** Sessions that were sent and confirmed this morning, in a vault in memory. */
async function station(count: number, rules: Partial<Department>, { nowMs = startMs, foundAt = at } = {}) {
  const clock = fakeClock(nowMs);
  const audit = fakeAudit();
  const journals = new Map<string, SessionRecord[]>();
  const jobs: OutboxJob[] = [];
  for (let n = 1; n <= count; n += 1) {
    const session = `00000000-0000-4000-9000-00000000000${n}`;
    const records = [started(1, 'a'), captured(1), accepted(1), { type: 'session-closed', at } as const];
    journals.set(session, [{ ...opened([step('a')]), session, seriesUid: `2.25.${n}` }, ...records]);
    const instance = {
      shot: shotId(1),
      sopInstanceUid: '2.25.101',
      file,
      instanceNumber: 1,
      state: 'confirmed' as const,
    };
    jobs.push(makeJob(1, { session, state: 'confirmed', instances: [instance], receipt: { at } }));
  }
  const world = {
    atRest: true,
    failure: null as { at: string; error: Error } | null,
    removed: [] as string[],
    unforeseen: [] as unknown[],
    rules: department.parse(rules),
    broken: null as Error | null,
  };
  const unexpected = (error: unknown): string => {
    world.unforeseen.push(error);
    return 'X';
  };
  const shelf = new Shelf({
    vault: {
      sessions: () => [...journals.keys()],
      read: async (session) => [...(journals.get(session) ?? [])],
      append: async (session, record) => {
        if (world.failure?.at === session) throw world.failure.error;
        journals.get(session)?.push(record);
      },
    },
    audit,
    clock,
    who: () => ({ operator: 'anna' }),
    onChange: () => {},
    unexpected,
  });
  await shelf.start();
  const purging = new Purging({
    vault: {
      removePurged: async (session) => {
        world.removed.push(session);
        return 1;
      },
      audit: { foundAt },
    },
    outbox: { jobs: () => jobs },
    clock,
    department: {
      get current() {
        return world.rules;
      },
      get certain() {
        if (world.broken) throw world.broken;
        return world.rules;
      },
    },
    sessions: shelf,
    isAtRest: () => world.atRest,
    unexpected,
  });
  onTestFinished(async () => {
    await purging.close();
    expect(clock.pending).toBe(0);
  });
  const purged = (): string[] => {
    return [...journals].flatMap(([session, records]) =>
      records.flatMap(({ type }) => (type === 'originals-purged' ? [session.slice(-1)] : [])),
    );
  };
  return { world, clock, audit, journals, shelf, purging, purged, ids: [...journals.keys()] };
}

/** Whatever runs by itself has run. */
const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

it('lets go by itself of what is due: at the start and within a day of its day, once', async () => {
  const { world, clock, audit, purging, purged } = await station(2, { originalsDays: 3 });
  purging.start();
  await settled();
  expect(purged()).toEqual([]);
  clock.advance(3 * day - 1);
  await settled();
  expect(purged()).toEqual([]);
  clock.advance(day);
  await expect.poll(() => purged()).toEqual(['1', '2']);
  expect(audit.entries).toMatchObject([
    { event: 'purged', outcome: 'success', operator: '', series: '2.25.1', count: 1 },
    { event: 'purged', outcome: 'success', operator: '', series: '2.25.2', count: 1 },
  ]);
  clock.advance(5 * day);
  await settled();
  expect([purged(), world.removed.length]).toEqual([['1', '2'], 2]);
  expect(purging.list().map(({ why }) => why)).toEqual(['gone', 'gone']);
});

it('believes no clock that is years ahead since the last run: from there on it counts the time itself', async () => {
  const { clock, purging, purged } = await station(1, { originalsDays: 3 }, { nowMs: startMs + 4000 * day });
  purging.start();
  await settled();
  expect(purged()).toEqual([]);
  clock.advance(2 * day);
  await settled();
  expect(purged()).toEqual([]);
  clock.advance(2 * day);
  await expect.poll(() => purged()).toEqual(['1']);
});

it('waits for the end of a session, and follows soon after it', async () => {
  const { world, clock, purging, purged } = await station(1, { originalsDays: 0 });
  world.atRest = false;
  purging.start();
  clock.advance(3 * day);
  await settled();
  expect(purged()).toEqual([]);
  world.atRest = true;
  clock.advance(10 * 60_000);
  await expect.poll(() => purged()).toEqual(['1']);
});

it('lets go of nothing by itself where the department has set no delay, and by hand of what is confirmed', async () => {
  const { clock, audit, purging, purged } = await station(2, {});
  purging.start();
  clock.advance(400 * day);
  await settled();
  expect(purged()).toEqual([]);
  expect(await purging.byHand({ operator: 'chef', role: 'department-head' })).toBe(2);
  expect(audit.entries.map(({ operator, role }) => [operator, role])).toEqual([
    ['chef', 'department-head'],
    ['chef', 'department-head'],
  ]);
  expect(await purging.byHand({ operator: 'chef' })).toBe(0);
  expect(purged()).toEqual(['1', '2']);
});

it('purges the others where one cannot be, and says what it met', async () => {
  const { world, purging, purged, ids } = await station(3, { originalsDays: 0 });
  world.failure = { at: ids[1] ?? '', error: new CodedError('vault-full') };
  await expect(purging.byHand({ operator: 'chef' })).rejects.toMatchObject({ code: 'vault-full' });
  expect([purged(), world.removed]).toEqual([
    ['1', '3'],
    [ids[0], ids[2]],
  ]);
});

it('takes a hold that comes in between for what it is', async () => {
  const { world, purging, purged, ids } = await station(2, { originalsDays: 0 });
  world.failure = { at: ids[0] ?? '', error: new CodedError('session-held') };
  expect(await purging.byHand({ operator: 'chef' })).toBe(1);
  expect(purged()).toEqual(['2']);
});

it('lets go of nothing where nobody knows what the department decided', async () => {
  const { world, clock, purging, purged } = await station(1, { originalsDays: 0 });
  world.broken = new CodedError('vault-damaged');
  await expect(purging.byHand({ operator: 'chef' })).rejects.toMatchObject({ code: 'vault-damaged' });
  purging.start();
  clock.advance(2 * day);
  await expect.poll(() => world.unforeseen.length).toBeGreaterThan(0);
  expect(purged()).toEqual([]);
});

it('begins nothing more once it is closed', async () => {
  const { clock, purging, purged } = await station(2, { originalsDays: 1 });
  purging.start();
  await purging.close();
  expect(clock.pending).toBe(0);
  clock.advance(9 * day);
  await settled();
  expect(purged()).toEqual([]);
});
