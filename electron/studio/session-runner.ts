import type { AuditWho } from '../contract/audit.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { PlannedStep, Protocol } from '../contract/protocol.ts';
import type { Phase } from '../contract/session-view.ts';
import type { SettingName } from '../contract/settings.ts';
import { type Circumstances, fateOf } from './adoption.ts';
import { cameraFor } from './cameras-in-use.ts';
import { adding, choosing, deferring, retaking, selecting, skipping, undoing } from './decisions.ts';
import { type AlteredSession, OpenSession, type OpenSessionDeps, type Undated } from './open-session.ts';
import type { Addition } from './plan.ts';
import type { CameraPort } from './ports.ts';
import type { LightState } from './ready-light.ts';
import { nextToPhotograph, openSteps, restingPhase, shotUnderReview } from './session-fold.ts';
import { guard, type SessionCommand } from './session-rules.ts';
import { type Arrival, SessionShots, type ShotsDeps } from './session-shots.ts';
import type { SessionState } from './session-state.ts';
import { Stage, type StageDeps } from './stage.ts';
import { Turns } from './turns.ts';

export type RunnerDeps = ShotsDeps & StageDeps & OpenSessionDeps;

/**
 * Drives one session. Every change of state is a journal record that was flushed before anybody sees it; the state is
 * the fold of those. Commands run one at a time; what the phase does not allow is refused, never queued. Pictures that were
 * made already are never refused: they wait for their turn.
 */
export class SessionRunner {
  readonly #deps: RunnerDeps;
  readonly #session: OpenSession;
  readonly #stage: Stage;
  readonly #shots: SessionShots;
  readonly #turns: Turns;
  /** Shots up to this number were made before this session came on screen and wait for no picture. */
  readonly #after: number;
  readonly #onScreenMs: number;
  readonly #protocol: Protocol | undefined;
  #shownMs: number;
  #problem: ErrorInfo | undefined;

