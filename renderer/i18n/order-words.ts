import type { Order } from '../../electron/contract/order.ts';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from './translate.ts';

/** `Demande R26-0412 · Photographies du regard`, `Séjour 26004512 · Ophtalmologie`: why somebody is photographed, in one line. */
export function orderWords(order: Order, language: Language): string {
  const { kind, accessionNumber, admissionId, location, reason } = order;
  const words =
    kind === 'order'
      ? [accessionNumber && translate(language, 'order.accession', { number: accessionNumber }), procedureOf(order)]
      : [admissionId && translate(language, 'order.stay', { number: admissionId }), location, reason];
  return words.filter((word) => word).join(' · ');
}

/** What was ordered, in the RIS's own words. */
export function procedureOf({ scheduledStep, requestedProcedure, requestedProcedureCode }: Order): string | undefined {
  return scheduledStep ?? requestedProcedure ?? requestedProcedureCode?.meaning;
}
