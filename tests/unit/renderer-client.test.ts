import { MessageChannel } from 'node:worker_threads';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { WorklistItem } from '../../electron/contract/order.ts';
import { answer, client } from '../../electron/contract/rpc.ts';
import { Catalogue } from '../../renderer/catalogue/catalogue.ts';
import { difference, projector } from '../../renderer/catalogue/projection.ts';
import {
  deliveryCounts,
  expected,
  expectedLike,
  latestDeliveries,
  sessionsIn,
  sessionsLike,
  worklistCounts,
} from '../../renderer/catalogue/queries.ts';
import { backoff } from '../../renderer/client/backoff.ts';
import { frameSource, portFrames } from '../../renderer/client/frames.ts';
import { portWire } from '../../renderer/client/wires.ts';
import { fieldOf, scaleBarMm, viewBox } from '../../renderer/liveview/field.ts';
import { arrowPath, turnedBy } from '../../renderer/liveview/fixation-marks.ts';
import { aSummary } from '../rigs/page-states.ts';

describe('live frames', () => {
  const channel = () => {
    const asked: number[] = [];
    let give: (jpeg: Uint8Array<ArrayBuffer>) => void = () => {};
    const source = frameSource({ ask: () => asked.push(asked.length), onBytes: (listener) => (give = listener) });
    return { asked, source, give: (value: number) => give(new Uint8Array([value])) };
  };

  it('are asked for one at a time: asking twice is asking once', () => {
    const { asked, source, give } = channel();
    source.ask();
    source.ask();
    expect(asked).toHaveLength(1);
    give(1);
    source.ask();
    expect(asked).toHaveLength(2);
  });

  it('go to the last listener, and nowhere when nobody listens', () => {
    const { source, give } = channel();
    const seen: string[] = [];
    const stopFirst = source.listen((jpeg) => seen.push(`first ${jpeg[0]}`));
    const stopSecond = source.listen((jpeg) => seen.push(`second ${jpeg[0]}`));
    stopFirst();
    give(1);
    stopSecond();
    give(2);
    expect(seen).toEqual(['second 1']);
  });
});

describe('the ports that the desktop shell hands over', () => {
  it('carry the contract both ways and end what is pending when they close', async () => {
    const { port1, port2 } = new MessageChannel();
    const contract = {
      calls: { double: { input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) } },
      events: {},
    };
    answer(portWire(port2 as unknown as MessagePort), contract, { double: ({ n }) => ({ n: 2 * n }) }, String);
    const page = client(portWire(port1 as unknown as MessagePort), contract);
    expect(await page.call('double', { n: 21 })).toEqual({ n: 42 });
    const closed = new Promise<void>((resolve) => page.onClose(resolve));
    port2.close();
    await closed;
    await expect(page.call('double', { n: 1 })).rejects.toMatchObject({ code: 'wire-closed' });
  });

  it('carry frames on asking', async () => {
    const { port1, port2 } = new MessageChannel();
    const source = portFrames(port1 as unknown as MessagePort);
    const frame = new Promise<Uint8Array>((resolve) => source.listen(resolve));
    const asked = new Promise((resolve) => port2.once('message', resolve));
    source.ask();
    expect(await asked).toBe('next');
    port2.postMessage(new Uint8Array([0xff, 0xd8]));
    expect([...(await frame)]).toEqual([0xff, 0xd8]);
    port1.close();
  });
});

