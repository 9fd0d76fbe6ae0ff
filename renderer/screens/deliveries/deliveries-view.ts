import type { DeliveryView } from '../../../electron/contract/delivery-view.ts';
import { deliveriesOf } from '../../app/delivery.ts';

/** Uploads of one series stand together, where the one that changed last stands; among themselves they keep their places. */
export function bySeries(latest: readonly DeliveryView[]): { session: string; deliveries: DeliveryView[] }[] {
  const found = new Map<string, DeliveryView[]>();
  for (const delivery of latest) found.set(delivery.session, [...(found.get(delivery.session) ?? []), delivery]);
  return [...found].map(([session, deliveries]) => {
    const inPlace = deliveries.toSorted((a, b) => a.store.localeCompare(b.store) || a.id.localeCompare(b.id));
    return { session, deliveries: deliveriesOf(inPlace, session) };
  });
}