  /**
   * `expectsFound`: what lay on a camera may be this session's, since nobody was photographed after it. `protocol`: where
   * views are added from.
   */
  constructor(
    deps: RunnerDeps,
    state: SessionState,
    { expectsFound = true, protocol }: { expectsFound?: boolean; protocol?: Protocol | undefined } = {},
  ) {
    this.#deps = deps;
    this.#session = new OpenSession(deps, state);
    this.#stage = new Stage(deps);
    this.#turns = new Turns(() => deps.onChange());
    this.#shots = new SessionShots(deps, this.#session, this.#stage, (phase) => this.#turns.enter(phase));
    this.#protocol = protocol;
    this.#after = expectsFound ? 0 : state.shots.length;
    this.#onScreenMs = deps.clock.elapsed();
    this.#shownMs = this.#onScreenMs;
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get phase(): Phase {
    return this.#turns.phase ?? restingPhase(this.state);
  }

  /** Why the last command did not go through, or what stands in the way of the next; gone when it does not any more. */
  get problem(): ErrorInfo | undefined {
    return this.#problem ?? this.#stage.problem;
  }

  get light(): LightState {
    return this.#stage.light;
  }

  get step(): PlannedStep | undefined {
    return this.#planOf(this.state.current);
  }

  /**
   * Finishes what a crash interrupted: a shot without a picture has failed, a picture without findings is checked. Until
   * then nothing can be asked of the session.
   */
  async recover(): Promise<void> {
    await this.#turns.run(() => this.#recover());
  }

  /** Resolves once nothing is under way. What it came to is told to whoever asked for it. */
  async idle(): Promise<void> {
    await this.#turns.idle();
  }

  /** Nothing is put right any more, and nobody sits in the light. Call when the session leaves the screen. */
  async leave(): Promise<void> {
    await this.#stage.leave();
  }

  /**
   * Photographs the current step. An unblocked picture under review is accepted first. A press that comes while a picture is
   * being taken in waits for it: where that one is what the press was meant for, nothing more is made.
   */
  async take(): Promise<void> {
    if (this.#turns.isTakingIn && (await this.#isAnsweredMeanwhile())) return;
    await this.#command('take', async () => {
      const undecided = shotUnderReview(this.state);
      if (undecided) await this.#shots.accept(undecided);
      // A picture that was found later waits at its step: nobody has seen it yet.
      if (undecided && shotUnderReview(this.state)) return;
      const late = this.step && (await this.#shots.photograph(this.step));
      if (late) this.#problem = this.#describe(late.error, 'finish');
    });
  }

  /** Accepts the picture under review, which the operator has seen. Throws `quality-blocked` where a check forbids it. */
  async accept(): Promise<void> {
    await this.#command('accept', async () => {
      const undecided = shotUnderReview(this.state);
      if (undecided) await this.#shots.accept(undecided, true);
    });
  }

  /** Rejects the picture under review, else the last one, and goes back to its step. The picture stays in the vault. */
  async retake(): Promise<void> {
    await this.#decide('retake', retaking);
  }

  async skip(reason: string): Promise<void> {
    await this.#decide('skip', (state) => skipping(state, reason));
  }

  async defer(): Promise<void> {
    await this.#decide('defer', deferring);
  }

  async select(step: string): Promise<void> {
    await this.#decide('select', (state) => selecting(state, step));
  }

  /** See `session.undo`. */
  async undo(): Promise<void> {
    await this.#decide('undo', undoing);
  }

  /** See `shot.choose`. */
  async choose(id: string): Promise<void> {
    await this.#command('choose', async () => {
      const chosen = choosing(this.state, id);
      if (chosen) await this.#shots.accept(chosen, true);
    });
  }

  /** See `step.add`. Returns the new step's id. */
  async add(what: Addition): Promise<string> {
    const added = adding(this.state, what, this.#protocol);
    await this.#command('add', async () => {
      const undecided = shotUnderReview(this.state);
      if (undecided) await this.#shots.acceptUnblocked(undecided);
      await this.#session.record(added);
    });
    return added.step.id;
  }

  /** Journals what is no command of the session: it waits for none and stands in no one's way. */
  async record(what: Undated, who?: AuditWho): Promise<void> {
    await this.#session.record(what, who);
  }

  /** Runs `work` while nothing else happens in the session. Throws `not-now` while a picture is being made. */
  async correct(work: (session: AlteredSession) => Promise<void>): Promise<void> {
    await this.#command('correct', () => work(this.#session));
  }

  /** Journals that it came on screen or left it. A disk that takes nothing keeps nobody from either. */
  async note(type: 'session-paused' | 'session-resumed'): Promise<void> {
    await this.#session.record({ type }).catch((error: unknown) => this.#describe(error, type));
  }

  /**
   * Ends the session. `handOver` saves the outbox jobs and names them; only then is the closing journalled. Throws
   * `session-not-finished` with the number of steps that wait.
   */
  async close(handOver: (state: SessionState) => Promise<string[]>): Promise<string | null> {
    let job: string | null = null;
    await this.#command('close', async () => {
      const undecided = shotUnderReview(this.state);
      if (undecided) await this.#shots.accept(undecided);
      const waiting = openSteps(this.state);
      if (waiting.length > 0) {
        throw new CodedError('session-not-finished', { waiting: waiting.length, of: this.state.steps.length });
      }
      job = await this.#handOverAndClose(handOver);
    });
    return job;
  }

  /** Ends the session before all required views are there: what was accepted goes out, the rest stays in the vault. */
  async discontinue(reason: string, handOver: (state: SessionState) => Promise<string[]>): Promise<string | null> {
    let job: string | null = null;
    await this.#command('discontinue', async () => {
      job = await this.#handOverAndClose(handOver, { discontinued: reason });
    });
    return job;
  }

  /**
   * Takes a picture in that exists already, when everything before it is done. Returns whether it is this session's.
   * Throws what kept it from being saved; the camera then keeps it.
   */
  async adopt(arrival: Arrival): Promise<boolean> {
    return await this.#turns.takeIn(async () => {
      const fate = fateOf(this.state, this.#deps.cameras, this.#circumstances(arrival));
      if (fate.kind !== 'stray') await this.#perform('adopt', () => this.#shots.adopt(arrival, fate));
      else this.#deps.onChange();
      return fate.kind !== 'stray';
    });
  }

  /** Somebody turned a dial on a body. */
  noteTurned(camera: CameraPort, settings: readonly SettingName[]): void {
    this.#stage.noteTurned(camera, settings);
  }

  /** A camera, or without one the light, has come or come back and knows nothing of the step. */
  noteReady(camera?: CameraPort): void {
    if (camera) this.#stage.forget(camera);
    // What runs now puts it right when it ends.
    if (this.#turns.isWorking || this.state.closed) return;
    const used = cameraFor(this.#deps.cameras, nextToPhotograph(this.state)).camera;
    if (camera === undefined || camera === used) this.#setStage();
  }

  async #command(name: SessionCommand, run: () => Promise<void>): Promise<void> {
    guard(name, this.phase);
    await this.#turns.command(() => this.#perform(name, run));
  }

  async #handOverAndClose(
    handOver: (state: SessionState) => Promise<string[]>,
    why: { discontinued?: string } = {},
  ): Promise<string | null> {
    const jobs = await handOver(this.state);
    const [job] = jobs;
    const { head } = this.#deps.audit;
    await this.#session.record({ type: 'session-closed', ...(job ? { job, jobs } : {}), ...why, audit: head });
    return job ?? null;
  }

  async #decide(name: SessionCommand, make: (state: SessionState) => Undated): Promise<void> {
    await this.#command(name, () => this.#session.record(make(this.state)));
  }

  /**
   * Waits until the pictures that are there are taken in. Afterwards: whether the operator is now shown another picture, or
   * another step, than when the press was made.
   */
  async #isAnsweredMeanwhile(): Promise<boolean> {
    const meant = this.#shown;
    await this.#turns.press();
    return this.#shown !== meant;
  }

  /** What the operator is shown: the picture to decide on, and the step that comes next. */
  get #shown(): string {
    return `${shotUnderReview(this.state)?.id} ${nextToPhotograph(this.state)?.id}`;
  }

  async #perform(name: SessionCommand | 'adopt', run: () => Promise<void>): Promise<void> {
    this.#problem = undefined;
    this.#turns.enter('preparing');
    const before = nextToPhotograph(this.state);
    const shots = this.state.shots.length;
    try {
      await run();
    } catch (error) {
      const problem = this.#describe(error, name);
      // This one goes away by itself when a hand on the body puts it right.
      if (problem.code === 'camera-setting-refused') this.#stage.problem = problem;
      else this.#problem = problem;
      throw error;
    } finally {
      const next = nextToPhotograph(this.state);
      if (next !== before) this.#shownMs = this.#deps.clock.elapsed();
      this.#turns.leave();
      // Also after a shot that failed: it has left the light safe, and the dials as they are.
      if (next !== before || this.state.shots.length > shots) this.#setStage();
    }
  }

  async #recover(): Promise<void> {
    // A session with nothing to mend takes the first press, however early it comes.
    if (this.#shots.needMending) {
      this.#turns.enter('checking');
      try {
        await this.#shots.mend();
      } finally {
        this.#turns.leave();
      }
    }
    this.#setStage();
  }

  /**
   * The room goes to the step that the next press photographs: while a picture that nothing blocks is under review, that is
   * the one after it.
   */
  #setStage(): void {
    this.#stage.set(nextToPhotograph(this.state));
  }

  #circumstances(arrival: Arrival): Circumstances {
    const { clock } = this.#deps;
    const since = { after: this.#after, onScreenMs: this.#onScreenMs, shownMs: this.#shownMs };
    return { ...arrival, ...since, nowMs: clock.elapsed(), at: clock.now() };
  }

  #planOf(step: string | null): PlannedStep | undefined {
    return this.state.steps.find(({ plan }) => plan.id === step)?.plan;
  }

  #describe(error: unknown, during: string): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: this.#deps.unexpected(error, during) };
  }
}
