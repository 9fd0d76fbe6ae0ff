import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { newId, newUid } from '../base/uid.ts';
import type { ShotFile, ShotResult } from '../contract/devices.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { SessionRecord, StoredFile } from '../contract/journal.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { SettingResult } from '../contract/settings.ts';
import type { Phase } from '../contract/studio.ts';
import type { Vault } from '../vault/vault.ts';
import { type AssessmentDeps, assessShot } from './assessment.ts';
import { type ExposureDeps, expose, type ShotLight } from './exposure.ts';
import {
  applyRecord,
  type FoldedShot,
  nextToPhotograph,
  openSteps,
  restingPhase,
  type SessionState,
  shotUnderReview,
} from './session-fold.ts';
import { guard, type SessionCommand } from './session-rules.ts';

export type RunnerDeps = ExposureDeps &
  AssessmentDeps & {
    vault: Pick<Vault, 'append' | 'storeOriginal'>;
    clock: Clock;
    onChange(): void;
  };

/**
 * Drives one session. Every change of state is a journal record that was flushed before anybody sees it; the state is
 * the fold of those. Commands run one at a time; what the phase does not allow is refused, never queued.
 */
export class SessionRunner {
  readonly #deps: RunnerDeps;
  #state: SessionState;
  #working: Phase | null = null;
  #problem: ErrorInfo | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: RunnerDeps, state: SessionState) {
    this.#deps = deps;
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  get phase(): Phase {
    return this.#working ?? restingPhase(this.#state);
  }

  /** Why the last command did not go through; gone with the next that does. */
  get problem(): ErrorInfo | undefined {
    return this.#problem;
  }

  get step(): PlannedStep | undefined {
    return this.#state.steps.find(({ plan }) => plan.id === this.#state.current)?.plan;
  }

  /**
   * Finishes what a crash interrupted: a shot without a picture has failed, a picture without findings is checked. Until
   * then nothing can be asked of the session.
   */
  async recover(): Promise<void> {
    this.#work = this.#recover();
    await this.#work;
  }

