import { setMaxListeners } from 'node:events';
import { CodedError, type ErrorInfo, hasCode } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import { mayBeThere, type OutboxEvent, stopsAttempt } from './outbox-job.ts';
import { identityOf, type OutboxInstance } from './outbox-object.ts';
import type { DicomObject, Left, ObjectIdentity, Store } from './store.ts';

/** What one attempt at a job works with. */
export type Attempt = {
  readonly store: Store;
  /** How many objects are sent side by side. */
  readonly parallel: number;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  /** False: what is on its way comes to its end, and nothing more is begun. */
  mayGoOn(): boolean;
  /** False: what the store has taken is not asked for either; that is left for later. */
  mayProve(): boolean;
  /** Called where nothing is left to send to a store that takes more: what remains is to wait for proofs. */
  allSent(): void;
  /** The job as it is now. */
  job(): OutboxJob;
  load(instance: OutboxInstance): Promise<DicomObject>;
  /** On return the event is saved. */
  change(event: OutboxEvent): Promise<void>;
  /** Called when an object begins to leave; `ended` when it no longer does. */
  leaving(object: DicomObject): { left: Left; ended(): void };
  infoOf(error: unknown): ErrorInfo;
};

type Wanted = { instance: OutboxInstance; identity: ObjectIdentity };

/**
 * Tries every object that is not confirmed: looks for what an earlier attempt may have brought, sends the others in their order,
 * then has all of them confirmed, asking for all at once. What fails is recorded with its object. Throws only what could not be
 * saved; nothing is left running then either.
 */
export async function attemptJob(attempt: Attempt): Promise<void> {
  const { store, signal, job } = attempt;
  const stop = new AbortController();
  const asking = AbortSignal.any([signal, stop.signal]);
  // All objects are asked for at once, and each may listen.
  setMaxListeners(0, asking);
  const open = job().instances.filter(({ state }) => state !== 'confirmed');
  const found = new Set<string>();
  let isFull = false;
  let isLeftOut = false;

  if (open.every(({ state }) => state === 'stored')) attempt.allSent();
  await allDone(open.filter((instance) => mayBeThere(job(), instance)).map(look));
  const toSend = open.filter(({ sopInstanceUid }) => !found.has(sopInstanceUid));
  const sent: Wanted[] = [];
  await allDone(Array.from({ length: attempt.parallel }, sendInTurn));
  if (sent.length > 0 && !isLeftOut && !asking.aborted) attempt.allSent();
  if (attempt.mayProve()) await allDone(sent.map(prove));

  /** What the store has, or what it has something to say about, is not sent again. */
  async function look(instance: OutboxInstance): Promise<void> {
    const identity = identityOf(job(), instance);
    if (!identity || !attempt.mayProve()) return;
    const error = await confirmed({ instance, identity });
    const isMissing = hasCode(error, 'store-incomplete');
    const wasNeverTaken = hasCode(error, 'store-unproven') && instance.state !== 'stored';
    if (isMissing || wasNeverTaken) return;
    found.add(instance.sopInstanceUid);
    if (error !== undefined) await failed(instance, error);
  }

  async function sendInTurn(): Promise<void> {
    for (let next = toSend.shift(); next !== undefined; next = toSend.shift()) {
      isLeftOut ||= isFull || asking.aborted || !attempt.mayGoOn();
      if (isLeftOut) return;
      try {
        sent.push({ instance: next, identity: await send(next) });
      } catch (error) {
        await failed(next, error);
      }
    }
  }

  async function send(instance: OutboxInstance): Promise<ObjectIdentity> {
    const object = await attempt.load(instance);
    await demandSame(instance, object);
    const { left, ended } = attempt.leaving(object);
    const stored = await store.send(object, signal, left).finally(ended);
    const warning = stored === 'stored' ? undefined : stored.warning;
    const { patientId } = object;
    await attempt.change({ type: 'stored', instance: instance.sopInstanceUid, patientId, warning });
    const { chunks: _chunks, ...identity } = object;
    return identity;
  }

  /**
   * A picture is the camera's, for ever. What is made anew may come out otherwise in a newer version of the studio, as long as
   * no store has it; what it is, is saved before it leaves.
   */
  async function demandSame(instance: OutboxInstance, object: DicomObject): Promise<void> {
    const known = identityOf(job(), instance);
    const { sopInstanceUid, sha256, bytes, sopClassUid, studyUid, seriesUid } = object;
    const isOfFile = instance.file !== undefined;
    const isSame =
      sopInstanceUid === instance.sopInstanceUid &&
      (!known ||
        ((sha256 === known.sha256 || !isOfFile) &&
          sopClassUid === known.sopClassUid &&
          studyUid === known.studyUid &&
          seriesUid === known.seriesUid));
    if (!isSame) throw new Error('an object was built anew and is another one');
    if (known?.sha256 === sha256) return;
    const payload = { sha256, bytes, sopClassUid, studyUid, seriesUid };
    await attempt.change({ type: 'built', instance: instance.sopInstanceUid, payload });
  }

  async function prove(wanted: Wanted): Promise<void> {
    const error = await confirmed(wanted);
    if (error !== undefined) await failed(wanted.instance, error);
  }

  /** Why it is not confirmed; nothing where it is, and that is saved. */
  async function confirmed({ instance, identity }: Wanted): Promise<unknown> {
    if (asking.aborted) return new CodedError('aborted');
    try {
      const proof = await store.confirm(identity, asking);
      await attempt.change({ type: 'confirmed', instance: instance.sopInstanceUid, proof });
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** What was only cut off has not failed. */
  async function failed({ sopInstanceUid }: OutboxInstance, error: unknown): Promise<void> {
    if (signal.aborted || (stop.signal.aborted && hasCode(error, 'aborted'))) return;
    const info = attempt.infoOf(error);
    // A store that is full can still be asked about what it has taken.
    if (info.code === 'store-full') isFull = true;
    else if (stopsAttempt(info.code)) stop.abort();
    await attempt.change({ type: 'failed', instance: sopInstanceUid, error: info });
  }
}

/** Waits for all of them, whatever becomes of one; then throws what the first of them threw. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}
