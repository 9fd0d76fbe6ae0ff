import { type Clock, timestamp } from '../base/clock.ts';
import { newId, newUid } from '../base/uid.ts';
import { CodedError } from '../contract/errors.ts';
import type { SessionRecord } from '../contract/journal.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { Patient } from '../contract/patient.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';
import { answer, type Wire } from '../contract/rpc.ts';
import { type Phase, type Snapshot, studioContract } from '../contract/studio.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { Store } from '../stores/store.ts';
import type { Vault } from '../vault/vault.ts';
import { anySimulated, cameraFor } from './cameras-in-use.ts';
import { Changes } from './changes.ts';
import { jobFor } from './hand-over.ts';
import { LiveTools } from './live-tools.ts';
import { type FrameWire, LiveView } from './live-view.ts';
import { mostRecent, Offers } from './offers.ts';
import { answerPicture } from './picture-handler.ts';
import { Pictures } from './pictures.ts';
import { compositeOf, only, plan } from './plan.ts';
import type { CameraPort, CamerasPort, QualityPort, TriggerPort } from './ports.ts';
import { Room } from './room.ts';
import { begin, foldSession, nextToPhotograph, type SessionState } from './session-fold.ts';
import { SessionRunner } from './session-runner.ts';
import { StoreCheck } from './store-check.ts';
import { studioCalls } from './studio-calls.ts';
import { viewStudio } from './studio-view.ts';

export type StudioDeps = {
  vault: Vault;
  cameras: CamerasPort;
  trigger: TriggerPort;
  quality: QualityPort;
  outbox: Outbox;
  /** The store that closed series go to; null keeps them in the vault. */
  store: Store | null;
  /** The operator said that the store is one for tests. */
  testStore: boolean;
  protocols: ReadonlyMap<string, Protocol>;
  scenes: ReadonlyMap<string, LightingScene>;
  readGuide(id: string): Promise<Uint8Array>;
  clock: Clock;
  inspect(jpeg: Uint8Array): void;
  operator: string;
  version: string;
  unexpected(error: unknown, during: string): string;
};

const resting: readonly Phase[] = ['ready', 'review', 'complete', 'closed'];

/**
 * The application without a window: what a page, the command line and tests all drive. It knows the devices, the vault
 * and the store only by what they promise.
 */
export class Studio {
  readonly pictures: Pictures;
  readonly tools: LiveTools;
  readonly #deps: StudioDeps;
  readonly #live: LiveView;
  readonly #room: Room;
  readonly #offers: Offers;
  readonly #sessions = new Map<string, SessionState>();
  readonly #pages = new Set<(snapshot: Snapshot) => void>();
  readonly #store: StoreCheck;
  readonly #changes = new Changes(() => this.#tellPages());
  readonly #cleanups: (() => void)[] = [];
  #runner: SessionRunner | null = null;
  #opening = false;
  #light = false;
  #revision = 0;
  #closed = false;

