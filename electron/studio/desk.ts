import { type Clock, timestamp } from '../base/clock.ts';
import { inTurn } from '../base/in-turn.ts';
import { newId, newUid } from '../base/uid.ts';
import type { AuditWho } from '../contract/audit.ts';
import { neededFor } from '../contract/disk.ts';
import { CodedError } from '../contract/errors.ts';
import type { SessionRecord } from '../contract/journal.ts';
import type { Order } from '../contract/order.ts';
import type { Patient } from '../contract/patient.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Vault } from '../vault/vault.ts';
import type { Archives, Target } from './archives.ts';
import { eventOf } from './audit/session-events.ts';
import { anySimulated } from './cameras-in-use.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { jobFor } from './hand-over.ts';
import { mostRecent } from './offers.ts';
import type { AlteredSession, Undated } from './open-session.ts';
import { compositeOf, only, plan, protocolOf } from './plan.ts';
import type { CamerasPort } from './ports.ts';
import { earlierPictures, type Priors } from './priors.ts';
import { begin, foldSession } from './session-fold.ts';
import { guard } from './session-rules.ts';
import { type RunnerDeps, SessionRunner } from './session-runner.ts';
import type { Opened, SessionState } from './session-state.ts';
import type { SessionStates } from './session-states.ts';
import { Shelf } from './shelf.ts';
import { studyOfOrder } from './worklist/study-of-order.ts';

export type DeskDeps = RunnerDeps & {
  vault: Pick<Vault, 'sessions' | 'read' | 'createSession'>;
  cameras: Pick<CamerasPort, 'list'>;
  outbox: Pick<Outbox, 'jobs' | 'enqueue'>;
  archives: Pick<Archives, 'targets'>;
  protocols: ReadonlyMap<string, Protocol>;
  clock: Clock;
  connections: Pick<ConnectionSettings, 'current'>;
  /** A session has come on screen, or could not. */
  onSettled(): Promise<void>;
};

export type Opening = { patient: Patient; protocol: string; steps?: readonly string[]; order?: Order | undefined };

