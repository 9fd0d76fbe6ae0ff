import type { Clock } from '../../base/clock.ts';
import type { CardCopy, CopyFate, OfferedShot } from '../../contract/devices.ts';
import type { SettingName } from '../../contract/settings.ts';
import type { Body } from './body.ts';
import { BodyListener } from './body-listener.ts';
import { clearCard } from './card-clearing.ts';
import { fetchTelling } from './download-progress.ts';
import { detailOf, goneError, pause } from './faults.ts';
import { viewingForgotten } from './live-view.ts';
import { reconcile } from './reconciliation.ts';
import { ShotKeeper, type Turn } from './shot-keeper.ts';

export type BodySessionOptions = {
  port: string;
  body: Body;
  clock: Clock;
  /** Takes a turn at this very body. */
  turn: Turn;
  /** Connects to the body anew. Throws what libgphoto2 throws. */
  meet(port: string): Promise<Body>;
  onOffered(offered: OfferedShot): void;
  onProgress(progress: { bytes: number; of: number }): void;
  onTurned(settings: SettingName[]): void;
};

/** A new connection takes half a second: not between two shots that follow each other. */
const quietMs = 1000;
/** Whoever wants the card cleared waits so long for such a moment. */
const restBudgetMs = 3000;

/**
 * One body for as long as it is there: who listens to it and who keeps account of its pictures. Where one may lie on the
 * card that was not announced, the card is looked through in a quiet moment.
 */
export class BodySession {
  readonly keeper: ShotKeeper;
  readonly #options: BodySessionOptions;
  readonly #listener: BodyListener;
  #body: Body;
  #lastShotAt = Number.NEGATIVE_INFINITY;
  /** Whether it is known what lay on the card before. */
  #reconciled = false;
  #doubtful = false;
  #ended = false;

  constructor(options: BodySessionOptions) {
    const { clock, turn, onOffered, onProgress, onTurned } = options;
    this.#options = options;
    this.#body = options.body;
    this.keeper = new ShotKeeper({
      ...{ turn, clock, onOffered, fetch: fetchTelling(clock, onProgress) },
      onIncomplete: () => this.doubt(),
    });
    this.#listener = new BodyListener({ clock, turn, keeper: this.keeper, onTurned, onLook: () => this.#lookAgain() });
    this.#listener.start();
  }

  get body(): Body {
    return this.#body;
  }

  get lastShotAt(): number {
    return this.#lastShotAt;
  }

  /** Our own release is over. */
  noteShot(): void {
    this.#lastShotAt = this.#options.clock.elapsed();
  }

  /** Something may lie on the card that was not announced. */
  doubt(): void {
    this.#doubtful = true;
  }

  /** Tells of dials that were turned, before settings are written that would count as such. */
  tellTurned(): void {
    this.#listener.tellTurned(this.#body);
  }

  /** See the contract. */
  async reconcile(known: readonly string[] | null): Promise<string[]> {
    const settled = await this.#lookThrough(known);
    this.#reconciled = true;
    return settled;
  }

  /**
   * See the contract. On a new connection, so that what the body tells of its card is of now and not of a card that was
   * changed since; ends early when somebody photographs.
   */
  async clear(copies: readonly CardCopy[]): Promise<CopyFate[]> {
    const { clock } = this.#options;
    const until = clock.elapsed() + restBudgetMs;
    while (!this.#isAtRest && clock.elapsed() < until) await pause(clock, quietMs / 10);
    if (!this.#isAtRest || !(await this.#renew())) return [];
    await this.#lookThrough([]);
    return await clearCard(this.#options.turn, copies, () => this.#isAtRest);
  }

  /** What of its pictures is here already is offered; nothing is asked of the body any more but to be closed. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#listener.stop();
    this.keeper.close(this.#body.events.shots.others);
    // Closing a connection that is broken may fail in its turn, and says nothing new.
    await this.#body.native.close().catch(() => undefined);
  }

  #lookThrough(known: readonly string[] | null): Promise<string[]> {
    const { turn, clock } = this.#options;
    return reconcile(turn, this.keeper, known, () => clock.elapsed());
  }

  #lookAgain(): void {
    if (this.#body.events.takeMissed()) this.doubt();
    if (!this.#doubtful || !this.#isAtRest) return;
    this.#doubtful = false;
    this.#renew()
      .then(async (renewed) => {
        if (renewed) await this.#lookThrough([]);
        else this.doubt();
      })
      // Gone, which was told, and then the next connection looks.
      .catch(() => undefined);
  }

  /**
   * The library lists a folder once in a connection, and then goes by announcements only: a fresh list needs a new one.
   * False where a picture has come since it was asked for: what was announced would be forgotten with the connection.
   */
  #renew(): Promise<boolean> {
    const { turn, meet, port } = this.#options;
    return turn('preview', async (body) => {
      if (!this.#isQuiet) return false;
      await body.native.close();
      const renewed = await meet(port).catch((error: unknown) => {
        throw goneError(detailOf(error));
      });
      if (this.#ended) {
        // Nobody else would ever let go of this one.
        await renewed.native.close();
        throw goneError('not open');
      }
      // Another body answers at the same place: nothing of this one is asked of it.
      if (renewed.identity.serial !== body.identity.serial) {
        await renewed.native.close();
        throw goneError('another body');
      }
      this.#body = renewed;
      renewed.viewing.wanted = body.viewing.wanted;
      viewingForgotten(renewed);
      return true;
    });
  }

  /** Whether it is known what lies on the card, and nobody has photographed just now. */
  get #isAtRest(): boolean {
    return this.#reconciled && this.#isQuiet && this.#options.clock.elapsed() - this.#lastShotAt >= quietMs;
  }

  /** Whether no picture is on its way: none whose files are coming, none that waits to be offered. */
  get #isQuiet(): boolean {
    return this.#body.events.shots.others.length === 0 && this.keeper.idle;
  }
}
