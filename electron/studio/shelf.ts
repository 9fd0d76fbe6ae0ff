import { fewAtOnce } from '../base/in-turn.ts';
import type { AuditWho } from '../contract/audit.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import type { Vault } from '../vault/vault.ts';
import { type AlteredSession, OpenSession, type OpenSessionDeps, type Undated } from './open-session.ts';
import { foldSession } from './session-fold.ts';
import type { SessionState } from './session-state.ts';
import { SessionStates } from './session-states.ts';

/** So many journals are read at a time: the disk and the processor both have something to do. */
const foldedAtOnce = 8;

export type ShelfDeps = OpenSessionDeps & {
  vault: Pick<Vault, 'sessions' | 'read'>;
  unexpected(error: unknown, during: string): string;
};

/** All sessions of a vault, as their journals tell them. */
export class Shelf {
  readonly sessions = new SessionStates();
  readonly #deps: ShelfDeps;

  constructor(deps: ShelfDeps) {
    this.#deps = deps;
  }

  /** Folds every journal. Call once. */
  async start(): Promise<void> {
    const few = fewAtOnce(foldedAtOnce);
    const states = this.#deps.vault.sessions().map((id) => few(() => this.#read(id)));
    for (const state of await Promise.all(states)) if (state) this.sessions.put(state);
  }

  /**
   * Adds a record to a session that is not on screen; see `OpenSession`. One at a time for each session. Throws
   * `session-unknown`, and the vault's codes.
   */
  async record(id: string, what: Undated, who?: AuditWho): Promise<void> {
    await this.alter(id, (session) => session.record(what, who));
  }

  /** The session as it is. Throws `session-unknown`. */
  alterable(id: string): SessionState {
    const state = this.sessions.of(id);
    if (!state) throw new CodedError('session-unknown', { session: id });
    return state;
  }

  /** Runs `work` with a session that is not on screen; what it has recorded stays, also where it throws. Throws `session-unknown`. */
  async alter(id: string, work: (session: AlteredSession) => Promise<void>): Promise<void> {
    const session = new OpenSession(this.#deps, this.alterable(id));
    try {
      await work(session);
    } finally {
      this.sessions.put(session.state);
    }
  }

  /** Undefined for a journal that was damaged since the vault was opened: nobody else's session hides behind it. */
  async #read(id: string): Promise<SessionState | undefined> {
    const { vault, unexpected } = this.#deps;
    try {
      return foldSession(await vault.read(id));
    } catch (error) {
      if (!hasCode(error, 'vault-damaged')) throw error;
      unexpected(error, 'journal');
      return undefined;
    }
  }
}