/** All sessions of the vault, and the one of them that is on screen. */
export class Desk {
  readonly #deps: DeskDeps;
  readonly #shelf: Shelf;
  /** What comes on screen, leaves it, or is recorded of a session that is not there. */
  readonly #inTurn = inTurn();
  #runner: SessionRunner | null = null;
  #earlier: Priors = new Map();
  #cutOff: SessionState | undefined;
  #changing = false;
  #closed = false;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#shelf = new Shelf(deps);
  }

  /** Folds every journal in the vault. */
  async start(): Promise<void> {
    await this.#shelf.start();
    const last = mostRecent(this.states(), 'seenAt');
    this.#cutOff = last && !last.closed && !last.leftWell ? last : undefined;
  }

  /** The session that was on screen when the studio was last cut off, until one comes there. */
  get interrupted(): Snapshot['interrupted'] {
    if (!this.#cutOff) return null;
    const { opened, shots } = this.#cutOff;
    return { session: opened.session, saved: shots.filter(({ captured }) => captured).length };
  }

  /** What earlier visits of the patient on screen have accepted. */
  get earlier(): Priors {
    return this.#earlier;
  }

  get runner(): SessionRunner | null {
    return this.#runner;
  }

  /** While a session is coming on screen. */
  get changing(): boolean {
    return this.#changing;
  }

  /** Nobody is being photographed, and nobody is about to be. */
  get isAtRest(): boolean {
    return !this.#changing && (!this.#runner || this.#runner.state.closed);
  }

  states(): SessionState[] {
    return this.sessions.all();
  }

  /** All sessions, the one on screen as it is now. */
  get sessions(): SessionStates {
    this.#keep();
    return this.#shelf.sessions;
  }

  /** See `Studio`. */
  plan(id: string, stepIds?: readonly string[]): { protocol: Protocol; steps: PlannedStep[] } {
    const { protocols } = this.#deps;
    const protocol = protocols.get(id);
    if (!protocol) {
      throw new CodedError('protocol-unknown', { protocol: id, known: [...protocols.keys()].join(', ') });
    }
    const steps = stepIds ? only(plan(protocol), stepIds) : plan(protocol);
    if (anySimulated(this.#deps.cameras, steps)) this.#deps.archives.targets(true);
    return { protocol, steps };
  }

  /** See `Studio`. */
  async open(input: Opening): Promise<string> {
    return await this.#alone(async () => {
      const { vault, audit, clock, atWork, disk } = this.#deps;
      const { protocol, steps } = this.plan(input.protocol, input.steps);
      const simulated = anySimulated(this.#deps.cameras, steps);
      if ((await disk.look()).freeBytes < neededFor(steps.length)) throw new CodedError('disk-full');
      const opened: Extract<SessionRecord, { type: 'session-opened' }> = {
        type: 'session-opened',
        version: 1,
        at: timestamp(clock),
        session: newId(),
        patient: input.patient,
        protocol: { id: protocol.id, version: protocol.version, title: protocol.title },
        composite: compositeOf(protocol, steps),
        steps,
        ...this.#orderedAs(input, simulated),
        seriesUid: newUid(),
        ...atWork(),
        simulated,
        ...(protocol.forensic ? { held: true } : {}),
        tracked: true,
      };
      await audit.settle();
      await vault.createSession(opened);
      const event = eventOf(opened, opened, this.#deps.who());
      if (event) await audit.owe(event);
      await this.#show(begin(opened), false).recover();
      return opened.session;
    });
  }

  /** See `Studio`. */
  async resume(id: string): Promise<void> {
    await this.#alone(async () => {
      const runner = await this.#inTurn(async () => {
        const state = foldSession(await this.#deps.vault.read(id));
        if (state.closed) throw new CodedError('session-unknown', { session: id });
        const { simulated, steps } = state.opened;
        if (!simulated && anySimulated(this.#deps.cameras, steps)) this.#deps.archives.targets(true);
        return this.#show(state, mostRecent(this.states())?.opened.session === id);
      });
      await Promise.all([runner.recover(), runner.note('session-resumed')]);
    });
  }

  /** Leaves the session on screen as it is; it must be at rest. It is off the screen at once. */
  async pause(): Promise<void> {
    this.#keep();
    const runner = this.#runner;
    this.#runner = null;
    this.#deps.onChange();
    if (runner) await this.#leave(runner);
  }

  /** See `Studio`; with a reason, before all required views are there. Throws `session-none`. */
  async finish(discontinued?: string): Promise<string | null> {
    const runner = this.#runner;
    if (!runner) throw new CodedError('session-none');
    const handOver = (state: SessionState): Promise<string[]> => this.#handOver(state);
    const job =
      discontinued === undefined ? await runner.close(handOver) : await runner.discontinue(discontinued, handOver);
    this.#keep();
    await runner.leave();
    return job;
  }

  /**
   * Adds a record to a session, whether or not it is on screen; see `OpenSession`. Throws `session-unknown`, and the vault's
   * codes.
   */
  async record(id: string, what: Undated, who?: AuditWho): Promise<void> {
    await this.#inTurn(async () => {
      const runner = this.#runner;
      if (runner?.state.opened.session === id) return await runner.record(what, who);
      await this.#shelf.record(id, what, who);
    });
  }

  /** The session as it is, if `alter` would run now. Throws as that. */
  alterable(id: string): SessionState {
    this.#keep();
    const runner = this.#runner;
    if (runner?.state.opened.session === id) guard('correct', runner.phase);
    return this.#shelf.alterable(id);
  }

  /**
   * Runs `work` with a session, on screen or not, while nothing else happens in it. Who is on screen may be somebody else
   * afterwards: earlier pictures are looked up again. Throws `session-unknown`, `not-now` while a picture is being made.
   */
  async alter(id: string, work: (session: AlteredSession) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      const runner = this.#runner;
      if (runner?.state.opened.session === id) await runner.correct(work);
      else await this.#shelf.alter(id, work);
      if (this.#runner) this.#earlier = earlierPictures(this.states(), this.#runner.state);
      this.#deps.onChange();
    });
  }

  /** Progress is told where somebody wants to hear it: of simulated pictures, only where those are at home. */
  tellsProgress(simulated: boolean): boolean {
    const { connections, archives } = this.#deps;
    if (!connections.current.mpps) return false;
    return !simulated || archives.targets(true).some(({ testStore }) => testStore);
  }

  /** Opens nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    const runner = this.#runner;
    await runner?.idle();
    if (runner) await this.#leave(runner);
    this.#keep();
    this.#runner = null;
  }

  async #leave(runner: SessionRunner): Promise<void> {
    const dark = runner.leave();
    await this.#inTurn(async () => {
      if (!runner.state.closed) await runner.note('session-paused');
      this.#shelf.sessions.put(runner.state);
    });
    await dark;
  }

  /** Two pages must not open two sessions: the second is told, not queued. */
  async #alone<T>(open: () => Promise<T>): Promise<T> {
    const current = this.#runner;
    if (this.#closed || this.#changing || (current && !current.state.closed)) throw new CodedError('session-open');
    this.#changing = true;
    try {
      return await open();
    } finally {
      this.#changing = false;
      await this.#deps.onSettled();
    }
  }

  #show(state: SessionState, expectsFound: boolean): SessionRunner {
    const protocol = protocolOf(this.#deps.protocols, state.opened.protocol);
    const runner = new SessionRunner(this.#deps, state, { expectsFound, protocol });
    this.#earlier = earlierPictures(this.states(), state);
    this.#cutOff = undefined;
    this.#runner = runner;
    this.#deps.onChange();
    return runner;
  }

  /**
   * The study that an order belongs to, where the RIS has named one or an earlier series of it has made one; else a new one.
   */
  #orderedAs({ patient, order }: Opening, simulated: boolean): Pick<Opened, 'studyUid' | 'order' | 'mppsUid'> {
    if (!order) return { studyUid: newUid() };
    const studyUid = order.studyUid ?? studyOfOrder(this.states(), patient, order, simulated) ?? newUid();
    return { studyUid, order, ...(this.tellsProgress(simulated) ? { mppsUid: newUid() } : {}) };
  }

  /** An upload to each archive, saved. */
  async #handOver(state: SessionState): Promise<string[]> {
    const jobs: string[] = [];
    for (const target of this.#deps.archives.targets(state.opened.simulated)) {
      const job = await this.#handTo(target, state);
      if (job !== undefined) jobs.push(job);
    }
    return jobs;
  }

  async #handTo({ store, testStore }: Target, state: SessionState): Promise<string | undefined> {
    const { outbox, clock } = this.#deps;
    const { session, order } = state.opened;
    const earlier = outbox.jobs().filter((job) => {
      return job.session === session && job.store === store.address && !job.copy && job.state !== 'withdrawn';
    });
    const urgent = order && order.priority !== 'routine' ? ({ urgent: true } as const) : {};
    const job = jobFor(state, earlier, { store: store.address, testStore, ...urgent }, timestamp(clock));
    if (!job) return earlier.at(-1)?.id;
    await outbox.enqueue(job);
    return job.id;
  }

  #keep(): void {
    if (this.#runner) this.#shelf.sessions.put(this.#runner.state);
  }
}
