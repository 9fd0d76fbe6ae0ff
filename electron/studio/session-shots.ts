import { newId, newUid } from '../base/uid.ts';
import type { OfferedShot } from '../contract/devices.ts';
import { reserveBytes } from '../contract/disk.ts';
import { CodedError, type ErrorInfo, hasCode } from '../contract/errors.ts';
import { type Finding, forbidsAccepting } from '../contract/findings.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { Phase } from '../contract/session-view.ts';
import type { AtWork } from './access/at-work.ts';
import type { Circumstances, Fate } from './adoption.ts';
import { type AssessmentDeps, assessShot } from './assessment.ts';
import { cameraFor } from './cameras-in-use.ts';
import { expose } from './exposure.ts';
import type { OpenSession } from './open-session.ts';
import type { CameraPort, CamerasPort, DiskPort } from './ports.ts';
import { shotUnderReview } from './session-fold.ts';
import { type FoldedShot, isOvertaken, type SessionState } from './session-state.ts';
import { type KeepingDeps, keepShot, type TakenShot } from './shot-keeping.ts';
import type { Stage } from './stage.ts';

export type ShotsDeps = AssessmentDeps &
  Omit<KeepingDeps, 'cameras'> & {
    vault: AssessmentDeps['vault'] & KeepingDeps['vault'];
    cameras: Pick<CamerasPort, 'list' | 'settings'>;
    disk: Pick<DiskPort, 'look'>;
    atWork(): AtWork;
  };

/** A shot that nobody asked for here, with what its camera tells of it. See `Circumstances`. */
export type Arrival = {
  camera: CameraPort;
  offered: OfferedShot;
  pressedMs: number | undefined;
  loss: Circumstances['loss'];
  contestedAt: Circumstances['contestedAt'];
};

/** These say that nothing was exposed, whenever they come. */
const neverReleased = ['camera-focus-failed', 'camera-no-card', 'camera-card-full', 'camera-battery-low'] as const;

/** What happens to the pictures of one session, from the shutter or from the camera's offer to the decision. */
export class SessionShots {
  readonly #deps: ShotsDeps;
  readonly #session: OpenSession;
  readonly #stage: Stage;
  readonly #tell: (phase: Phase) => void;
  #phase: Phase = 'ready';

  constructor(deps: ShotsDeps, session: OpenSession, stage: Stage, tell: (phase: Phase) => void) {
    this.#deps = deps;
    this.#session = session;
    this.#stage = stage;
    this.#tell = tell;
  }

  /** Whether a crash has left a shot without a picture, or a picture that nobody checked. */
  get needMending(): boolean {
    return this.#interrupted().length > 0 || shotUnderReview(this.#state)?.state === 'saved';
  }

