import type { AuditWho } from '../contract/audit.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob } from '../contract/journal.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';
import { answer, type Wire } from '../contract/rpc.ts';
import type { Phase } from '../contract/session-view.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { changeBetween } from '../contract/snapshot-change.ts';
import { studioContract } from '../contract/studio.ts';
import { Access } from './access/access.ts';
import { Archives } from './archives.ts';
import { AuditReading } from './audit/reading.ts';
import { takeUpTrail } from './audit/trail-start.ts';
import { cameraFor } from './cameras-in-use.ts';
import { CardCare } from './card-care.ts';
import { Changes } from './changes.ts';
import { Custody } from './custody.ts';
import { DeliveryCare } from './delivery-care.ts';
import { viewDeliveries } from './delivery-view.ts';
import { Desk, type Opening } from './desk.ts';
import { FixationScreens, viewFixation } from './fixation.ts';
import { LiveTools } from './live-tools.ts';
import { type FrameWire, LiveView } from './live-view.ts';
import { Offers } from './offers.ts';
import { answerPicture } from './picture-handler.ts';
import { Pictures } from './pictures.ts';
import type { CameraPort } from './ports.ts';
import { PriorRetrieval } from './prior-retrieval.ts';
import { together } from './priors.ts';
import { Reconciliation } from './reconciliation/reconciliation.ts';
import { RecoveryCare } from './recovery-care.ts';
import { Room } from './room.ts';
import { SeriesPapers } from './series-papers.ts';
import { nextToPhotograph } from './session-fold.ts';
import type { SessionRunner } from './session-runner.ts';
import { summarize } from './session-view.ts';
import { StoreCheck } from './store-check.ts';
import { studioCalls } from './studio-calls.ts';
import type { StudioDeps } from './studio-deps.ts';
import { viewStudio } from './studio-view.ts';
import { viewList } from './view-list.ts';
import { RisSide } from './worklist/ris-side.ts';

const resting: readonly Phase[] = ['ready', 'review', 'complete', 'closed'];

/**
 * The application without a window: what a page, the command line and tests all drive. It knows the devices, the vault
 * and the store only by what they promise.
 */
export class Studio {
  readonly pictures: Pictures;
  readonly tools: LiveTools;
  /** Who is at work on this station. */
  readonly access: Access;
  readonly auditReading: AuditReading;
  readonly custody: Custody;
  readonly reconciliation: Reconciliation;
  readonly recovery: RecoveryCare;
  /** The hospital's lists. */
  readonly ris: RisSide;
  readonly deliveries: DeliveryCare;
  /** What goes with the pictures of the session on screen. */
  readonly papers: SeriesPapers;
  readonly #deps: StudioDeps;
  readonly #live: LiveView;
  readonly #room: Room;
  readonly #offers: Offers;
  readonly #desk: Desk;
  readonly #cards: CardCare;
  readonly #priors: PriorRetrieval;
  readonly #pages = new Set<(snapshot: Snapshot) => void>();
  readonly #archives: Archives;
  readonly #store: StoreCheck;
  readonly #fixation: FixationScreens;
  readonly #changes = new Changes(() => this.#tellPages());
  readonly #summaries = viewList(summarize, (a, b) => b.openedAt.localeCompare(a.openedAt));
  readonly #deliveries = viewDeliveries();
  readonly #cleanups: (() => void)[] = [];
  #light = false;
  #started = false;
  #revision = 0;

