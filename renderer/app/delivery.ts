import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
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

/** What has become of a series at every store: the archives, then the copies, then what a correction has withdrawn. */
export function deliveriesOf(deliveries: readonly DeliveryView[], session: string): DeliveryView[] {
  const rank = ({ purpose, state }: DeliveryView): number => (state === 'withdrawn' ? 2 : purpose === 'copy' ? 1 : 0);
  return deliveries
    .filter((delivery) => delivery.session === session)
    .toSorted((one, other) => rank(one) - rank(other));
}

const worstFirst = ['parked', 'sending', 'queued', 'confirmed'] as const satisfies readonly DeliveryView['state'][];

/** A series in a word: as the worst of its archives stands, for a copy counts for nothing; null where nothing was sent. */
export function standingOf(deliveries: readonly DeliveryView[], session: string): DeliveryView['state'] | null {
  const states = new Set(
    deliveriesOf(deliveries, session).flatMap(({ purpose, state }) => (purpose === 'copy' ? [] : [state])),
  );
  return worstFirst.find((state) => states.has(state)) ?? null;
}

/**
 * An upload counted as people count it: by the views that were photographed, and how many other objects go with them. Of a
 * rejection, which has no views, and where the objects are not told one by one, all of them.
 */
export function viewsOf({ pictures, confirmed, of }: Pick<DeliveryView, 'pictures' | 'confirmed' | 'of'>): {
  confirmed: number;
  of: number;
  others: number;
} {
  const views = pictures.filter(({ kind = 'photograph' }) => kind === 'photograph');
  if (views.length === 0) return { confirmed, of, others: 0 };
  const proven = views.filter(({ state }) => state === 'confirmed').length;
  return { confirmed: proven, of: views.length, others: pictures.length - views.length };
}

type ObjectState = DeliveryView['pictures'][number]['state'];
const leastFirst = ['failed', 'waiting', 'sending', 'stored', 'confirmed'] as const satisfies readonly ObjectState[];

/** How far a picture is on its way: as in the archive that is furthest behind; null while nothing is sent. */
export function sentOf(deliveries: readonly DeliveryView[], session: string, shot: string): ObjectState | null {
  const uploads = deliveriesOf(deliveries, session).filter(
    ({ purpose, state }) => purpose !== 'copy' && state !== 'withdrawn',
  );
  const states = new Set(
    uploads.flatMap(({ pictures }) =>
      pictures.flatMap(({ kind = 'photograph', shot: of, state }) =>
        kind === 'photograph' && of === shot ? [state] : [],
      ),
    ),
  );
  return leastFirst.find((state) => states.has(state)) ?? null;
}