  constructor(deps: StudioDeps) {
    this.#deps = deps;
    this.pictures = new Pictures(
      deps,
      (id) => this.#stateOf(id),
      () => this.#states(),
    );
    const onChange = (): void => this.#changes.note();
    this.#store = new StoreCheck({ ...deps, onChange });
    this.tools = new LiveTools({ unexpected: deps.unexpected, onChange });
    this.#live = new LiveView({ ...deps, camera: () => this.cameraInUse, onChange });
    this.#room = new Room(deps, {
      onChange,
      onOffered: (camera, offered) => this.#offers.receive(camera, offered),
      onTurned: (camera, settings) => this.#runner?.noteTurned(camera, settings),
      onReady: (camera) => this.#runner?.noteReady(camera),
    });
    this.#offers = new Offers({
      ...deps,
      room: this.#room,
      screen: () => ({ runner: this.#runner, changing: this.#opening }),
      states: () => this.#states(),
    });
  }

  /** Folds every journal in the vault, then starts the outbox. Call once before anything else. */
  async start(): Promise<void> {
    const { vault, trigger, outbox } = this.#deps;
    for (const id of vault.sessions()) this.#sessions.set(id, foldSession(await vault.read(id)));
    this.#cleanups.push(
      trigger.onState(() => this.#noticeLight()),
      this.#room.start(),
    );
    await outbox.start();
  }

  /** The runner of the session on screen. Throws `session-none`. */
  get runner(): SessionRunner {
    if (!this.#runner) throw new CodedError('session-none');
    return this.#runner;
  }

  /** The camera that the next picture is taken with. */
  get cameraInUse(): CameraPort {
    return cameraFor(this.#deps.cameras, this.#runner ? nextToPhotograph(this.#runner.state) : undefined).camera;
  }

  /** Throws `not-now` while a picture is being made. */
  demandRest(command: string): void {
    const phase = this.#runner?.phase ?? 'ready';
    if (!resting.includes(phase)) throw new CodedError('not-now', { command, phase });
  }

  /**
   * What a session would photograph; nothing is opened. Throws `protocol-unknown`, `step-unknown`, and
   * `store-needs-test-flag` when simulated pictures would go to a hospital's store.
   */
  planSession(id: string, stepIds?: readonly string[]): { protocol: Protocol; steps: PlannedStep[] } {
    const { protocols } = this.#deps;
    const protocol = protocols.get(id);
    if (!protocol) {
      throw new CodedError('protocol-unknown', { protocol: id, known: [...protocols.keys()].join(', ') });
    }
    const steps = stepIds ? only(plan(protocol), stepIds) : plan(protocol);
    if (anySimulated(this.#deps.cameras, steps)) this.#refuseSimulatedForHospital();
    return { protocol, steps };
  }

  /**
   * Opens a session for a patient whose data the caller has checked. Throws as `planSession`, and `session-open` while
   * another is on screen.
   */
  async openSession(input: { patient: Patient; protocol: string; steps?: readonly string[] }): Promise<string> {
    return await this.#alone(async () => {
      const { vault, clock, operator } = this.#deps;
      const { protocol, steps } = this.planSession(input.protocol, input.steps);
      const opened: Extract<SessionRecord, { type: 'session-opened' }> = {
        type: 'session-opened',
        version: 1,
        at: timestamp(clock),
        session: newId(),
        patient: input.patient,
        protocol: { id: protocol.id, version: protocol.version, title: protocol.title },
        composite: compositeOf(protocol, steps),
        steps,
        studyUid: newUid(),
        seriesUid: newUid(),
        operator,
        simulated: anySimulated(this.#deps.cameras, steps),
      };
      await vault.createSession(opened);
      await this.#run(begin(opened), false);
      return opened.session;
    });
  }

  /** Puts an interrupted or paused session back on screen. */
  async resumeSession(id: string): Promise<void> {
    await this.#alone(async () => {
      const state = foldSession(await this.#deps.vault.read(id));
      if (state.closed) throw new CodedError('session-unknown', { session: id });
      const { simulated, steps } = state.opened;
      if (!simulated && anySimulated(this.#deps.cameras, steps)) this.#refuseSimulatedForHospital();
      await this.#run(state, mostRecent(this.#states())?.opened.session === id);
    });
  }

  /** Leaves the session as it is; every record of it is in the vault already. */
  pauseSession(): void {
    this.demandRest('pause');
    this.#keep();
    void this.#runner?.leave();
    this.#runner = null;
    this.#changes.note();
  }

  /** Saves the outbox job, closes the session and lets the upload run. Returns the job, null where nothing is sent. */
  async closeSession(): Promise<string | null> {
    const job = await this.runner.close((state) => this.#handOver(state));
    this.#keep();
    await this.#runner?.leave();
    return job;
  }

  /** Asks the store whether it answers; the result is part of the snapshot. */
  async checkStore(): Promise<void> {
    await this.#store.run();
  }

  /** Called whenever anything that a snapshot shows has changed. */
  watch(listener: () => void): () => void {
    return this.#changes.watch(listener);
  }

  snapshot(): Snapshot {
    const sessions = this.#states();
    const [revision, runner, liveError] = [this.#revision, this.#runner, this.#live.error];
    const { tools } = this;
    return viewStudio({
      ...this.#deps,
      room: this.#room,
      tools,
      liveError,
      storeState: this.#store.state,
      revision,
      runner,
      sessions,
    });
  }

  /** Answers one page. Its first message is the whole state; reconnecting is nothing special. */
  attach(wire: Wire): void {
    const wants = (on: boolean): Promise<void> => this.#live.want(wire, on);
    const server = answer(wire, studioContract, studioCalls(this, this.#deps, wants), (error, call) =>
      this.#deps.unexpected(error, call),
    );
    const tell = (snapshot: Snapshot): void => server.emit('snapshot', snapshot);
    this.#pages.add(tell);
    wire.onClose(() => {
      this.#pages.delete(tell);
      void this.#live.want(wire, false);
    });
    tell(this.snapshot());
  }

  attachFrames(wire: FrameWire): void {
    this.#live.attach(wire);
  }

  /** Answers a picture request; null for anything else. */
  async handleRequest(request: Request): Promise<Response | null> {
    return await answerPicture(request, this.pictures);
  }

  outboxChanged(): void {
    this.#changes.note();
  }

  /** Takes no more commands and waits for the one under way: on return the vault and the devices may go. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#changes.close();
    this.#live.close();
    for (const cleanup of this.#cleanups) cleanup();
    await this.#runner?.idle();
    await this.#runner?.leave();
    this.#keep();
    this.#runner = null;
  }

  #noticeLight(): void {
    const { state } = this.#deps.trigger;
    const there = state === 'ready' || state === 'busy';
    if (there && !this.#light) this.#runner?.noteReady();
    this.#light = there;
    this.#changes.note();
  }

  /** Two pages must not open two sessions: the second is told, not queued. */
  async #alone<T>(open: () => Promise<T>): Promise<T> {
    const current = this.#runner;
    if (this.#closed || this.#opening || (current && !current.state.closed)) throw new CodedError('session-open');
    this.#opening = true;
    try {
      return await open();
    } finally {
      this.#opening = false;
      await this.#offers.release();
    }
  }

  async #run(state: SessionState, expectsFound: boolean): Promise<void> {
    const deps = { ...this.#deps, tools: this.tools, onChange: () => this.#changes.note() };
    this.#runner = new SessionRunner(deps, state, expectsFound);
    this.#changes.note();
    await this.#runner.recover();
  }

  async #handOver(state: SessionState): Promise<string | null> {
    const { outbox, store, clock, testStore } = this.#deps;
    if (!store) return null;
    const earlier = outbox.jobs().filter(({ session }) => session === state.opened.session);
    const job = jobFor(state, earlier, { store: store.address, testStore }, timestamp(clock));
    if (!job) return earlier.at(-1)?.id ?? null;
    await outbox.enqueue(job);
    return job.id;
  }

  #refuseSimulatedForHospital(): void {
    const { store, testStore } = this.#deps;
    if (store?.hospital && !testStore) {
      throw new CodedError('store-needs-test-flag', { store: store.address });
    }
  }

  #stateOf(id: string): SessionState | undefined {
    return this.#states().find(({ opened }) => opened.session === id);
  }

  #states(): SessionState[] {
    this.#keep();
    return [...this.#sessions.values()];
  }

  #keep(): void {
    if (this.#runner) this.#sessions.set(this.#runner.state.opened.session, this.#runner.state);
  }

  #tellPages(): void {
    this.#revision += 1;
    const snapshot = this.snapshot();
    for (const tell of this.#pages) tell(snapshot);
  }
}