  constructor(deps: StudioDeps) {
    this.#deps = deps;
    const onChange = (): void => {
      this.#changes.note();
      this.access.noteRest();
      this.#priors.follow(this.#desk.runner?.state);
      this.ris.noteChange();
    };
    const who = (): AuditWho => this.access.actor;
    this.#priors = new PriorRetrieval({
      ...deps,
      sessions: () => this.#desk.states(),
      who,
      onChange: () => this.#changes.note(),
    });
    this.tools = new LiveTools({ unexpected: deps.unexpected, onChange });
    this.access = new Access({
      ...deps,
      isResting: () => this.#isResting,
      leave: () => this.pauseSession(),
      onChange: () => this.#noticeAccess(),
    });
    this.auditReading = new AuditReading({ ...deps, audit: deps.vault.audit, who });
    this.#archives = new Archives(deps);
    this.#desk = new Desk({
      ...deps,
      archives: this.#archives,
      atWork: () => this.access.atWork,
      who,
      tools: this.tools,
      onChange,
      onSettled: () => this.#offers.release(),
    });
    this.custody = new Custody({
      ...deps,
      sessions: this.#desk,
      isAtRest: () => this.#desk.isAtRest,
      who: () => this.access.actor,
    });
    this.deliveries = new DeliveryCare({ ...deps, archives: this.#archives, sessions: this.#desk, who });
    this.reconciliation = new Reconciliation({
      ...deps,
      sessions: this.#desk,
      tellsProgress: (simulated) => this.#desk.tellsProgress(simulated),
      atWork: () => this.access.atWork,
    });
    this.papers = new SeriesPapers({
      ...deps,
      archives: this.#archives,
      current: () => this.runner.state,
      sessions: this.#desk,
    });
    this.ris = new RisSide({
      ...deps,
      sessions: this.#desk,
      who,
      isWanted: () => this.access.seesPatients,
      onChange: () => this.#changes.note(),
    });
    this.#cards = new CardCare({ ...deps, sessions: this.#desk, isAtRest: () => this.#desk.isAtRest });
    this.recovery = new RecoveryCare({ vault: deps.vault, who, onChange });
    this.pictures = new Pictures(deps, () => this.#desk.sessions, this.#priors);
    this.#store = new StoreCheck({
      stores: () => this.#archives.inUse(this.#isSimulated),
      unexpected: deps.unexpected,
      onChange,
    });
    this.#fixation = new FixationScreens(
      () => viewFixation(this.#desk.runner?.state, deps.cameras.settings),
      deps.unexpected,
    );
    this.#live = new LiveView({
      ...deps,
      camera: () => this.cameraInUse,
      isAllowed: () => this.access.seesPatients,
      onChange,
    });
    this.#room = new Room(deps, {
      onChange,
      onOffered: (camera, offered) => {
        if (offered.origin === 'body') this.access.touch();
        this.#offers.receive(camera, offered);
      },
      onTurned: (camera, settings) => this.#desk.runner?.noteTurned(camera, settings),
      onReady: (camera) => {
        this.#desk.runner?.noteReady(camera);
        this.#cards.noteReady();
      },
    });
    this.#offers = new Offers({ ...deps, room: this.#room, screen: this.#desk, sessions: () => this.#desk.sessions });
  }

  /**
   * Folds every journal in the vault, takes up its trail, then starts the outbox. Call once before anything else. Throws
   * `vault-damaged` where who may work here was lost.
   */
  async start(): Promise<void> {
    const { trigger, outbox, disk, tablet } = this.#deps;
    await this.#desk.start();
    this.#deps.operators.demandNotLost(this.#desk.states());
    await takeUpTrail({ ...this.#deps, sessions: this.#desk.sessions.all(), who: this.access.actor });
    this.#started = true;
    this.#cleanups.push(
      trigger.onState(() => this.#noticeLight()),
      disk.onChange(() => this.#changes.note()),
      tablet.onChange(() => this.#changes.note()),
      this.#room.start(),
    );
    await outbox.start();
    await this.custody.start();
    await this.ris.start();
    this.#cards.start();
  }

  /** The runner of the session on screen. Throws `session-none`. */
  get runner(): SessionRunner {
    const { runner } = this.#desk;
    if (!runner) throw new CodedError('session-none');
    return runner;
  }

  /** The camera that the next picture is taken with. */
  get cameraInUse(): CameraPort {
    const { runner } = this.#desk;
    return cameraFor(this.#deps.cameras, runner ? nextToPhotograph(runner.state) : undefined).camera;
  }

  /** Throws `not-now` while a picture is being made. */
  demandRest(command: string): void {
    if (!this.#isResting) throw new CodedError('not-now', { command, phase: this.#desk.runner?.phase ?? 'ready' });
  }

  /** The computer's own screen was locked: so is the station. A picture that is being made is finished. */
  async lock(): Promise<void> {
    await this.access.lock();
  }

  /**
   * What a session would photograph; nothing is opened. Throws `protocol-unknown`, `step-unknown`, and
   * `store-needs-test-flag` when simulated pictures would go to a hospital's store.
   */
  planSession(id: string, stepIds?: readonly string[]): { protocol: Protocol; steps: PlannedStep[] } {
    return this.#desk.plan(id, stepIds);
  }

  /**
   * Opens a session for a patient whose data the caller has checked. Throws as `planSession`, `session-open` while another
   * is on screen, and `disk-full`.
   */
  async openSession(input: Opening): Promise<string> {
    return await this.#desk.open(input);
  }

  /** Puts an interrupted or paused session back on screen. */
  async resumeSession(id: string): Promise<void> {
    await this.#desk.resume(id);
  }

  /** Leaves the session as it is; every record of it is in the vault already. */
  async pauseSession(): Promise<void> {
    this.demandRest('pause');
    await this.#desk.pause();
  }

  /** Saves the outbox job, closes the session and lets the upload run. Returns the job, null where nothing is sent. */
  async closeSession(): Promise<string | null> {
    const job = await this.#desk.finish();
    this.#cards.look();
    return job;
  }

  /**
   * Ends the session though required views are missing; otherwise as `closeSession`. Nothing is sent where nothing was accepted.
   */
  async discontinueSession(reason: string): Promise<string | null> {
    const job = await this.#desk.finish(reason);
    this.#cards.look();
    return job;
  }

  /** For the operator who is at work. */
  async setPreferences(chosen: Preferences): Promise<void> {
    await this.#deps.preferences.set(this.access.atWork.operator, chosen);
    this.#changes.note();
  }

  noteChange(): void {
    this.#changes.note();
  }

  /** Asks the archives whether they answer; the result is part of the snapshot. */
  async checkStore(): Promise<void> {
    await this.#store.run();
  }

  /** Called whenever anything that a snapshot shows has changed. */
  watch(listener: () => void): () => void {
    return this.#changes.watch(listener);
  }

  snapshot(): Snapshot {
    return viewStudio({
      ...this.#deps,
      access: this.access,
      room: this.#room,
      tools: this.tools,
      liveError: this.#live.error,
      store: { address: this.#archives.inUse(this.#isSimulated)[0]?.address ?? '', ...this.#store.state },
      paused: this.#deps.outbox.paused,
      worklist: this.ris.worklist.view(this.access.seesPatients),
      preferences: this.#deps.preferences.of(this.access.atWork.operator),
      setAside: this.#deps.preferences.setAside,
      disk: this.#deps.disk.state,
      custody: this.custody,
      recovery: this.recovery.state,
      keyStore: this.#deps.vault.keyStore,
      interrupted: this.#desk.interrupted,
      earlier: together(this.#desk.earlier, this.#priors.offered),
      priors: this.#priors.progress,
      revision: this.#revision,
      runner: this.#desk.runner,
      sessions: this.#summaries(this.#desk.states()),
      deliveries: this.#deliveries(this.#deps.outbox, this.#deps.connections.current.stores),
    });
  }

  /** Answers one page. Its first message is the whole state, so that reconnecting is nothing special; changes follow. */
  attach(wire: Wire): void {
    const wants = (on: boolean): Promise<void> => this.#live.want(wire, on);
    const server = answer(wire, studioContract, studioCalls(this, this.#deps, wants), (error, call) =>
      this.#deps.unexpected(error, call),
    );
    this.access.guard();
    let told = this.snapshot();
    const tell = (snapshot: Snapshot): void => {
      server.emit('change', changeBetween(told, snapshot));
      told = snapshot;
    };
    this.#pages.add(tell);
    wire.onClose(() => {
      this.#pages.delete(tell);
      void this.#live.want(wire, false);
    });
    server.emit('snapshot', told);
  }

  attachFrames(wire: FrameWire): void {
    this.#live.attach(wire);
  }

  /** A screen in front of the patient: it is told where to look, and nothing of anybody. */
  attachFixation(wire: Wire): void {
    this.#fixation.attach(wire);
  }

  /** Answers a picture request; null for anything else. */
  async handleRequest(request: Request): Promise<Response | null> {
    return await answerPicture(request, this.pictures, () => this.access.seesPatients);
  }

  outboxChanged({ state }: Pick<OutboxJob, 'state'>): void {
    if (state === 'confirmed') this.#cards.look();
    this.#changes.note();
  }

  /** Takes no more commands and waits for the one under way: on return the vault and the devices may go. */
  async close(): Promise<void> {
    this.#changes.close();
    this.#live.close();
    this.access.close();
    for (const cleanup of this.#cleanups) cleanup();
    await this.custody.close();
    await this.#cards.close();
    await this.#priors.close();
    await this.ris.close();
    await this.#desk.close();
    if (!this.#started) return;
    // Whoever reads that it stopped takes the trail for complete: what is being sent comes to its end, or is cut off, before.
    await this.#deps.outbox.close();
    await this.#deps.audit.owe({ event: 'studio-stopped', outcome: 'success', ...this.access.actor });
  }

  /** Whether what is photographed now is. */
  get #isSimulated(): boolean {
    const { runner } = this.#desk;
    return runner?.state.opened.simulated ?? this.#deps.cameras.list().some(({ camera }) => camera.simulated);
  }

  get #isResting(): boolean {
    return resting.includes(this.#desk.runner?.phase ?? 'ready');
  }

  /** Somebody has come or gone: what they may see runs, and nothing else. */
  #noticeAccess(): void {
    this.#live.noticeRight();
    this.ris.worklist.look();
    this.#changes.note();
  }

  #noticeLight(): void {
    const { state } = this.#deps.trigger;
    const there = state === 'ready' || state === 'busy';
    if (there && !this.#light) this.#desk.runner?.noteReady();
    this.#light = there;
    this.#changes.note();
  }

  #tellPages(): void {
    this.#fixation.tell();
    this.#revision += 1;
    const snapshot = this.snapshot();
    for (const tell of this.#pages) tell(snapshot);
  }
}