  async mend(): Promise<void> {
    for (const { id } of this.#interrupted()) await this.#fail(id, new CodedError('shot-incomplete'), true);
    const undecided = shotUnderReview(this.#state);
    if (undecided) await this.#checkOnce(undecided);
  }

  /**
   * Photographs a step. Returns what went wrong with the light after the picture was made. Throws `disk-full` where only the
   * reserve is left: that belongs to what runs already.
   */
  async photograph(step: PlannedStep): Promise<{ error: unknown } | undefined> {
    const { camera } = cameraFor(this.#deps.cameras, step);
    this.#refuseMixing(camera);
    this.#enter('preparing');
    if ((await this.#deps.disk.look()).freeBytes < reserveBytes) throw new CodedError('disk-full');
    const shot = await this.#start(step, 'studio');
    let late: { error: unknown } | undefined;
    await this.#keep(shot, async () => {
      const { lightProblem, ...exposed } = await this.#stage.expose((deps) => {
        return expose({ ...deps, camera }, step, shot, (phase) => this.#enter(phase));
      });
      late = lightProblem;
      return { camera, ...exposed };
    });
    return late;
  }

  /** Takes in a picture that exists already, as its fate says. */
  async adopt({ camera, offered }: Arrival, fate: Fate): Promise<void> {
    const { shot: result, origin } = offered;
    if (fate.kind === 'completes') return await this.#complete(fate.shot, { camera, result });
    if (fate.kind === 'known') return await this.#settle(camera, result);
    if (fate.kind === 'stray') return;
    if (fate.kind === 'joins') await this.#decideForNext();
    const { step } = fate;
    const settings = origin === 'body' ? await this.#stage.settingsFor(step, camera) : [];
    const light = await this.#stage.lightOf(step, origin);
    const shot = await this.#start(step, origin);
    await this.#keep(shot, async () => ({ camera, result, settings, light }));
    await this.#replaceUndecided(shot, step);
  }

  /** Files that were found belong to a shot which is known: it becomes what it would have been. */
  async #complete(shot: FoldedShot, { camera, result }: Pick<TakenShot, 'camera' | 'result'>): Promise<void> {
    const overtaken = !shot.captured && isOvertaken(this.#state, shot);
    const step = this.#planOf(shot.step);
    if (!step) throw new CodedError('step-unknown', { step: shot.step });
    const { settings, light } = shot.captured ?? { settings: [], light: await this.#stage.lightOf(step, 'found') };
    this.#enter('saving');
    await keepShot(this.#deps, this.#session, shot.id, { camera, result, settings, light });
    await this.#check(shot.id);
    if (overtaken) await this.#session.record({ type: 'shot-rejected', shot: shot.id, reason: 'found-later' });
  }

  async #settle(camera: CameraPort, { files }: TakenShot['result']): Promise<void> {
    const sources = files.map(({ source }) => source);
    await camera.settle(sources, this.#deps.cameras.settings.cardPictures === 'delete');
  }

  /** As the pedal does, but a picture that exists cannot be refused: it takes the place of one that blocks. */
  async #decideForNext(): Promise<void> {
    const undecided = shotUnderReview(this.#state);
    if (!undecided) return;
    const shot = await this.#checkOnce(undecided);
    if (blockingIn(shot)) await this.#session.record({ type: 'shot-rejected', shot: shot.id, reason: 'retake' });
    else await this.accept(shot);
  }

  /** Of several undecided pictures of a step the last one is looked at. */
  async #replaceUndecided(newest: string, { id: step }: PlannedStep): Promise<void> {
    const earlier = this.#state.shots.filter((shot) => {
      return shot.step === step && shot.id !== newest && (shot.state === 'saved' || shot.state === 'checked');
    });
    for (const { id } of earlier) await this.#session.record({ type: 'shot-rejected', shot: id, reason: 'replaced' });
  }

  async #start(step: PlannedStep, origin: 'studio' | 'body' | 'found'): Promise<string> {
    const shot = newId();
    const who = this.#deps.atWork();
    await this.#session.record({
      type: 'shot-started',
      shot,
      step: step.id,
      number: this.#state.shots.length + 1,
      sopInstanceUid: newUid(),
      ...(origin === 'studio' ? {} : { origin }),
      ...(who.operator === this.#state.opened.operator ? {} : who),
    });
    return shot;
  }

  /** From the shutter to the findings. A shot that does not get into the vault has failed, and says how far it came. */
  async #keep(shot: string, take: () => Promise<TakenShot>): Promise<void> {
    try {
      const taken = await take();
      this.#enter('saving');
      await keepShot(this.#deps, this.#session, shot, taken);
    } catch (error) {
      await this.#fail(shot, error, this.#phase !== 'preparing' && !hasCode(error, ...neverReleased));
      throw error;
    } finally {
      void this.#deps.disk.look();
    }
    await this.#check(shot);
  }

  /** A check that cannot run is a finding, never a lost picture. */
  async #check(id: string): Promise<void> {
    this.#enter('checking');
    const shot = this.#state.shots.find((candidate) => candidate.id === id);
    if (!shot) return;
    const findings = await assessShot(this.#deps, this.#state, shot);
    await this.#session.record({ type: 'shot-checked', shot: id, findings });
  }

  /** What a full disk kept from being checked is checked now: nothing is accepted unseen. */
  async #checkOnce(shot: FoldedShot): Promise<FoldedShot> {
    if (!shot.checked) await this.#check(shot.id);
    return this.#state.shots.find(({ id }) => id === shot.id) ?? shot;
  }

  /** A session says as a whole whether anybody was photographed: its pictures must not be of two kinds. */
  #refuseMixing(camera: CameraPort): void {
    if (camera.state === 'none' || camera.simulated === this.#state.opened.simulated) return;
    throw new CodedError('simulation-mixed', { address: camera.address });
  }

  /** Accepts a picture. Throws `quality-blocked` where a finding blocks, `seen` by somebody who says so or not. */
  async accept(undecided: FoldedShot, seen = false): Promise<void> {
    const shot = await this.#checkOnce(undecided);
    const blocking = seen ? shot.findings.find(forbidsAccepting) : blockingIn(shot);
    if (blocking) throw new CodedError('quality-blocked', { finding: blocking.code });
    await this.#session.record({ type: 'shot-accepted', shot: shot.id });
  }

  /** As the next press would, but a picture that a finding blocks goes on waiting for its decision. */
  async acceptUnblocked(undecided: FoldedShot): Promise<void> {
    const shot = await this.#checkOnce(undecided);
    if (!blockingIn(shot)) await this.#session.record({ type: 'shot-accepted', shot: shot.id });
  }

  /** Journals a failure. Where even that fails, the first error is the one to tell; the fold says the same at restart. */
  async #fail(shot: string, cause: unknown, released: boolean): Promise<void> {
    try {
      await this.#session.record({ type: 'shot-failed', shot, error: this.#describe(cause), released });
    } catch (error) {
      this.#deps.unexpected(error, 'shot-failed');
    }
  }

  #interrupted(): FoldedShot[] {
    return this.#state.shots.filter(({ state }) => state === 'started');
  }

  get #state(): SessionState {
    return this.#session.state;
  }

  #planOf(step: string | null): PlannedStep | undefined {
    return this.#state.steps.find(({ plan }) => plan.id === step)?.plan;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#tell(phase);
  }

  #describe(error: unknown): ErrorInfo {
    if (error instanceof CodedError) return error.toInfo();
    return { code: 'internal', reference: this.#deps.unexpected(error, 'shot') };
  }
}

function blockingIn({ findings }: FoldedShot): Finding | undefined {
  return findings.find(({ level }) => level === 'block');
}
