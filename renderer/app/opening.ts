import type { Order, WorklistItem } from '../../electron/contract/order.ts';
import { type Patient, patient as patientSchema } from '../../electron/contract/patient.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { WorklistRow } from '../catalogue/catalogue.ts';

/** What opens a session. */
export type Opening = { patient: Patient; protocol: string; order?: Order };

/** All that a session needs, where the RIS and the department's table have said it; null where somebody has to. */
export function openingOf(
  { patient, order, protocol }: WorklistItem,
  protocols: readonly { id: string }[],
): Opening | null {
  const whole = patientSchema.safeParse(patient);
  const known = protocols.find(({ id }) => id === protocol)?.id;
  return whole.success && known !== undefined ? { patient: whole.data, protocol: known, order } : null;
}

/** What a press on an expected patient comes to. */
export function pressOf(
  { item, session }: WorklistRow,
  protocols: Snapshot['protocols'],
): 'resume' | 'again' | 'open' | 'complete' {
  if (session) return session.state === 'open' ? 'resume' : 'again';
  return openingOf(item, protocols) ? 'open' : 'complete';
}
