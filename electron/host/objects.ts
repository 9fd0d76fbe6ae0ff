import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { derived, turnFor } from '../stores/dicom/derived.ts';
import { pdfDocument } from '../stores/dicom/document.ts';
import { classOfKind, keyObjects, type NamedInstance } from '../stores/dicom/key-objects.ts';
import { photograph } from '../stores/dicom/photograph.ts';
import { turnInThread } from '../stores/dicom/turning/turning-thread.ts';
import type { OutboxInstance } from '../stores/outbox-object.ts';
import type { DicomObject } from '../stores/store.ts';
import { photographFacts, type StationFacts, seriesFacts } from '../studio/photograph-facts.ts';
import { objectsOf } from '../studio/series-objects.ts';
import { completeSeriesText, endOfWork, rejectionText } from '../studio/series-texts.ts';
import { foldSession } from '../studio/session-fold.ts';
import type { SessionState } from '../studio/session-state.ts';
import type { Vault } from '../vault/vault.ts';

/** What objects are built from. */
export type ObjectSources = {
  vault: Pick<Vault, 'read' | 'readOriginal'>;
  station: StationFacts;
  /** The report of a series as PDF: the same bytes each time. */
  report(state: SessionState): Promise<Uint8Array>;
};

type Building = ObjectSources & { job: OutboxJob; instance: OutboxInstance; state: SessionState };

/**
 * Builds one object of a job out of the vault: from the records that the job was made from, so that it comes out the same each time.
 * Throws `session-unknown` for what the journal does not tell of, the vault's codes, `picture-unsupported`, `bad-input`.
 */
export async function buildObject(
  sources: ObjectSources,
  job: OutboxJob,
  instance: OutboxInstance,
): Promise<DicomObject> {
  const records = await sources.vault.read(job.session);
  const state = foldSession(records.slice(0, job.records));
  return await builders[instance.kind ?? 'photograph']({ ...sources, job, instance, state });
}

const builders: Readonly<Record<keyof typeof classOfKind, (building: Building) => Promise<DicomObject>>> = {
  async photograph({ state, instance, vault, job, station }) {
    const { shot, file } = demanded(instance, job);
    const picture = await vault.readOriginal(job.session, file.name, file.sha256);
    return photograph(photographFacts(state, shot, instance, station), picture);
  },

  async derived({ state, instance, vault, job, station }) {
    const shot = state.shots.find(({ id }) => id === instance.shot);
    const file = shot?.files.find(({ kind }) => kind === 'jpeg');
    if (!shot || !file) throw unknown(job);
    const facts = photographFacts(state, shot.id, instance, station);
    const picture = await vault.readOriginal(job.session, file.name, file.sha256);
    const turned = await turnInThread(picture, turnFor(facts, picture));
    return derived(facts, { sopInstanceUid: shot.sopInstanceUid, picture }, turned);
  },

  async document({ state, instance, vault, job, station }) {
    const { file } = instance;
    const attached = state.documents.find((document) => document.file.name === file?.name);
    if (!attached || !file) throw unknown(job);
    const pdf = await vault.readOriginal(job.session, file.name, file.sha256);
    const { document, title, at } = attached;
    return pdfDocument(seriesFacts(state, instance, station), { document, title, at, sources: [] }, pdf);
  },

  async report({ state, instance, station, report }) {
    const title = `Compte rendu de série : ${state.opened.protocol.title.fr}`;
    const sources = namedIn(state).filter(({ sopClassUid }) => sopClassUid === classOfKind.photograph);
    const about = { document: 'report', title, at: endOfWork(state), sources } as const;
    return pdfDocument(seriesFacts(state, instance, station), about, await report(state));
  },

  async 'key-objects'({ state, instance, station }) {
    const instances = namedIn(state).filter(({ sopInstanceUid }) => sopInstanceUid !== instance.sopInstanceUid);
    const selection = {
      title: 'complete',
      instances,
      description: completeSeriesText(state),
      at: endOfWork(state),
    } as const;
    return keyObjects(seriesFacts(state, instance, station), selection);
  },

  async rejection({ state, instance, station, job }) {
    const { rejects } = job;
    if (!rejects) throw unknown(job);
    const instances = rejects.instances.map((one) => ({ ...one, seriesUid: one.seriesUid ?? rejects.seriesUid }));
    const facts = { ...seriesFacts(state, instance, station), studyUid: rejects.studyUid };
    const { title } = rejects;
    return keyObjects(facts, { title, instances, description: rejectionText(title), at: job.createdAt });
  },
};

/** All objects of the series, in working order. */
function namedIn(state: SessionState): NamedInstance[] {
  return objectsOf(state).map(({ kind, sopInstanceUid, seriesUid = state.opened.seriesUid }) => {
    return { sopClassUid: classOfKind[kind], sopInstanceUid, seriesUid };
  });
}

function demanded(
  { shot, file }: OutboxInstance,
  job: OutboxJob,
): { shot: string; file: NonNullable<OutboxInstance['file']> } {
  if (!shot || !file) throw unknown(job);
  return { shot, file };
}

function unknown(job: OutboxJob): CodedError {
  return new CodedError('session-unknown', { session: job.session });
}