describe('the way back', () => {
  it('waits longer each time, up to five seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map(backoff)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });
});

describe('the field', () => {
  it('is the frame’s, whichever way it lies and whatever its size', () => {
    expect(fieldOf(144, 1.5)).toEqual({ widthMm: 144, heightMm: 96 });
    expect(fieldOf(144, 4 / 3)).toEqual({ widthMm: 144, heightMm: 108 });
    expect(fieldOf(360, 2 / 3)).toEqual({ widthMm: 240, heightMm: 360 });
    expect(viewBox({ left: -72, top: -48, widthMm: 144, heightMm: 96 })).toBe('-72 -48 144 96');
  });

  it.each([
    [144, 20],
    [36, 5],
    [72, 10],
    [1800, 200],
    [6, 1],
  ])('%s mm wide has a scale bar of %s mm', (width, bar) => {
    expect(scaleBarMm(width)).toBe(bar);
  });

  it('shows the patient’s left on the right, up above', () => {
    const { x, y } = turnedBy({ leftDeg: 30, upDeg: 30 }, 10);
    expect(x).toBeCloseTo(4.33);
    expect(y).toBeCloseTo(-5);
    expect(turnedBy({ leftDeg: -90, upDeg: 0 }, 10)).toEqual({ x: -10, y: 0 });
    expect(turnedBy(undefined, 10)).toEqual({ x: 0, y: 0 });
    expect(arrowPath({ leftDeg: 30, upDeg: 0 }, 100)).toMatch(/^M-13 0L13 0M/);
    expect(arrowPath({ leftDeg: 0, upDeg: 30 }, 100)).toMatch(/^M0 13L0 -13M/);
    expect(arrowPath({ leftDeg: 0, upDeg: 0 }, 100)).toBeNull();
  });
});

describe('the working catalogue', () => {
  const opened: Catalogue[] = [];
  const fresh = (): Catalogue => {
    const catalogue = new Catalogue({ indexedDB: new IDBFactory(), IDBKeyRange });
    opened.push(catalogue);
    return catalogue;
  };
  afterEach(() => {
    for (const catalogue of opened.splice(0)) catalogue.close();
  });
  const patient = (name: string, patientId: string) =>
    ({ name, patientId, birthDate: '2016-05-04', sex: 'F' }) as const;
  const sessions = [
    aSummary({ id: '1', openedAt: '2026-03-12T08:00:00.000Z', patient: patient('DUPRÉ^Zoé', 'A-100') }),
    aSummary({
      id: '2',
      openedAt: '2026-03-12T09:00:00.000Z',
      patient: patient('DUPONT^Léo', 'B-200'),
      state: 'closed',
    }),
    aSummary({ id: '3', openedAt: '2026-03-12T10:00:00.000Z', patient: patient('MARTIN^Ana', 'A-300') }),
  ];
  const deliveries = [
    {
      id: 'j1',
      session: '2',
      series: '1',
      store: 'folder:/srv',
      state: 'parked',
      attempts: 2,
      confirmed: 3,
      of: 9,
      pictures: [] as DeliveryView['pictures'],
      updatedAt: '2026-03-12T09:10:00.000Z',
    },
    {
      id: 'j2',
      session: '9',
      series: '2',
      store: 'folder:/srv',
      state: 'confirmed',
      attempts: 1,
      confirmed: 9,
      of: 9,
      pictures: [] as DeliveryView['pictures'],
      updatedAt: '2026-03-12T09:20:00.000Z',
    },
  ] as const;

  const worklist = { items: [] as WorklistItem[] };

  it('lists by state, newest first, and counts deliveries', async () => {
    const catalogue = fresh();
    await projector(catalogue)({ sessions, deliveries, worklist });
    expect((await sessionsIn(catalogue, 'open', 10)).map(({ id }) => id)).toEqual(['3', '1']);
    expect((await sessionsIn(catalogue, 'open', 1)).map(({ id }) => id)).toEqual(['3']);
    expect((await latestDeliveries(catalogue, 10)).map(({ id }) => id)).toEqual(['j2', 'j1']);
    expect(await deliveryCounts(catalogue)).toEqual({ queued: 0, sending: 0, confirmed: 1, parked: 1, withdrawn: 0 });
  });

  it('finds by the beginning of a name or number', async () => {
    const catalogue = fresh();
    await projector(catalogue)({ sessions, deliveries, worklist });
    expect((await sessionsLike(catalogue, 'dup', 10)).map(({ id }) => id)).toEqual(['2', '1']);
    expect((await sessionsLike(catalogue, 'Dupré', 10)).map(({ id }) => id)).toEqual(['1']);
    expect((await sessionsLike(catalogue, 'a-', 10)).map(({ id }) => id)).toEqual(['3', '1']);
    expect(await sessionsLike(catalogue, 'zoé', 10)).toEqual([]);
  });

  it('follows the snapshot: what changed is written, what is gone is gone', async () => {
    const catalogue = fresh();
    const project = projector(catalogue);
    const overtaken = project({ sessions, deliveries, worklist });
    const closed = sessions.slice(0, 2).map((summary) => ({ ...summary, state: 'closed' as const }));
    await Promise.all([overtaken, project({ sessions: closed, deliveries: [], worklist })]);
    expect(await sessionsIn(catalogue, 'open', 10)).toEqual([]);
    expect((await sessionsIn(catalogue, 'closed', 10)).map(({ id }) => id)).toEqual(['2', '1']);
    expect(await catalogue.deliveries.count()).toBe(0);
  });

  it('looks at no list of which nothing changed', async () => {
    const catalogue = fresh();
    const project = projector(catalogue);
    await project({ sessions, deliveries, worklist });
    await catalogue.sessions.clear();
    await project({ sessions, deliveries, worklist });
    expect(await catalogue.sessions.count()).toBe(0);
    await project({ sessions: [...sessions.slice(0, 2), aSummary({ id: '3', accepted: 99 })], deliveries, worklist });
    expect((await catalogue.sessions.toArray()).map(({ id }) => id)).toEqual(['3']);
  });

  it('lists who is expected, by the hour, and those of whom the series is closed behind them', async () => {
    const catalogue = fresh();
    const item = (id: string, hour: string, name: string): WorklistItem => ({
      id,
      patient: { patientId: `8${id}`, name },
      order: { kind: 'order', accessionNumber: `R26-${id}`, scheduledStepCodes: [], priority: 'routine' },
      scheduledAt: `2026-11-22T${hour}:00`,
    });
    const items = [
      item('1', '09:00', 'DUPRÉ^Zoé'),
      item('2', '08:00', 'NGUYEN^Ana Maria'),
      item('3', '10:00', 'MARTIN^Léo'),
      item('4', '11:00', 'PETIT^Jo'),
    ];
    const patient = (patientId: string) => ({ ...aSummary().patient, patientId });
    const photographed = [
      aSummary({ id: 'a', accessionNumber: 'R26-1', patient: patient('81'), state: 'closed' }),
      aSummary({ id: 'b', accessionNumber: 'R26-3', patient: patient('83'), state: 'open' }),
      // Another patient's, under the same accession number: nothing is known of this one.
      aSummary({ id: 'c', accessionNumber: 'R26-4', patient: patient('99'), state: 'closed' }),
    ];
    await projector(catalogue)({ sessions: photographed, deliveries: [], worklist: { items } });
    const rows = await expected(catalogue, 10);
    expect(rows.map(({ id, done, session }) => [id, done, session?.id])).toEqual([
      ['2', 0, undefined],
      ['3', 0, 'b'],
      ['4', 0, undefined],
      ['1', 1, 'a'],
    ]);
    expect(await worklistCounts(catalogue)).toEqual({ waiting: 3, done: 1 });
    expect((await expected(catalogue, 2)).map(({ id }) => id)).toEqual(['2', '3']);
    for (const [text, found] of [
      ['dupre z', ['1']],
      ['zoé', ['1']],
      ['maria', ['2']],
      ['83', ['3']],
      ['r26', ['2', '3', '4', '1']],
      ['26-1', []],
    ] as const) {
      expect(
        (await expectedLike(catalogue, text, 10)).map(({ id }) => id),
        text,
      ).toEqual(found);
    }
  });

  it('writes nothing twice', () => {
    const rows = [
      { id: '1', text: 'a' },
      { id: '2', text: 'b' },
    ];
    const known = new Map([
      ['1', JSON.stringify(rows[0])],
      ['3', '{}'],
    ]);
    expect(difference(known, rows)).toEqual({ put: [rows[1]], remove: ['3'] });
  });
});
