import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '../../contract/errors.ts';
import type { OutboxJob } from '../../contract/journal.ts';
import type { Order } from '../../contract/order.ts';
import type { Patient } from '../../contract/patient.ts';
import { acceptedShots } from '../session-fold.ts';
import type { SessionState } from '../session-state.ts';
import type { Correction } from './generations.ts';

/** What somebody asks for; without an order each session keeps its own. */
export type Asked = {
  patient: Patient;
  order?: Order | null | undefined;
  reason: Correction['reason'];
};

/** What a correction has to know of the hospital. */
export type Hospital = {
  /** The study in which another series of that order of that patient lies already. */
  studyOf(patient: Patient, order: Order): string | undefined;
  /** Somebody wants to hear how far procedures are (MPPS). */
  tellsProgress: boolean;
};

type Corrected = Omit<Correction, 'at' | 'operator' | 'operatorName'>;

/** Whether any object of a job may have reached its store: what was once begun may have, whatever came of it. */
export function mayBeOut({ begun, attempts, instances }: OutboxJob): boolean {
  return begun === true || attempts > 0 || instances.some(({ state }) => state !== 'unknown');
}

/**
 * The record that makes a session's patient and order what is asked; null where they are that already. `own` are its deliveries.
 * As long as nothing has gone out, UIDs stay: nobody knows them. Afterwards a store keeps what it has under a UID, so that all
 * objects become new ones (IHE IOCM; PS3.5, 9: a UID means one object for ever). A study belongs to one order of one patient:
 * it is the new order's own where it has one. Throws `original-purged` where pictures that would have to be sent again have left the vault.
 */
export function correctionOf(
  state: SessionState,
  own: readonly OutboxJob[],
  asked: Asked,
  hospital: Hospital,
  newUid: () => string,
): Corrected | null {
  const { opened } = state;
  const before = orderOf(state);
  const order = asked.order === undefined ? before : asked.order;
  const isSameOrder = isDeepStrictEqual(order, before);
  if (isSameOrder && isDeepStrictEqual(asked.patient, opened.patient)) return null;
  const isOut = own.some((job) => job.rejects === undefined && isOfSeries(job, state) && mayBeOut(job));
  if (isOut && acceptedShots(state).some(({ purged }) => purged)) throw new CodedError('original-purged');
  const isSamePatient =
    asked.patient.patientId === opened.patient.patientId && asked.patient.issuer === opened.patient.issuer;
  const studyUid = studyFor();
  return {
    type: 'patient-corrected',
    patient: asked.patient,
    order,
    reason: asked.reason,
    ...(isOut ? { uids: renumber(state, studyUid, newUid) } : {}),
    ...(!isOut && studyUid !== opened.studyUid
      ? { uids: { studyUid, seriesUid: opened.seriesUid, shots: {}, documents: {} } }
      : {}),
    ...stepFor(),
  };

  /** An order that was kept for another patient lends them no study: that is the first one's. */
  function studyFor(): string {
    const isTheirs = !isSameOrder || isSamePatient;
    const ordered = order && isTheirs ? (order.studyUid ?? hospital.studyOf(asked.patient, order)) : undefined;
    if (ordered) return ordered;
    const isBorrowed = before?.studyUid === opened.studyUid;
    return isOut || isBorrowed ? newUid() : opened.studyUid;
  }

  function stepFor(): Pick<Corrected, 'mppsUid'> {
    if (isSameOrder && isSamePatient) return {};
    if (order && hospital.tellsProgress) return { mppsUid: newUid() };
    return opened.mppsUid === undefined ? {} : { mppsUid: null };
  }
}

/** Whether a job carries a session's series under the UIDs that it has now. */
export function isOfSeries(job: Pick<OutboxJob, 'studyUid' | 'seriesUid'>, { opened }: SessionState): boolean {
  return job.studyUid === opened.studyUid && job.seriesUid === opened.seriesUid;
}

function orderOf({ opened }: SessionState): Order | null {
  if (opened.order) return opened.order;
  const { accessionNumber } = opened;
  return accessionNumber === undefined
    ? null
    : { kind: 'order', accessionNumber, scheduledStepCodes: [], priority: 'routine' };
}

function renumber({ shots, documents }: SessionState, studyUid: string, newUid: () => string): Corrected['uids'] {
  return {
    studyUid,
    seriesUid: newUid(),
    shots: Object.fromEntries(shots.map(({ id }) => [id, newUid()])),
    documents: Object.fromEntries(documents.map(({ file }) => [file.name, newUid()])),
  };
}
