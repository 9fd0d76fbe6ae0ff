import type { Clock } from '../../base/clock.ts';
import { inTurn } from '../../base/in-turn.ts';
import { CodedError, type ErrorInfo, hasCode } from '../../contract/errors.ts';
import type { PerformedStep } from '../../stores/mpps/performed-step.ts';
import type { Ris } from '../../stores/ris.ts';
import type { ConnectionSettings } from '../connection-settings.ts';
import type { SessionState } from '../session-state.ts';
import type { Shelf } from '../shelf.ts';
import { owedProgress } from './performed-steps.ts';

export type ProgressCareDeps = {
  connections: Pick<ConnectionSettings, 'current'>;
  sessions: Pick<Shelf, 'sessions' | 'record'>;
  ris: Pick<Ris, 'tell'>;
  /** This workstation's name. */
  stationName: string;
  clock: Clock;
  unexpected(error: unknown, during: string): string;
};

const nobody = { operator: '' };
const lookEveryMs = 60_000;
/** A RIS that does not answer is left alone for so long, four times as long after each further failure, at most an hour. */
const firstWaitMs = 4000;
const longestWaitMs = 60 * 60_000;
/** The end of the program waits so long for the RIS. */
const graceMs = 5000;
/** So often a RIS may put off the same thing; afterwards that counts as a refusal. */
const mostPutOff = 8;

/**
 * Tells the RIS how far each procedure is (MPPS): what the journals owe it, in order, and until it has taken note or has
 * refused for good, over any number of restarts. Nothing waits for it and nothing fails by it.
 */
export class ProgressCare {
  readonly #deps: ProgressCareDeps;
  readonly #inTurn = inTurn();
  readonly #ending = new AbortController();
  /** What was said in this run without an answer; anything that an earlier run left owing may have been said by it. */
  readonly #maybeTold = new Set<string>();
  readonly #putOff = new Map<string, number>();
  #cancel: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #looking = false;
  #closed = false;

  constructor(deps: ProgressCareDeps) {
    this.#deps = deps;
  }

  /** Takes up what was left owing. Call once; all journals are known. */
  start(): void {
    for (const state of this.#deps.sessions.sessions.all()) {
      const step = this.#owed(state);
      if (step) this.#maybeTold.add(nameOf(step));
    }
    this.#lookLater();
    this.look();
  }

  /** Something may have happened that the RIS has to hear of. Cheap, and never throws. */
  look(): void {
    if (this.#looking || this.#closed || !this.#deps.connections.current.mpps) return;
    if (this.#deps.clock.elapsed() < this.#notBeforeMs || !this.#isAnythingOwed()) return;
    this.#looking = true;
    void this.#inTurn(() => this.#tellAll())
      .catch((error: unknown) => {
        this.#deps.unexpected(error, 'progress');
        this.#waitThenLook();
      })
      .finally(() => {
        this.#looking = false;
        // Something may have come to be owed since the last look.
        this.look();
      });
  }

  /** Where it is told has changed: it may be there now. */
  lookAgain(): void {
    this.#failures = 0;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    this.look();
  }

  /** Waits a little for what is being said; the rest is said by the next run. */
  async close(): Promise<void> {
    this.#cancel();
    this.#cancelRetry();
    this.#closed = true;
    const abort = (): void => this.#ending.abort(new CodedError('aborted', { call: 'progress' }));
    const stop = this.#deps.clock.setTimeout(abort, graceMs);
    await this.#inTurn(async () => {});
    stop();
  }

  #lookLater(): void {
    this.#cancel = this.#deps.clock.setTimeout(() => {
      this.look();
      this.#lookLater();
    }, lookEveryMs);
  }

  #owed(state: SessionState): PerformedStep | null {
    const { connections, stationName } = this.#deps;
    const stationAet = connections.current.mpps?.callingAet ?? '';
    return owedProgress(state, { stationAet, stationName });
  }

  #isAnythingOwed(): boolean {
    return this.#deps.sessions.sessions.all().some((state) => this.#owed(state) !== null);
  }

  /** Until nothing is owed, or the RIS fails. What it wants to hear later keeps no other session waiting. */
  async #tellAll(): Promise<void> {
    const deferred = new Set<string>();
    for (;;) {
      const waiting = this.#nextOwed(deferred);
      if (!waiting || this.#ending.signal.aborted) break;
      if (!(await this.#tell(waiting, deferred))) return;
    }
    if (deferred.size > 0) this.#waitThenLook();
    else this.#failures = 0;
  }

  #nextOwed(deferred: ReadonlySet<string>): PerformedStep | undefined {
    const states = this.#deps.sessions.sessions.all().filter(({ opened }) => !deferred.has(opened.session));
    states.sort((a, b) => a.opened.at.localeCompare(b.opened.at));
    for (const state of states) {
      const step = this.#owed(state);
      if (step) return step;
    }
    return undefined;
  }

  /** False where the RIS is better left alone for now. */
  async #tell(step: PerformedStep, deferred: Set<string>): Promise<boolean> {
    const { connections, ris } = this.#deps;
    const { mpps } = connections.current;
    if (!mpps) return false;
    const mayBeTold = this.#maybeTold.has(nameOf(step));
    this.#maybeTold.add(nameOf(step));
    let later: ErrorInfo | null;
    try {
      later = await ris.tell(mpps, step, mayBeTold, this.#ending.signal);
    } catch (error) {
      if (hasCode(error, 'progress-refused')) {
        await this.#note(step, error.toInfo());
        return true;
      }
      if (!(error instanceof CodedError)) this.#deps.unexpected(error, 'progress');
      this.#waitThenLook();
      return false;
    }
    // It has said that it did not take it.
    if (later && !mayBeTold) this.#maybeTold.delete(nameOf(step));
    if (later && this.#isWorthRepeating(step)) deferred.add(step.session);
    else await this.#note(step, later ?? undefined);
    return true;
  }

  async #note({ session, progress, mppsUid }: PerformedStep, refused: ErrorInfo | undefined): Promise<void> {
    const told = { type: 'progress-told', progress, mppsUid, ...(refused ? { refused } : {}) } as const;
    await this.#deps.sessions.record(session, told, nobody);
  }

  #isWorthRepeating(step: PerformedStep): boolean {
    const times = (this.#putOff.get(nameOf(step)) ?? 0) + 1;
    this.#putOff.set(nameOf(step), times);
    return times < mostPutOff;
  }

  #waitThenLook(): void {
    const { clock } = this.#deps;
    const waitMs = Math.min(firstWaitMs * 4 ** this.#failures, longestWaitMs);
    this.#failures += 1;
    this.#notBeforeMs = clock.elapsed() + waitMs;
    this.#cancelRetry();
    if (!this.#closed) this.#cancelRetry = clock.setTimeout(() => this.look(), waitMs);
  }
}

function nameOf({ mppsUid, progress }: PerformedStep): string {
  return `${mppsUid} ${progress}`;
}
