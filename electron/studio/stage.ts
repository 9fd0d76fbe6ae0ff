import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { SettingName, SettingResult } from '../contract/settings.ts';
import { cameraFor } from './cameras-in-use.ts';
import { type ExposureDeps, refusedDemand, type ShotLight } from './exposure.ts';
import type { LiveTools } from './live-tools.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import { poseFor } from './pose.ts';
import { type LightState, ReadyLight, type ReadyLightDeps } from './ready-light.ts';

export type StageDeps = ReadyLightDeps & {
  cameras: Pick<CamerasPort, 'list' | 'settings'>;
  tools: LiveTools;
};

/** A dial is turned through several values: the body is put right when it rests. */
const turningMs = 1000;

/** While a demanded setting is refused, the body is asked again so often: not every one tells of its dials. */
const refusedMs = 3000;

/** What was found standing on a camera when settings were last applied there, and what was turned by hand since. */
type Standing = { results: SettingResult[]; turned: Set<SettingName> };

/**
 * Puts the room right for the picture that comes next, before anybody asks for it: fixation target, modelling light, live
 * view and the body's settings. The button on the body so finds them as the keyboard does.
 */
export class Stage {
  readonly #deps: StageDeps;
  readonly #light: ReadyLight;
  readonly #standing = new Map<CameraPort, Standing>();
  #used: CameraPort | null = null;
  #setting = 0;
  #applied: Promise<void> = Promise.resolve();
  #problem: ErrorInfo | undefined;
  #again = (): void => {};
  #cancelAgain = (): void => {};

  constructor(deps: StageDeps) {
    this.#deps = deps;
    this.#light = new ReadyLight(deps);
  }

  get light(): LightState {
    return this.#light.state;
  }

  /** A demanded setting that the body refuses; gone as soon as it stands. */
  get problem(): ErrorInfo | undefined {
    return this.#problem;
  }

  set problem(problem: ErrorInfo | undefined) {
    if (problem === undefined && this.#problem === undefined) return;
    this.#problem = problem;
    this.#deps.onChange();
  }

  /** Goes over to a step; returns at once. A device that is not there says so by its own state. */
  set(step: PlannedStep | undefined): void {
    const { cameras, scenes, tools } = this.#deps;
    const { camera } = cameraFor(cameras, step);
    const scene = step && scenes.get(step.scene);
    this.#used = camera;
    this.#again = () => {
      this.#cancelAgain();
      this.#setting += 1;
      this.#applied = this.#apply(this.#applied, step, camera, this.#setting);
    };
    this.#again();
    void this.#light.show(scene);
    void tools.reset(camera, scene?.flash !== true);
    camera.pose(step ? poseFor(step, cameras.settings) : null).catch((error: unknown) => this.#log(error));
  }

  /** For a picture that the studio releases itself. */
  async expose<T>(run: (deps: Omit<ExposureDeps, 'camera'>) => Promise<T>): Promise<T> {
    this.#cancelAgain();
    this.#light.handOver();
    return await run(this.#deps);
  }

  /** For a picture that was made without asking. */
  async lightOf(step: PlannedStep, origin: 'body' | 'found'): Promise<ShotLight> {
    return await this.#light.lightOf(step, origin);
  }

  /** The session has left the screen: no dial and no late answer brings its settings back onto the body. */
  async leave(): Promise<void> {
    this.#setting += 1;
    this.#standing.clear();
    this.#cancelAgain();
    await this.#light.leave();
  }

  /** Somebody turned a dial: until the settings are applied again, which they soon are, these are not what they were. */
  noteTurned(camera: CameraPort, settings: readonly SettingName[]): void {
    const standing = this.#standing.get(camera);
    const asked = settings.filter((name) => standing?.results.some(({ setting }) => setting === name));
    for (const setting of asked) standing?.turned.add(setting);
    if (asked.length > 0 && camera === this.#used) this.#soon(turningMs);
  }

  /** A camera was away: nobody knows what was turned meanwhile. */
  forget(camera: CameraPort): void {
    this.#standing.delete(camera);
  }

  /**
   * What was found standing on the body before its button was pressed, as far as it is what this step asks for. What was
   * turned since then stands no more, and a demanded setting of which nothing is known does not stand either.
   */
  async settingsFor(step: PlannedStep, camera: CameraPort): Promise<SettingResult[]> {
    await this.#applied;
    const { results: standing = [], turned } = this.#standing.get(camera) ?? {};
    const known = standing.filter(({ setting, asked }) => step.settings[setting] === asked);
    const unknown = step.demanded.flatMap((setting): SettingResult[] => {
      const asked = step.settings[setting];
      const isKnown = asked === undefined || known.some((result) => result.setting === setting);
      return isKnown ? [] : [{ setting, asked, outcome: 'clamped' }];
    });
    const results = known.map((result): SettingResult => {
      if (!turned?.has(result.setting)) return result;
      const { setting, asked, key } = result;
      return { setting, asked, outcome: 'clamped', ...(key === undefined ? {} : { key }) };
    });
    return [...results, ...unknown];
  }

  async #apply(before: Promise<void>, step: PlannedStep | undefined, camera: CameraPort, turn: number): Promise<void> {
    await before;
    // A later step has taken over: its own settings are what must stand.
    if (turn !== this.#setting) return;
    this.#standing.delete(camera);
    try {
      const results =
        step && (camera.state === 'ready' || camera.state === 'busy') ? await camera.apply(step.settings) : [];
      if (turn !== this.#setting) return;
      if (step) this.#standing.set(camera, { results, turned: new Set() });
      this.problem = step && refusedDemand(results, step)?.toInfo();
      if (this.#problem) this.#soon(refusedMs);
    } catch (error) {
      this.#log(error);
    }
  }

  #soon(ms: number): void {
    this.#cancelAgain();
    this.#cancelAgain = this.#deps.clock.setTimeout(() => this.#again(), ms);
  }

  #log(error: unknown): void {
    if (!(error instanceof CodedError)) this.#deps.unexpected(error, 'stage');
  }
}
