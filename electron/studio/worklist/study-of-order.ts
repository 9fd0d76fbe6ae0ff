import type { Order } from '../../contract/order.ts';
import type { Patient } from '../../contract/patient.ts';
import type { SessionState } from '../session-state.ts';

/**
 * The study in which an order's earlier series of the same patient lie: several series may belong to one order, and one study
 * is what the hospital expects of it. Undefined where there is none, or the order has no number.
 */
export function studyOfOrder(
  states: readonly SessionState[],
  { patientId, issuer }: Pick<Patient, 'patientId' | 'issuer'>,
  { accessionNumber }: Pick<Order, 'accessionNumber'>,
  simulated: boolean,
): string | undefined {
  if (accessionNumber === undefined) return undefined;
  return states.find(({ opened }) => {
    const isSame = opened.patient.patientId === patientId && opened.patient.issuer === issuer;
    return isSame && opened.order?.accessionNumber === accessionNumber && opened.simulated === simulated;
  })?.opened.studyUid;
}
