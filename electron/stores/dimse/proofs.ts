import type { StoreSettings } from '../../contract/connections.ts';
import { type CodedError, hasCode } from '../../contract/errors.ts';
import { checkUids, proveObject, retrieved } from '../proof.ts';
import type { ObjectIdentity, Proof, Store } from '../store.ts';
import { associate } from './associate.ts';
import { type Archive, askForCommitment, type CommitmentWaits, defaultCommitmentWaits } from './commitment.ts';
import type { ListenerSettings } from './listener.ts';
import { type Batch, gathered } from './questions.ts';
import { withRetrieval } from './retrieve.ts';
import { listSeries } from './series-list.ts';
import { offers, type SopClassName, sopClasses } from './sop-classes.ts';

export type ProofOptions = {
  readonly archive: Archive;
  /** Where it is read back from, if not there. */
  readonly query?: Archive | undefined;
  /** Absent: read-back. */
  readonly proof?: StoreSettings['proof'] | undefined;
  /** Where reports and moved objects come in; without it, neither comes but on an association of our own. */
  readonly listener?: ListenerSettings | undefined;
  readonly waits?: Partial<CommitmentWaits> | undefined;
};

/** Confirmations of one series come at about the same time; they become one N-ACTION, and one association to read back on. */
const gatherMs = 200;

/**
 * How a `dicom:` archive proves what it has. With `read-back` each object is fetched and compared. With `commitment` the archive
 * must take it into its care, and then it is fetched and compared all the same where the archive lets us: a commitment
 * names UIDs, and says nothing of what lies under them.
 */
export function openProofs(options: ProofOptions): Pick<Store, 'check' | 'confirm' | 'retrieveSeries' | 'close'> {
  const { archive, listener } = options;
  const query = options.query ?? archive;
  const waits = { ...defaultCommitmentWaits, ...options.waits };
  const readBack = gathered<ObjectIdentity, Proof>(gatherMs, (batch) => proveByReading(query, listener, batch));
  const commitment = gathered<ObjectIdentity, Proof>(gatherMs, (batch) =>
    askForCommitment(archive, listener, waits, batch),
  );

  async function confirm(object: ObjectIdentity, signal: AbortSignal): Promise<Proof> {
    checkUids(object.studyUid, object.seriesUid, object.sopInstanceUid, object.sopClassUid);
    if (options.proof !== 'commitment') return readBack.ask(object, signal);
    const committed = await commitment.ask(object, signal);
    await readBack.ask(object, signal).catch((error: unknown) => {
      if (!hasCode(error, 'store-unproven', 'listener-unavailable')) throw error;
    });
    return committed;
  }

  return {
    /** By what it could prove something: the services that it accepts, whether or not they are set to be used. */
    async check(signal) {
      const commits = await accepts(archive, ['storageCommitment'], signal);
      return [...commits, ...(await accepts(query, ['studyFind', 'studyGet', 'studyMove'], signal))];
    },
    confirm,
    async retrieveSeries(studyUid, seriesUid, signal) {
      checkUids(studyUid, seriesUid);
      return withRetrieval(query, listener, signal, async (retrieve, association) => {
        const found = [];
        for (const wanted of await listSeries(association, studyUid, seriesUid, signal)) {
          const object = await retrieve(wanted).catch((error: unknown) => {
            if (hasCode(error, 'store-different', 'store-unproven')) return undefined;
            throw error;
          });
          found.push(retrieved(wanted.sopInstanceUid, object));
        }
        return found;
      });
    },
    async close() {
      await Promise.all([readBack.idle(), commitment.idle()]);
    },
  };
}

async function accepts(archive: Archive, names: readonly SopClassName[], signal: AbortSignal): Promise<string[]> {
  const association = await associate({ ...archive, contexts: offers(names) }, signal);
  try {
    return names.map((name) => sopClasses[name]).flatMap(({ name, uid }) => (association.accepted(uid) ? [name] : []));
  } finally {
    await association.release();
  }
}

/** What a single object fails by is its own answer; what the association breaks with is that of all that are left. */
async function proveByReading(
  query: Archive,
  listener: ListenerSettings | undefined,
  { questions, over }: Batch<ObjectIdentity, Proof>,
): Promise<void> {
  const peer = `${query.calledAet}@${query.host}:${query.port}`;
  await withRetrieval(query, listener, over, async (retrieve) => {
    for (const question of questions) {
      if (!question.open) continue;
      try {
        const { studyUid, seriesUid, sopInstanceUid, bytes } = question.item;
        proveObject(question.item, await retrieve({ studyUid, seriesUid, sopInstanceUid, exactBytes: bytes }));
        question.resolve({ how: 'read-back', peer });
      } catch (error) {
        if (!concernsOne(error)) throw error;
        question.reject(error);
      }
    }
  });
}

function concernsOne(error: unknown): error is CodedError {
  return hasCode(error, 'store-incomplete', 'store-different', 'store-unproven', 'listener-unavailable');
}
