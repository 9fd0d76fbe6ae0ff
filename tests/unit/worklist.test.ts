import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import type { AuditRecord } from '../../electron/contract/audit.ts';
import { connections } from '../../electron/contract/connections.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { type WorklistItem, worklistItem } from '../../electron/contract/order.ts';
import { codeAs } from '../../electron/stores/ris-peer.ts';
import { worklistErrors } from '../../electron/stores/worklist/ask-worklist.ts';
import type { WorklistQuery } from '../../electron/stores/worklist/worklist-query.ts';
import { localDay } from '../../electron/studio/worklist/kept-worklist.ts';
import { Worklist } from '../../electron/studio/worklist/worklist.ts';
import { memoryKept } from '../rigs/access-stage.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const noon = new Date(2026, 10, 22, 12).getTime();
const settings = (address = 'dicom:RIS@ris:104') => connections.parse({ worklist: { address } });

function item(id: string, scheduledOn: string): WorklistItem {
  return worklistItem.parse({
    ...{ id, patient: { patientId: id, name: `NAME^${id}` }, scheduledAt: `${scheduledOn}T08:00:00` },
    order: { kind: 'order', accessionNumber: id },
  });
}

/** A worklist whose RIS answers when and what the test says. */
function stage(kept = memoryKept()) {
  const clock = fakeClock(noon);
  const asked: { address: string; query: WorklistQuery; answer(items: WorklistItem[] | CodedError): void }[] = [];
  const state = { current: settings(), wanted: true };
  const events: AuditRecord[] = [];
  const worklist = new Worklist({
    vault: { kept },
    connections: {
      get current() {
        return state.current;
      },
    },
    protocols: new Map(),
    ris: {
      worklist: ({ address }, query) =>
        new Promise((resolve, reject) => {
          const answer = (items: WorklistItem[] | CodedError): void => {
            if (items instanceof CodedError) reject(items);
            else resolve({ items, broken: 1, complete: true });
          };
          asked.push({ address, query, answer });
        }),
    },
    audit: {
      owe: async (event) => {
        events.push(event);
      },
    },
    who: () => ({ operator: 'anna' }),
    clock,
    isWanted: () => state.wanted,
    unexpected: (error) => String(error),
    onChange: () => undefined,
  });
  return { worklist, asked, clock, kept, state, events };
}