  /** Resolves once nothing is under way. What it came to is told to whoever asked for it. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#work]);
  }

  /** Photographs the current step. An unblocked picture under review is accepted first. */
  async take(): Promise<void> {
    await this.#command('take', async () => {
      const undecided = shotUnderReview(this.#state);
      if (undecided) await this.#acceptUnlessBlocked(undecided);
      const step = this.step;
      if (!step) return;
      await this.#photograph(step);
    });
  }

  /** Accepts the picture under review. Throws `quality-blocked` where a finding blocks. */
  async accept(): Promise<void> {
    await this.#command('accept', async () => {
      const undecided = shotUnderReview(this.#state);
      if (undecided) await this.#acceptUnlessBlocked(undecided);
    });
  }

  /** Rejects the picture under review, else the last one, and goes back to its step. The picture stays in the vault. */
  async retake(): Promise<void> {
    await this.#command('retake', async () => {
      const last =
        shotUnderReview(this.#state) ??
        this.#state.shots.findLast((shot) => ['saved', 'checked', 'accepted'].includes(shot.state));
      if (!last) throw new CodedError('not-now', { command: 'retake', phase: this.phase });
      await this.#record({ type: 'shot-rejected', at: this.#now(), shot: last.id, reason: 'retake' });
    });
  }

  async skip(reason: string): Promise<void> {
    await this.#command('skip', async () => {
      const step = this.step;
      if (step) await this.#record({ type: 'step-skipped', at: this.#now(), step: step.id, reason });
    });
  }

  async defer(): Promise<void> {
    await this.#command('defer', async () => {
      const step = this.step;
      if (step) await this.#record({ type: 'step-deferred', at: this.#now(), step: step.id });
    });
  }

  async select(step: string): Promise<void> {
    await this.#command('select', async () => {
      if (!this.#state.steps.some(({ plan }) => plan.id === step)) throw new CodedError('step-unknown', { step });
      await this.#record({ type: 'step-selected', at: this.#now(), step });
    });
  }

  /**
   * Ends the session. `handOver` saves the outbox job and names it; only then is the closing journalled. Throws
   * `session-not-finished` with the number of steps that wait.
   */
  async close(handOver: (state: SessionState) => Promise<string | null>): Promise<string | null> {
    let job: string | null = null;
    await this.#command('close', async () => {
      const undecided = shotUnderReview(this.#state);
      if (undecided) await this.#acceptUnlessBlocked(undecided);
      const waiting = openSteps(this.#state);
      if (waiting.length > 0) {
        throw new CodedError('session-not-finished', { waiting: waiting.length, of: this.#state.steps.length });
      }
      job = await handOver(this.#state);
      await this.#record({ type: 'session-closed', at: this.#now(), ...(job ? { job } : {}) });
    });
    return job;
  }

  async #command(name: SessionCommand, run: () => Promise<void>): Promise<void> {
    guard(name, this.phase);
    this.#work = this.#perform(name, run);
    await this.#work;
  }

  async #perform(name: SessionCommand, run: () => Promise<void>): Promise<void> {
    this.#problem = undefined;
    this.#enter('preparing');
    const targetBefore = nextToPhotograph(this.#state);
    try {
      await run();
    } catch (error) {
      this.#problem = this.#describe(error, name);
      throw error;
    } finally {
      this.#leave();
    }
    if (nextToPhotograph(this.#state) !== targetBefore) await this.#setStage();
  }

  async #recover(): Promise<void> {
    const interrupted = this.#state.shots.filter(({ state }) => state === 'started');
    const unchecked = shotUnderReview(this.#state)?.state === 'saved';
    // A session with nothing to mend takes the first press, however early it comes.
    if (interrupted.length > 0 || unchecked) await this.#mend(interrupted);
    await this.#setStage();
  }

  async #mend(interrupted: readonly FoldedShot[]): Promise<void> {
    this.#enter('checking');
    try {
      for (const { id } of interrupted) await this.#fail(id, new CodedError('shot-incomplete'));
      const undecided = shotUnderReview(this.#state);
      if (undecided) await this.#checkOnce(undecided);
    } finally {
      this.#leave();
    }
  }

  async #photograph(step: PlannedStep): Promise<void> {
    this.#refuseMixing();
    const shot = newId();
    await this.#record({
      type: 'shot-started',
      at: this.#now(),
      shot,
      step: step.id,
      number: this.#state.shots.length + 1,
      sopInstanceUid: newUid(),
    });
    try {
      const { settings, light, result, lightProblem } = await expose(this.#deps, step, shot, (phase) =>
        this.#enter(phase),
      );
      if (lightProblem) this.#problem = this.#describe(lightProblem.error, 'finish');
      this.#enter('saving');
      await this.#save(shot, settings, light, result);
    } catch (error) {
      await this.#fail(shot, error);
      throw error;
    }
    const saved = this.#state.shots.find(({ id }) => id === shot);
    this.#enter('checking');
    if (saved) await this.#check(saved);
  }

  async #save(shot: string, settings: SettingResult[], light: ShotLight, result: ShotResult): Promise<void> {
    const { vault, camera } = this.#deps;
    const number = this.#state.shots.find(({ id }) => id === shot)?.number ?? 0;
    const files: StoredFile[] = [];
    for (const [index, file] of result.files.entries()) {
      const name = fileName(number, index, file);
      if (createHash('sha256').update(file.data).digest('hex') !== file.sha256) {
        throw new CodedError('shot-incomplete', { file: name });
      }
      await vault.storeOriginal(this.#state.opened.session, name, file.data, file.sha256);
      files.push({ name, kind: file.kind, bytes: file.data.byteLength, sha256: file.sha256 });
    }
    const { manufacturer = '', model = '', serial } = camera.identity ?? {};
    await this.#record({
      type: 'shot-captured',
      at: this.#now(),
      shot,
      files,
      complete: result.complete,
      settings,
      camera: { manufacturer, model, ...(serial ? { serial } : {}) },
      light,
      ms: result.ms,
    });
  }

  /** A check that cannot run is a finding, never a lost picture. */
  async #check(shot: FoldedShot): Promise<void> {
    const findings = await assessShot(this.#deps, this.#state, shot);
    await this.#record({ type: 'shot-checked', at: this.#now(), shot: shot.id, findings });
  }

  /** What a full disk kept from being checked is checked now: nothing is accepted unseen. */
  async #checkOnce(shot: FoldedShot): Promise<FoldedShot> {
    if (shot.state === 'saved') await this.#check(shot);
    return shotUnderReview(this.#state) ?? shot;
  }

  /** A session says as a whole whether anybody was photographed: its pictures must not be of two kinds. */
  #refuseMixing(): void {
    const { camera } = this.#deps;
    if (camera.state === 'none' || camera.simulated === this.#state.opened.simulated) return;
    throw new CodedError('simulation-mixed', { address: camera.address });
  }

  async #acceptUnlessBlocked(undecided: FoldedShot): Promise<void> {
    const shot = await this.#checkOnce(undecided);
    const blocking = shot.findings.find(({ level }) => level === 'block');
    if (blocking) throw new CodedError('quality-blocked', { finding: blocking.code });
    const earlier = this.#state.shots.filter(({ step, state, id }) => {
      return step === shot.step && state === 'accepted' && id !== shot.id;
    });
    for (const { id } of earlier) {
      await this.#record({ type: 'shot-rejected', at: this.#now(), shot: id, reason: 'replaced' });
    }
    await this.#record({ type: 'shot-accepted', at: this.#now(), shot: shot.id });
  }

  /** Journals a failure. Where even that fails, the first error is the one to tell; the fold says the same at restart. */
  async #fail(shot: string, cause: unknown): Promise<void> {
    try {
      await this.#record({ type: 'shot-failed', at: this.#now(), shot, error: this.#describe(cause, 'shot') });
    } catch (error) {
      this.#deps.unexpected(error, 'shot-failed');
    }
  }

  /**
   * Fixation target and modelling light go to the step that the next press photographs: while a picture that nothing blocks
   * is under review, that is the one after it. A device that is not there says so by its own state.
   */
  async #setStage(): Promise<void> {
    const { camera, trigger, scenes } = this.#deps;
    const step = nextToPhotograph(this.#state);
    const scene = step && scenes.get(step.scene);
    const set = await Promise.allSettled([camera.look(step?.fixation ?? null), scene && trigger.light(scene)]);
    for (const result of set) {
      if (result.status === 'rejected' && !(result.reason instanceof CodedError)) {
        this.#deps.unexpected(result.reason, 'stage');
      }
    }
  }

  async #record(record: SessionRecord): Promise<void> {
    await this.#deps.vault.append(this.#state.opened.session, record);
    this.#state = applyRecord(this.#state, record);
    this.#deps.onChange();
  }

  #enter(phase: Phase): void {
    this.#working = phase;
    this.#deps.onChange();
  }

  #leave(): void {
    this.#working = null;
    this.#deps.onChange();
  }

  #describe(error: unknown, during: string): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: this.#deps.unexpected(error, during) };
  }

  #now(): string {
    return new Date(this.#deps.clock.now()).toISOString();
  }
}

/** From our own counter: a camera's names wrap and repeat. */
function fileName(shotNumber: number, index: number, file: ShotFile): string {
  const extension = { jpeg: 'jpg', raw: 'raw', other: 'bin' }[file.kind];
  const suffix = index === 0 ? '' : `-${index + 1}`;
  return `shot-${String(shotNumber).padStart(4, '0')}${suffix}.${extension}`;
}
