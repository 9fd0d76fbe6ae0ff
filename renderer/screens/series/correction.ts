import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import type { Order, WorklistItem } from '../../../electron/contract/order.ts';
import type { Patient } from '../../../electron/contract/patient.ts';
import type { Input } from '../../../electron/contract/rpc.ts';
import type { SessionSummary } from '../../../electron/contract/session-view.ts';
import type { studioContract } from '../../../electron/contract/studio.ts';
import { type FieldErrors, formOf } from '../../app/patient-form.ts';

type Correction = Input<typeof studioContract, 'patient.correct'>;
export type Reason = Correction['reason'];
export const correctionReasons = [
  'details',
  'wrong-patient',
  'wrong-item',
  'merged',
] as const satisfies readonly Reason[];

/** Which order the pictures belong to from now on: their own, none, or one of the worklist by its id. */
export type OrderChoice = 'own' | 'none' | { item: string };

/** What a reason speaks for, until somebody chooses otherwise. */
export function usualOrder(reason: Reason): OrderChoice {
  return reason === 'wrong-patient' || reason === 'wrong-item' ? 'none' : 'own';
}

/** Another patient has another number; without one, pictures would be rejected and sent again as the same patient's. */
export function sameNumber(reason: Reason, before: Patient, typed: Patient): FieldErrors | undefined {
  const isSame = reason === 'wrong-patient' && typed.patientId === before.patientId;
  return isSame ? { patientId: 'correct.same-number' } : undefined;
}

/** A misspelt or merged identity is wrong wherever the number stands; a mix-up concerns the series that was mixed up. */
export function takesOthers(reason: Reason): boolean {
  return reason === 'details' || reason === 'merged';
}

/** Other series under the same number, newest first. */
export function othersOf(sessions: readonly SessionSummary[], id: string, patientId: string): SessionSummary[] {
  return sessions
    .filter((session) => session.id !== id && session.patient.patientId === patientId)
    .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt));
}

/**
 * Who the patient is from now on. What no field shows stays as it was: who issued the number, further parts of a name that is the
 * same, and, under the same number alone, the national identity.
 */
export function correctedPatient(before: Patient, typed: Patient): Patient {
  const [was, is] = [formOf(before), formOf(typed)];
  const sameName = was.family === is.family && was.given === is.given;
  const { ins, issuer } = before;
  return {
    ...typed,
    name: sameName ? before.name : typed.name,
    ...(issuer === undefined ? {} : { issuer }),
    ...(ins !== undefined && typed.patientId === before.patientId ? { ins } : {}),
  };
}

/** Orders that pictures of that patient may belong to. */
export function ordersFor(items: readonly WorklistItem[], patientId: string): WorklistItem[] {
  return items.filter(({ patient }) => patientId !== '' && patient.patientId === patientId);
}

/**
 * What has been chosen, for as long as it is offered: an order that has left the list, or that belongs to another number than the
 * one that is typed by now, gives way to what the reason speaks for.
 */
export function standingChoice(
  chosen: OrderChoice | null,
  reason: Reason,
  offered: readonly WorklistItem[],
): OrderChoice {
  const stands = chosen !== null && (typeof chosen === 'string' || offered.some(({ id }) => id === chosen.item));
  return stands ? chosen : usualOrder(reason);
}

/** The order as the call takes it: absent, each series keeps its own. */
export function orderOf(choice: OrderChoice, offered: readonly WorklistItem[]): { order?: Order | null } {
  if (choice === 'own') return {};
  const item = choice === 'none' ? undefined : offered.find(({ id }) => id === choice.item);
  return { order: item?.order ?? null };
}

/** How many uploads may have shown the old identity to a store already. */
export function gone(deliveries: readonly DeliveryView[], sessions: readonly string[]): number {
  return deliveries.filter(
    ({ session, attempts, state }) => sessions.includes(session) && attempts > 0 && state !== 'withdrawn',
  ).length;
}
