import { expect, it, vi } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import type { AuditRecord } from '../../electron/contract/audit.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { PriorFacts } from '../../electron/contract/priors.ts';
import type { FoundPrior, PriorSource } from '../../electron/stores/priors.ts';
import { PriorRetrieval } from '../../electron/studio/prior-retrieval.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import type { CachedPrior } from '../../electron/vault/prior-cache.ts';
import { opened, step } from '../rigs/session-records.ts';

const plan = step('a', { fixation: { leftDeg: 0, upDeg: 0 } });
const begun = foldSession([{ ...opened([plan]), simulated: false }]);
const { patient } = begun.opened;

function facts(day: number, change: Partial<PriorFacts> = {}): PriorFacts {
  return {
    patient: { patientId: patient.patientId, name: patient.name, birthDate: patient.birthDate },
    takenAt: `2026-01-${String(day).padStart(2, '0')}T08:00:00+01:00`,
    ...{ view: 'A', coding: [], fieldWidthMm: 144, simulated: false, derived: false, sources: [] },
    ...{ orientation: 'L\\F', rows: 200, columns: 300 },
    ...change,
  };
}

type Archive = PriorSource & { has: (FoundPrior & { shows: PriorFacts })[]; down: boolean; fetched: string[] };

/** An archive in memory; `mute` tells nothing of a picture before it is fetched. */
function archive(address: string, mute = false): Archive {
  const demandUp = (): void => {
    if (self.down) throw new CodedError('store-unreachable', { reason: 'ECONNREFUSED' });
  };
  const self: Archive = {
    ...{ address, has: [], down: false, fetched: [] },
    find: async () => {
      demandUp();
      return self.has.map(({ shows, ...prior }) => (mute ? prior : { ...prior, facts: shows }));
    },
    fetch: async ({ sopInstanceUid }) => {
      demandUp();
      self.fetched.push(sopInstanceUid);
      const found = self.has.find((prior) => prior.sopInstanceUid === sopInstanceUid);
      if (!found) throw new CodedError('store-incomplete');
      return { jpeg: new Uint8Array(10), facts: found.shows, bytes: 10 };
    },
  };
  return self;
}

function object(number: number, shows = facts(number)): Archive['has'][number] {
  return { studyUid: `2.25.1${number}`, seriesUid: `2.25.2${number}`, sopInstanceUid: `2.25.3${number}`, shows };
}

function station(sources: PriorSource[]) {
  const cache = new Map<string, CachedPrior>();
  const clock = fakeClock();
  const audited: AuditRecord[] = [];
  const disk: { state: { state: 'ok' | 'low'; freeBytes: number } } = { state: { state: 'ok', freeBytes: 1e12 } };
  const retrieval = new PriorRetrieval({
    vault: {
      priors: {
        entries: async () => [...cache.values()],
        put: async (prior, jpeg) => {
          const id = crypto.randomUUID();
          const before = cache.get(prior.sopInstanceUid)?.picture;
          const picture = jpeg ? { id, bytes: jpeg.length, sha256: '' } : before;
          const entry = { ...prior, ...(picture ? { picture } : {}) };
          cache.set(prior.sopInstanceUid, entry);
          return entry;
        },
        read: async () => new Uint8Array(),
        use: async () => undefined,
        forget: async (uids) => uids.forEach((uid) => void cache.delete(uid)),
      },
    },
    ...{ priorSources: () => sources, quality: { preview: async (jpeg) => jpeg }, outbox: { jobs: () => [] } },
    ...{ audit: { owe: async (entry) => void audited.push(entry) }, disk, protocols: new Map(), clock },
    sessions: () => [begun],
    who: () => ({ operator: 'anna' }),
    unexpected: () => 'X',
    onChange: () => undefined,
  });
  const state = async (wanted: 'done' | 'failed'): Promise<void> => {
    await vi.waitFor(() => expect(retrieval.progress?.state).toBe(wanted));
  };
  const shown = () => (retrieval.offered.get('A') ?? []).map(({ session }) => session);
  return { retrieval, cache, clock, audited, disk, state, shown };
}