/** Lets all that is decided take its course. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const ids = (worklist: Worklist) => worklist.view(true).items.map(({ id }) => id);
const down = new CodedError('worklist-unreachable', { reason: 'timeout' });

describe('the worklist', () => {
  it('is asked at the start for today, and every five minutes while somebody wants to see it', async () => {
    const { worklist, asked, clock, state } = stage();
    await worklist.start();
    await settled();
    expect(asked.map(({ query }) => [query.from, query.to])).toEqual([['2026-11-22', '2026-11-22']]);
    expect(worklist.view(true).state).toBe('asking');
    asked[0]?.answer([item('a', '2026-11-22')]);
    await settled();
    expect(worklist.view(true)).toMatchObject({ state: 'ready', broken: 1, items: [{ id: 'a' }] });
    expect(worklist.view(false).items).toEqual([]);
    clock.advance(4 * minute);
    await settled();
    expect(asked).toHaveLength(1);
    state.wanted = false;
    clock.advance(20 * minute);
    await settled();
    expect(asked).toHaveLength(1);
    state.wanted = true;
    worklist.look();
    await settled();
    expect(asked).toHaveLength(2);
    asked[1]?.answer([]);
    await worklist.close();
    expect(clock.pending).toBe(0);
  });

  it('keeps what was known while the RIS is down, and drops what is long over', async () => {
    const first = stage();
    await first.worklist.start();
    await settled();
    first.asked[0]?.answer([item('today', '2026-11-22'), item('tomorrow', '2026-11-23')]);
    await settled();
    const second = stage(first.kept);
    second.clock.advance(day);
    await second.worklist.start();
    await settled();
    second.asked[0]?.answer(down);
    await settled();
    expect(second.worklist.view(true)).toMatchObject({ state: 'failed', error: { code: 'worklist-unreachable' } });
    expect(second.worklist.view(true).at).toBe(first.worklist.view(true).at);
    expect(ids(second.worklist)).toEqual(['today', 'tomorrow']);
    second.clock.advance(day);
    expect(ids(second.worklist)).toEqual(['tomorrow']);
  });

  it('is an event of the trail where somebody asks for it, and nobody’s name is', async () => {
    const { worklist, asked, events } = stage();
    await worklist.start();
    asked[0]?.answer([item('a', '2026-11-22')]);
    await settled();
    expect(events).toEqual([]);
    const [refreshed, found, looked] = [worklist.refresh(), worklist.find('a'), worklist.ofPatient('NAME^a')];
    await settled();
    for (const { query, answer } of asked.slice(1)) {
      if (query.patient === undefined) answer([item('a', '2026-11-22')]);
      else answer(down);
    }
    await Promise.all([refreshed, found]);
    await expect(looked).rejects.toMatchObject({ code: 'worklist-unreachable' });
    const queried = { operator: 'anna', event: 'worklist-queried' };
    expect(events.toSorted((a, b) => `${a.about}`.localeCompare(`${b.about}`))).toEqual([
      { ...queried, about: 'list', outcome: 'success', count: 1 },
      { ...queried, about: 'order', outcome: 'success', count: 1 },
      { ...queried, about: 'patient', outcome: 'failed', code: 'worklist-unreachable' },
    ]);
    await worklist.close();
  });

  it('of another RIS is another one', async () => {
    const { worklist, asked, state } = stage();
    await worklist.start();
    await settled();
    state.current = settings('dicom:OTHER@ris:104');
    worklist.look();
    asked[0]?.answer([item('a', '2026-11-22')]);
    await settled();
    expect(asked.map(({ address }) => address)).toEqual(['dicom:RIS@ris:104', 'dicom:OTHER@ris:104']);
    expect(worklist.view(true)).toMatchObject({ state: 'asking', items: [] });
    asked[1]?.answer([item('b', '2026-11-22')]);
    await settled();
    expect(ids(worklist)).toEqual(['b']);
    state.current = connections.parse({});
    expect(worklist.view(true)).toEqual({ state: 'unset', items: [] });
  });

  it('is asked once by all who ask at the same time', async () => {
    const { worklist, asked } = stage();
    await worklist.start();
    const both = Promise.all([worklist.refresh(), worklist.refresh()]);
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]?.answer([]);
    await both;
  });

  it('finds an order of any day, as it was known where the RIS is down', async () => {
    const { worklist, asked } = stage();
    await worklist.start();
    await settled();
    asked[0]?.answer([item('a', '2026-11-22')]);
    await settled();
    const known = worklist.find('a');
    expect(asked[1]?.query).toEqual({ accessionNumber: 'a' });
    asked[1]?.answer(down);
    expect(await known).toMatchObject({ id: 'a' });
    const unknown = worklist.find('b');
    asked[2]?.answer(down);
    await expect(unknown).rejects.toBe(down);
    const two = worklist.find('c');
    asked[3]?.answer([item('c', '2026-11-22'), { ...item('c', '2026-11-22'), patient: { patientId: 'x', name: 'X' } }]);
    await expect(two).rejects.toMatchObject({ code: 'worklist-item-unknown', params: { item: 'c' } });
  });
});

describe('the day on the wall', () => {
  it('is this station’s own', () => {
    expect(localDay(new Date(2026, 10, 22, 0, 5).getTime())).toBe('2026-11-22');
    expect(localDay(new Date(2026, 10, 22, 23, 55).getTime(), 1)).toBe('2026-11-23');
    expect(localDay(new Date(2026, 2, 1, 12).getTime(), -1)).toBe('2026-02-28');
  });
});

describe('what a RIS does not do', () => {
  it.each([
    ['store-timeout', 'worklist-unreachable', 'timeout'],
    ['store-unauthorised', 'worklist-refused', 'unauthorised'],
    ['store-format-refused', 'worklist-refused', 'format-refused'],
    ['aborted', 'aborted', undefined],
  ] as const)('%s is said as %s', async (code, said, reason) => {
    const work = codeAs(worklistErrors, () => Promise.reject(new CodedError(code)));
    await expect(work).rejects.toMatchObject({ code: said, params: reason ? { reason } : {} });
  });
});
