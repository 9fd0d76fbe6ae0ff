import type { StoreSettings } from '../contract/connections.ts';
import type { DeliveryView } from '../contract/delivery-view.ts';
import type { OutboxJob } from '../contract/journal.ts';
import type { JobMoment, Outbox } from '../stores/outbox.ts';

/** How the department calls a store. */
type Named = Pick<StoreSettings, 'name' | 'address'>;

const still: JobMoment = { leaving: new Map() };

/** A delivery as pages show it, `moment` being what is known of it just now. */
export function viewDelivery(job: OutboxJob, store?: Named, { nextAt, leaving }: JobMoment = still): DeliveryView {
  return {
    id: job.id,
    session: job.session,
    series: job.seriesUid,
    store: job.store,
    ...(store ? { storeName: store.name } : {}),
    purpose: job.copy ? 'copy' : 'archive',
    ...(job.urgent ? { urgent: job.urgent } : {}),
    state: job.state,
    attempts: job.attempts,
    ...(nextAt === undefined ? {} : { nextAt }),
    confirmed: job.instances.filter(({ state }) => state === 'confirmed').length,
    of: job.instances.length,
    pictures: job.instances.map((instance) => viewObject(instance, leaving.get(instance.sopInstanceUid))),
    ...(job.receipt ? { receipt: { at: job.receipt.at, sha256: job.receipt.sha256 } } : {}),
    lastError: job.lastError,
    updatedAt: job.updatedAt,
  };
}

function viewObject(
  { kind, shot, state, confirmation }: OutboxJob['instances'][number],
  sent: number | undefined,
): DeliveryView['pictures'][number] {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(shot === undefined ? {} : { shot }),
    state: sent === undefined ? (state === 'unknown' ? 'waiting' : state) : 'sending',
    ...(sent === undefined ? {} : { sent }),
    ...(confirmation === undefined ? {} : { confirmation }),
  };
}

/**
 * Views of all deliveries. One that rests is viewed once, and as long as nothing moves the list is the same one: a snapshot
 * with thousands of them costs nothing.
 */
export function viewDeliveries(): (
  outbox: Pick<Outbox, 'jobs' | 'moment'>,
  stores: readonly Named[],
) => DeliveryView[] {
  type Resting = { view: DeliveryView; store: Named | undefined; nextAt: string | undefined };
  const resting = new WeakMap<OutboxJob, Resting>();
  let last: DeliveryView[] = [];
  return (outbox, stores) => {
    const shown = outbox.jobs().map((job) => {
      const moment = outbox.moment(job.id);
      const store = stores.find(({ address }) => address === job.store);
      const known = resting.get(job);
      const isResting = moment.leaving.size === 0;
      if (isResting && known && known.store === store && known.nextAt === moment.nextAt) return known.view;
      const view = viewDelivery(job, store, moment);
      if (isResting) resting.set(job, { view, store, nextAt: moment.nextAt });
      return view;
    });
    const isLast = shown.length === last.length && shown.every((view, index) => view === last[index]);
    if (!isLast) last = shown;
    return last;
  };
}
