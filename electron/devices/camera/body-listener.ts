import type { Clock } from '../../base/clock.ts';
import type { SettingName } from '../../contract/settings.ts';
import type { Body } from './body.ts';
import { expectedFiles, findUnannounced } from './shot.ts';
import { originOf, type ShotKeeper, type Turn } from './shot-keeper.ts';
import { turnedSettings } from './turned.ts';

/** A picture taken at the body is to be seen as promptly as one of ours; one look costs a body a millisecond or two. */
const listenMs = 120;
/** While a shot's files are coming. */
const listenCloselyMs = 20;
const listenBudgetMs = 200;
/** After so long without another file, a shot at the body has all that it will ever have. */
const bodyShotMs = 4000;

export type BodyListenerOptions = {
  clock: Clock;
  turn: Turn;
  keeper: ShotKeeper;
  onTurned(settings: SettingName[]): void;
  /** Called after each look, outside of any turn. */
  onLook(): void;
};

/**
 * Listens to a body that is asked for nothing, and between live frames: groups the pictures that somebody takes at it, and
 * hands them over to be offered. Listens until it is stopped; a body that refuses once is asked again.
 */
export class BodyListener {
  readonly #options: BodyListenerOptions;
  readonly #met = new WeakSet<object>();
  #stopped = false;
  #cancel = (): void => {};

  constructor(options: BodyListenerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#wait(listenMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Tells of dials that were turned; called with events taken, before settings are written that would count as such. */
  tellTurned(body: Body): void {
    const turned = turnedSettings(body.make, body.events.takeChanged());
    if (turned.length > 0) this.#options.onTurned(turned);
  }

  #wait(ms: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    try {
      const coming = await this.#options.turn('drain', (body) => this.#listen(body));
      this.#wait(coming ? listenCloselyMs : listenMs);
    } catch {
      // Refused, and asked again; or gone, which was told, and then it was stopped.
      this.#wait(listenMs);
    }
    if (!this.#stopped) this.#options.onLook();
  }

  /** True while files of a shot are still to come. */
  async #listen(body: Body): Promise<boolean> {
    const { events, traits, clock } = body;
    const { shots } = events;
    await events.drain(1, listenBudgetMs);
    this.tellTurned(body);
    for (const shot of shots.others) {
      if (!this.#met.has(shot)) shots.expected = await expectedFiles(body);
      this.#met.add(shot);
      const late = clock.elapsed() - shot.lastFileAt >= bodyShotMs;
      if (late && !shots.hasAll(shot)) await findUnannounced(body, shot);
      if (!late && !shots.isComplete(shot, clock.elapsed(), traits.quietAfterMs)) continue;
      shots.close(shot);
      this.#options.keeper.offer({ ...shot, origin: originOf(shot), expected: shots.expected });
    }
    return shots.others.length > 0;
  }
}
