import type { SessionState } from './session-state.ts';

/** All sessions as they are, found by their id, by a shot and by the bytes of a file; however many years there are of them. */
export class SessionStates {
  readonly #states = new Map<string, SessionState>();
  readonly #sessionOf = new Map<string, string>();
  readonly #stored = new Set<string>();

  /** The session as it is from now on; one that was not there before comes last. */
  put(state: SessionState): void {
    const { session } = state.opened;
    if (this.#states.get(session) === state) return;
    this.#states.set(session, state);
    for (const { id, files } of state.shots) {
      this.#sessionOf.set(id, session);
      for (const { sha256 } of files) this.#stored.add(sha256);
    }
  }

  all(): SessionState[] {
    return [...this.#states.values()];
  }

  of(session: string): SessionState | undefined {
    return this.#states.get(session);
  }

  ofShot(shot: string): SessionState | undefined {
    return this.#states.get(this.#sessionOf.get(shot) ?? '');
  }

  /** Whether a journal names a file of these bytes, whatever became of it since. */
  names(sha256: string): boolean {
    return this.#stored.has(sha256);
  }
}
