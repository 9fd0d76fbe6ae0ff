import type { DeliveryView } from '../../../electron/contract/studio.ts';

/** Uploads of one series stand together, where the one that changed last stands; the archives before the copies. */
export function bySeries(latest: readonly DeliveryView[]): { session: string; deliveries: DeliveryView[] }[] {
  const found = new Map<string, DeliveryView[]>();
  for (const delivery of latest) found.set(delivery.session, [...(found.get(delivery.session) ?? []), delivery]);
  const rank = ({ purpose, state }: DeliveryView): number => (purpose === 'copy' ? 2 : state === 'withdrawn' ? 1 : 0);
  return [...found].map(([session, deliveries]) => {
    return { session, deliveries: deliveries.toSorted((a, b) => rank(a) - rank(b)) };
  });
}