it('asks again by itself until the archive answers, later each time, and no more once the session has left', async () => {
  const store = archive('dicomweb:http://a');
  store.has = [object(1)];
  store.down = true;
  const { retrieval, clock, state, shown, audited } = station([store]);
  retrieval.follow(begun);
  expect(retrieval.progress).toEqual({ state: 'looking' });
  await state('failed');
  expect(retrieval.progress?.error).toMatchObject({ code: 'prior-unavailable', params: { reason: 'ECONNREFUSED' } });
  clock.advance(14_999);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  store.down = false;
  clock.advance(29_999);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  await state('done');
  expect(shown()).toEqual(['2.25.21']);
  expect(audited).toMatchObject([{ event: 'prior-retrieved', count: 1, operator: 'anna', store: store.address }]);

  store.down = true;
  retrieval.follow(undefined);
  retrieval.follow(begun);
  await state('failed');
  expect(shown()).toEqual(['2.25.21']);
  retrieval.follow(undefined);
  expect([clock.pending, retrieval.progress, retrieval.offered.size]).toEqual([0, undefined, 0]);
});

it('offers what one archive has while another one is away', async () => {
  const [here, away] = [archive('dicomweb:http://a'), archive('dicomweb:http://b')];
  here.has = [object(1)];
  away.down = true;
  const { retrieval, state, shown } = station([here, away]);
  retrieval.follow(begun);
  await state('failed');
  expect(shown()).toEqual(['2.25.21']);
  await retrieval.close();
});

it('looks anew when somebody else turns out to be on screen, and offers nothing of the one before', async () => {
  const store = archive('dicomweb:http://a');
  store.has = [object(1)];
  const { retrieval, state, shown } = station([store]);
  retrieval.follow(begun);
  await state('done');
  const [before] = retrieval.offered.get('A') ?? [];
  expect(retrieval.shows(before?.shot ?? '')).toBe(true);
  const corrected: SessionState = {
    ...begun,
    opened: { ...begun.opened, patient: { ...patient, patientId: 'P-other' } },
  };
  retrieval.follow(corrected);
  expect(shown()).toEqual([]);
  expect(retrieval.shows(before?.shot ?? '')).toBe(false);
  await state('done');
  expect(shown()).toEqual([]);
  retrieval.follow({ ...corrected, seenAt: 'later' });
  expect(retrieval.progress?.state).toBe('done');
});

it('fetches whole what tells nothing of itself, once: of this protocol first, what does not fit only to know it', async () => {
  const store = archive('dicom:A@h:1', true);
  const named = { ...object(2), description: 'Essai' };
  store.has = [object(1, facts(1, { view: 'Z' })), named];
  const { retrieval, cache, state, shown } = station([store]);
  retrieval.follow(begun);
  await state('done');
  expect(store.fetched).toEqual(['2.25.32', '2.25.31']);
  expect(shown()).toEqual(['2.25.22']);
  expect(cache.get('2.25.31')).not.toHaveProperty('picture');
  retrieval.follow(undefined);
  retrieval.follow(begun);
  await state('done');
  expect(store.fetched).toHaveLength(2);
});

it('takes no picture on a disk that is getting full, and none of the very session on screen', async () => {
  const store = archive('dicomweb:http://a');
  store.has = [object(1)];
  const { retrieval, disk, state, shown } = station([store]);
  disk.state.state = 'low';
  retrieval.follow(begun);
  await state('failed');
  expect([store.fetched, shown()]).toEqual([[], []]);
  disk.state.state = 'ok';
  store.has = [{ ...object(2), seriesUid: begun.opened.seriesUid }];
  retrieval.follow(undefined);
  retrieval.follow(begun);
  await state('done');
  expect(store.fetched).toEqual([]);
});

it('passes over a picture that cannot be shown, and says nothing where nobody is to be asked', async () => {
  const store = archive('dicomweb:http://a');
  store.has = [object(1), object(2)];
  const broken = store.fetch;
  store.fetch = async (prior, ...more) => {
    if (prior.sopInstanceUid === '2.25.31') throw new CodedError('picture-unsupported');
    return await broken(prior, ...more);
  };
  const { retrieval, state, shown } = station([store]);
  retrieval.follow(begun);
  await state('done');
  expect(shown()).toEqual(['2.25.22']);
  const alone = station([]);
  alone.retrieval.follow(begun);
  expect(alone.retrieval.progress).toBeUndefined();
  await alone.retrieval.close();
});
