import { type Clock, timestamp } from '../base/clock.ts';
import type { AuditEvent, AuditRecord, AuditWho } from '../contract/audit.ts';
import type { ConnectionCheck } from '../contract/connections.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Archives } from './archives.ts';
import { checkedStore } from './checked-store.ts';
import { jobFor } from './hand-over.ts';
import type { AuditPort } from './ports.ts';
import type { SessionStates } from './session-states.ts';

export type DeliveryCareDeps = {
  outbox: Pick<Outbox, 'jobs' | 'enqueue' | 'setUrgent' | 'pause'>;
  archives: Archives;
  sessions: { readonly sessions: Pick<SessionStates, 'of'> };
  audit: Pick<AuditPort, 'owe'>;
  clock: Clock;
  who(): AuditWho;
  unexpected(error: unknown, during: string): string;
};

/** What people do with deliveries: send a series elsewhere too, let one go first, hold all of them back. */
export class DeliveryCare {
  readonly #deps: DeliveryCareDeps;

  constructor(deps: DeliveryCareDeps) {
    this.#deps = deps;
  }

  /**
   * Sends a closed series to a `copy` store. On return the job is saved. Throws `session-unknown`, `store-unknown`,
   * `original-purged`, `store-needs-test-flag`, and `not-now` while the series is open or where all of it is on its way there.
   */
  async send(session: string, storeId: string): Promise<string> {
    const { outbox, archives, sessions, clock } = this.#deps;
    const state = sessions.sessions.of(session);
    if (!state) throw new CodedError('session-unknown', { session });
    const { store, testStore } = archives.copyTo(storeId);
    const { simulated } = state.opened;
    if (simulated && store.hospital && !testStore) {
      throw new CodedError('store-needs-test-flag', { store: store.address });
    }
    const earlier = outbox.jobs().filter((job) => isFor(job, session, store.address));
    const target = { store: store.address, testStore, copy: true } as const;
    const job = state.closed ? jobFor(state, earlier, target, timestamp(clock)) : null;
    if (!job) throw new CodedError('not-now', { command: 'send', phase: state.closed ? 'closed' : 'ready' });
    demandOriginals(job, state.purged);
    await outbox.enqueue(job);
    await this.#write('exported', job);
    return job.id;
  }

  /** Throws `job-unknown`. */
  async setUrgent(id: string, on: boolean): Promise<void> {
    const job = this.#job(id);
    await this.#deps.outbox.setUrgent(id, on);
    if (on && !job.urgent) await this.#write('series-urgent', job);
  }

  async pause(on: boolean): Promise<void> {
    const { outbox, audit, who } = this.#deps;
    await outbox.pause(on);
    await audit.owe({ ...who(), event: on ? 'deliveries-paused' : 'deliveries-resumed', outcome: 'success' });
  }

  /** Asks one of the department's stores whether it is there. Throws `store-unknown`, and nothing for what it says. */
  async check(storeId: string): Promise<ConnectionCheck> {
    const { archives, unexpected } = this.#deps;
    return await checkedStore(archives.store(storeId), unexpected);
  }

  #job(id: string): OutboxJob {
    const job = this.#deps.outbox.jobs().find((one) => one.id === id);
    if (!job) throw new CodedError('job-unknown', { job: id });
    return job;
  }

  async #write(event: AuditEvent, { id, session, seriesUid, store, instances }: OutboxJob): Promise<void> {
    const { audit, who } = this.#deps;
    const entry: AuditRecord = { ...who(), event, outcome: 'success', session, series: seriesUid, job: id, store };
    await audit.owe({ ...entry, count: instances.length });
  }
}

function isFor(job: OutboxJob, session: string, store: string): boolean {
  return job.session === session && job.store === store && job.copy === true && job.state !== 'withdrawn';
}

function demandOriginals({ session, instances }: OutboxJob, purged: readonly string[]): void {
  const gone = instances.find(({ file }) => file && purged.includes(file.name));
  if (gone) throw new CodedError('original-purged', { session });
}
