import type { DeliveryView } from '../../electron/contract/studio.ts';
import type { Tone } from './status.ts';

const tones = { queued: 'off', sending: 'busy', confirmed: 'good', parked: 'advise', withdrawn: 'off' } as const;

export function deliveryTone(state: DeliveryView['state']): Tone {
  return tones[state];
}

/** The upload worth a word while the next patient is photographed: one that is not done, else the latest. */
export function previousDelivery(
  deliveries: readonly DeliveryView[],
  session: string | undefined,
): DeliveryView | null {
  const others = deliveries.filter((delivery) => delivery.session !== session && delivery.state !== 'withdrawn');
  const latest = others.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  return latest.find(({ state }) => state !== 'confirmed') ?? latest[0] ?? null;
}

export function deliveryOf(deliveries: readonly DeliveryView[], session: string): DeliveryView | null {
  return deliveries.findLast((delivery) => delivery.session === session) ?? null;
}
