import { type Clock, timestamp } from '../../base/clock.ts';
import { newUid } from '../../base/uid.ts';
import { CodedError } from '../../contract/errors.ts';
import type { OutboxJob } from '../../contract/journal.ts';
import type { Outbox } from '../../stores/outbox.ts';
import type { Vault } from '../../vault/vault.ts';

import type { AlteredSession } from '../open-session.ts';
import type { SessionState } from '../session-state.ts';
import type { Shelf } from '../shelf.ts';
import { studyOfOrder } from '../worklist/study-of-order.ts';
import { type Asked, correctionOf, type Hospital } from './correcting.ts';
import { owedJobs } from './owed-jobs.ts';

export type ReconciliationDeps = {
  vault: Pick<Vault, 'read'>;
  outbox: Pick<Outbox, 'jobs' | 'amend'>;
  clock: Clock;
  sessions: Pick<Shelf, 'sessions' | 'alterable' | 'alter'>;
  /** Whether somebody wants to hear how far procedures are. */
  tellsProgress(simulated: boolean): boolean;
  /** Who is at work, as a journal names them. */
  atWork(): { operator: string; operatorName?: string };
};

/** Whose pictures a session's are, put right afterwards, at all stores that have them too. */
export class Reconciliation {
  readonly #deps: ReconciliationDeps;

  constructor(deps: ReconciliationDeps) {
    this.#deps = deps;
  }

  /** Those that were corrected. */
  sessions(): string[] {
    return this.#deps.sessions.sessions.all().flatMap(({ corrected, opened }) => (corrected ? [opened.session] : []));
  }

  /**
   * See `patient.correct`. Returns how many sessions are sent again under new UIDs. What forbids one of them forbids all, before
   * anything is changed. Throws `session-unknown`, `original-purged`, `correction-empty`, `not-now`, and the vault's codes; where it
   * failed half way, asking again goes on from there.
   */
  async correct(sessions: readonly string[], asked: Asked): Promise<number> {
    const { outbox } = this.#deps;
    const wanted = [...new Set(sessions)];
    for (const id of wanted) {
      const state = this.#deps.sessions.alterable(id);
      correctionOf(state, jobsOf(outbox, id), asked, this.#hospitalOf(state), newUid);
    }
    let corrected = 0;
    let resent = 0;
    for (const id of wanted) {
      await this.#deps.sessions.alter(id, async (session) => {
        const before = session.state.opened.seriesUid;
        if (await this.#correctOne(session, asked)) corrected += 1;
        if (session.state.opened.seriesUid !== before) resent += 1;
      });
    }
    if (corrected === 0) throw new CodedError('correction-empty');
    return resent;
  }

  /**
   * First the journal says so, then the deliveries follow; none of them moves meanwhile. Returns whether there was anything to
   * do: deliveries that an earlier correction could not save are.
   */
  async #correctOne(session: AlteredSession, asked: Asked): Promise<boolean> {
    const { vault, outbox, clock, atWork } = this.#deps;
    const { operator, operatorName } = atWork();
    const who = { operator, ...(operatorName === undefined ? {} : { operatorName }) };
    const id = session.state.opened.session;
    let done = false;
    await outbox.amend(id, async (own) => {
      const correction = correctionOf(session.state, own, asked, this.#hospitalOf(session.state), newUid);
      if (correction) await session.record({ ...correction, ...who });
      const owed = owedJobs(await vault.read(id), own, timestamp(clock));
      done = correction !== null || owed.length > 0;
      return owed;
    });
    return done;
  }

  #hospitalOf({ opened: { session, simulated } }: SessionState): Hospital {
    const { sessions, tellsProgress } = this.#deps;
    return {
      tellsProgress: tellsProgress(simulated),
      studyOf(patient, order) {
        const others = sessions.sessions.all().filter(({ opened }) => opened.session !== session);
        return studyOfOrder(others, patient, order, simulated);
      },
    };
  }
}

function jobsOf(outbox: Pick<Outbox, 'jobs'>, session: string): OutboxJob[] {
  return outbox.jobs().filter((job) => job.session === session);
}
