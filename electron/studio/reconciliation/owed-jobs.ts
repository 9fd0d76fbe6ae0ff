import { newId, newUid } from '../../base/uid.ts';
import { type OutboxJob, photographSopClass, type SessionRecord } from '../../contract/journal.ts';
import { jobFor } from '../hand-over.ts';
import { isOfSeries, mayBeOut } from './correcting.ts';
import { type Correction, type Generation, generationsOf } from './generations.ts';

type Rejects = NonNullable<OutboxJob['rejects']>;

/**
 * What the corrections in a session's journal make of its deliveries: jobs as they have to be from now on, and new ones, in the
 * order in which they have to be saved. Nothing where all is so already. The journal decides, and this follows from it: after a
 * crash anywhere between the record and the last of these jobs, doing it again ends it.
 *
 * What was not begun becomes, as one job under its own id, what it has to be. What was begun is withdrawn, unless all of it arrived.
 * Each store that was to have the series gets it once as it is now, and after that, where anything of it may be there under
 * earlier UIDs, a note that rejects those (IHE IOCM, RAD-66).
 */
export function owedJobs(records: readonly SessionRecord[], own: readonly OutboxJob[], at: string): OutboxJob[] {
  const generations = generationsOf(records);
  const last = generations.at(-1);
  const correction = generations.at(-2);
  if (!last || !correction) return [];
  const since = correction.state.records;
  const isCurrent = (job: OutboxJob): boolean => isOfSeries(job, last.state) && (job.records ?? 0) > since;
  const deliveries = own.filter(({ rejects }) => rejects === undefined);
  const stores = [...new Set(deliveries.map(({ store }) => store))];
  return stores.flatMap((store) => {
    const there = deliveries.filter((job) => job.store === store);
    // A store may be an archive for some and a copy for others: each has its own delivery.
    const copies = there.filter(({ copy }) => copy);
    const archived = there.filter(({ copy }) => !copy);
    return [...carried(archived), ...carried(copies), ...rejections(store, there)];
  });

  /** The series as it is now, once; and an end of all that would bring it as it was. */
  function carried(there: readonly OutboxJob[]): OutboxJob[] {
    const stale = there.filter((job) => !isCurrent(job) && job.state !== 'confirmed' && job.state !== 'withdrawn');
    const untouched = stale.find((job) => !mayBeOut(job));
    const isThere = there.some((job) => isCurrent(job) && job.state !== 'withdrawn');
    const renewed = isThere ? null : renew(there, untouched);
    const withdrawn = stale.filter(({ id }) => id !== renewed?.id);
    return [...(renewed ? [renewed] : []), ...withdrawn.map((job) => withdraw(job))];
  }

  /** A session that is still open is delivered when it is closed; what it has delivered already stays as it is corrected. */
  function renew(there: readonly OutboxJob[], untouched: OutboxJob | undefined): OutboxJob | null {
    const model = untouched ?? there.at(-1);
    if (!model || !last || (!untouched && !last.state.closed)) return null;
    const { store, testStore, copy, urgent } = model;
    const target = { store, testStore, ...(copy ? { copy } : {}), ...(urgent ? { urgent } : {}) };
    const job = jobFor(last.state, [], target, at);
    if (!job) return null;
    const kept = untouched ? { id: untouched.id, createdAt: untouched.createdAt } : {};
    return { ...job, records: last.state.records, ...kept };
  }

  function withdraw(job: OutboxJob): OutboxJob {
    return { ...job, state: 'withdrawn', updatedAt: at };
  }

  function rejections(store: string, there: readonly OutboxJob[]): OutboxJob[] {
    return generations.flatMap((generation, index) => {
      // What was corrected before it went out under these UIDs was never seen by anybody.
      const later = generations.slice(index + 1);
      if (later.some(({ state }) => isOfSeries(generation.state.opened, state))) return [];
      const rejects = rejectsOf(generation, there);
      const isSaid = own.some((job) => job.store === store && job.rejects?.seriesUid === rejects?.seriesUid);
      const model = there.at(-1);
      const copy = there.every((job) => job.copy) ? ({ copy: true } as const) : {};
      return rejects && model && !isSaid ? [{ ...noteFor(generation, model, rejects), ...copy }] : [];
    });
  }

  function rejectsOf({ state, endedBy }: Generation, there: readonly OutboxJob[]): Rejects | undefined {
    const out = there.filter((job) => isOfSeries(job, state) && mayBeOut(job));
    const instances = out.flatMap((job) => job.instances.flatMap((instance) => sentAs(job, instance)));
    if (!endedBy || instances.length === 0) return undefined;
    const { studyUid, seriesUid } = state.opened;
    return {
      studyUid,
      seriesUid,
      title: titles[endedBy.reason],
      instances: instances.map(({ sopClassUid, sopInstanceUid, seriesUid: lay }) => {
        return { sopClassUid, sopInstanceUid, ...(lay === seriesUid ? {} : { seriesUid: lay }) };
      }),
    };
  }

  /** It lies in the study that it is about, as the patient whom that study was sent for: it is built from the records of then. */
  function noteFor({ state }: Generation, { store, testStore }: OutboxJob, rejects: Rejects): OutboxJob {
    // Behind the series that takes its place, which has the same age.
    const createdAt = new Date(Date.parse(at) + 1).toISOString();
    return {
      version: 1,
      id: newId(),
      session: state.opened.session,
      seriesUid: rejects.seriesUid,
      studyUid: rejects.studyUid,
      store,
      testStore,
      simulated: state.opened.simulated,
      createdAt,
      updatedAt: at,
      state: 'queued',
      attempts: 0,
      // A note is no picture: it lies in a series of its own.
      instances: [
        {
          kind: 'rejection',
          sopInstanceUid: newUid(),
          seriesUid: newUid(),
          instanceNumber: 1,
          patientId: state.opened.patient.patientId,
          state: 'unknown',
        },
      ],
      records: state.records,
      rejects,
    };
  }
}

/** How an instance was known at its store; nothing of one that was never built, and so is nowhere. */
function sentAs(
  { seriesUid }: OutboxJob,
  { kind = 'photograph', sopInstanceUid, payload }: OutboxJob['instances'][number],
): { sopClassUid: string; sopInstanceUid: string; seriesUid: string }[] {
  if (payload) return [{ sopClassUid: payload.sopClassUid, sopInstanceUid, seriesUid: payload.seriesUid }];
  return kind === 'photograph' ? [{ sopClassUid: photographSopClass, sopInstanceUid, seriesUid }] : [];
}

/**
 * The document title of a rejection note (PS3.16, CID 7011). Whoever was photographed under another's item, IOCM calls 113038;
 * who was right and is written wrongly may be taken for somebody else, 113037. What is rejected for its quality (113001) is no correction,
 * and nothing here expires (113039).
 */
export const titles: Readonly<Record<Correction['reason'], Rejects['title']>> = {
  details: '113037',
  merged: '113037',
  'wrong-patient': '113038',
  'wrong-item': '113038',
};
