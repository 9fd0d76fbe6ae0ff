import type { Clock } from '../base/clock.ts';
import { CodedError } from '../contract/errors.ts';
import type { LightingScene } from '../contract/lighting.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { ShotLight } from './exposure.ts';
import type { TriggerPort } from './ports.ts';

export type ReadyLightDeps = {
  trigger: TriggerPort;
  scenes: ReadonlyMap<string, LightingScene>;
  clock: Clock;
  /** Logs what was not foreseen and returns its reference. */
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

/** `asleep`: it was armed, and nothing was done for so long that it is not any more. */
export type LightState = 'idle' | 'armed' | 'asleep';

/** Nobody stays before an armed flash for longer than this after the last thing that was done. */
const keptArmedMs = 180_000;

/** When arming is renewed, as a share of the time after which it ends by itself: late enough to be rare, never too late. */
const renewShare = 0.6;

/**
 * The light between two pictures: modelling light for the next one and, where that is made with flash, a flash that is kept
 * armed, since the button on the body asks nobody first. Nothing here ever fires.
 */
export class ReadyLight {
  readonly #deps: ReadyLightDeps;
  #turn = 0;
  #armed = false;
  #cancelRenewal = (): void => {};
  #state: LightState = 'idle';

  constructor(deps: ReadyLightDeps) {
    this.#deps = deps;
  }

  get state(): LightState {
    return this.#state;
  }

  /** Goes over to a scene. A device that is not there says so by its own state. */
  async show(scene: LightingScene | undefined): Promise<void> {
    const { trigger, clock } = this.#deps;
    const turn = this.#takeTurn();
    if (this.#state === 'asleep') this.#become('idle');
    try {
      if (this.#armed && !scene?.flash) await this.#disarm();
      if (!scene || turn !== this.#turn) return;
      await trigger.light(scene);
      if (turn === this.#turn && scene.flash && trigger.armMs > 0) await this.#arm(scene, turn, clock.elapsed());
    } catch (error) {
      this.#log(error);
    }
  }

  /** Leaves arming to whoever prepares, releases and finishes now. */
  handOver(): void {
    this.#takeTurn();
    this.#armed = false;
    this.#become('idle');
  }

  /**
   * How a picture was lit that was made without asking. A device's "yes" counts; its "no" does not, because arming may have
   * been renewed since: then the picture itself tells.
   */
  async lightOf(step: PlannedStep, origin: 'body' | 'found'): Promise<ShotLight> {
    const mode = this.#deps.trigger.address === 'none' ? 'manual' : 'trigger';
    const light = { scene: step.scene, mode, fired: 'unknown' } as const;
    if (origin === 'found' || !this.#armed) return light;
    this.#takeTurn();
    const fired = await this.#disarm();
    return fired === 'yes' ? { ...light, fired } : light;
  }

  /** The session has left the screen: nobody sits in its light. A device that is not there is dark already. */
  async leave(): Promise<void> {
    this.handOver();
    await this.#deps.trigger.safe().catch((error: unknown) => this.#log(error));
  }

  async #arm(scene: LightingScene, turn: number, sinceMs: number): Promise<void> {
    const { trigger, clock } = this.#deps;
    // From here on it may be armed, whatever comes back.
    this.#armed = true;
    try {
      await trigger.prepare(scene);
    } catch (error) {
      if (turn === this.#turn) this.#become('idle');
      throw error;
    }
    if (turn !== this.#turn) return;
    this.#become('armed');
    const leftMs = sinceMs + keptArmedMs - clock.elapsed();
    const renewMs = trigger.armMs * renewShare;
    this.#cancelRenewal = clock.setTimeout(
      () => {
        const next = leftMs <= renewMs ? this.#disarm('asleep') : this.#arm(scene, turn, sinceMs);
        next.catch((error: unknown) => this.#log(error));
      },
      Math.max(0, Math.min(renewMs, leftMs)),
    );
  }

  async #disarm(becoming: LightState = 'idle'): Promise<'yes' | 'no' | 'unknown'> {
    this.#armed = false;
    this.#become(becoming);
    try {
      return await this.#deps.trigger.finish();
    } catch (error) {
      this.#log(error);
      return 'unknown';
    }
  }

  #become(state: LightState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#deps.onChange();
  }

  #takeTurn(): number {
    this.#cancelRenewal();
    this.#turn += 1;
    return this.#turn;
  }

  #log(error: unknown): void {
    if (!(error instanceof CodedError)) this.#deps.unexpected(error, 'light');
  }
}
