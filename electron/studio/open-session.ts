import { type Clock, timestamp } from '../base/clock.ts';
import type { AuditWho } from '../contract/audit.ts';
import type { SessionRecord } from '../contract/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { eventOf, hasHappened } from './audit/session-events.ts';
import type { AuditPort } from './ports.ts';
import { applyRecord } from './session-fold.ts';
import type { SessionState } from './session-state.ts';

export type OpenSessionDeps = {
  vault: Pick<Vault, 'append'>;
  audit: AuditPort;
  /** Who is at work. */
  who(): AuditWho;
  clock: Clock;
  onChange(): void;
};

/** `Omit` over each record by itself. */
type WithoutDate<R> = R extends SessionRecord ? Omit<R, 'at'> : never;
/** A record before it is written. */
export type Undated = WithoutDate<SessionRecord>;

/** A session that nobody else changes meanwhile. */
export type AlteredSession = Pick<OpenSession, 'state' | 'record'>;

/**
 * A session whose state is the fold of its journal: a record is flushed, and what it is to an auditor with it, before anybody
 * sees what it changes. As long as the trail owes an entry nothing new is begun.
 */
export class OpenSession {
  readonly #deps: OpenSessionDeps;
  #state: SessionState;

  constructor(deps: OpenSessionDeps, state: SessionState) {
    this.#deps = deps;
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** `who`: whose doing it is, where that is nobody who is at work. */
  async record(undated: Undated, who: AuditWho = this.#deps.who()): Promise<void> {
    const { vault, audit, clock, onChange } = this.#deps;
    if (!hasHappened(undated)) await audit.settle();
    const record: SessionRecord = { ...undated, at: timestamp(clock) };
    const { opened } = this.#state;
    await vault.append(opened.session, record);
    this.#state = applyRecord(this.#state, record);
    const event = eventOf(record, opened, who);
    if (event) await audit.owe(event);
    onChange();
  }
}
