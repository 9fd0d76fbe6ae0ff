import { type Clock, timestamp } from '../base/clock.ts';
import type { SessionRecord } from '../contract/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { applyRecord } from './session-fold.ts';
import type { SessionState } from './session-state.ts';

export type OpenSessionDeps = {
  vault: Pick<Vault, 'append'>;
  clock: Clock;
  onChange(): void;
};

/** `Omit` over each record by itself. */
type WithoutDate<R> = R extends SessionRecord ? Omit<R, 'at'> : never;
/** A record before it is written. */
export type Undated = WithoutDate<SessionRecord>;

/** A session whose state is the fold of its journal: a record is flushed before anybody sees what it changes. */
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

  async record(undated: Undated): Promise<void> {
    const record: SessionRecord = { ...undated, at: timestamp(this.#deps.clock) };
    await this.#deps.vault.append(this.#state.opened.session, record);
    this.#state = applyRecord(this.#state, record);
    this.#deps.onChange();
  }
}
