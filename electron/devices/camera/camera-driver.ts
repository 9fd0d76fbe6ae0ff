import type { Addon } from '../../../native/addon.ts';
import { isGphotoFault } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type { CameraIdentity, CameraStatus, ShotResult } from '../../contract/devices.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { NeutralSettings, SettingResult } from '../../contract/settings.ts';
import type { Body } from './body.ts';
import { detailOf, goneError, pause, toCodedError, toOpeningError, whileBusy } from './faults.ts';
import { nextFrame } from './live-view.ts';
import { meetBody } from './meeting.ts';
import { ownBytes } from './picture-bytes.ts';
import { PriorityLane, type Urgency } from './priority-lane.ts';
import type { Quirks } from './quirks.ts';
import { applySettings } from './settings/apply.ts';
import { configure } from './settings/configure.ts';
import { endLiveView, takeShot } from './shot.ts';
import { readStatus } from './status.ts';

export type CameraDriverOptions = {
  /** Loads libgphoto2 when it is first needed. */
  addon(): Addon;
  clock: Clock;
  quirks: Quirks;
  /** The body has gone by itself. Called once per connection, after everything pending has failed. */
  onGone(detail: string): void;
};

const openBudgetMs = 3000;
/** How often a body that nobody asks is listened to: it may have been unplugged, or used by hand. */
const idleMs = 1000;
const idleDrainMs = 200;

/**
 * One camera. Whatever is asked of it waits its turn, the shutter first; a frame that is waited for never delays a
 * shot. A broken connection is closed at once and never used again: `open` makes a new one.
 */
export class CameraDriver {
  readonly #options: CameraDriverOptions;
  readonly #lane = new PriorityLane();
  #body: Body | undefined;
  #frames = 0;
  #lastShotAt = Number.NEGATIVE_INFINITY;
  #cancelIdle = (): void => {};

  constructor(options: CameraDriverOptions) {
    this.#options = options;
  }

  /** Milliseconds that libgphoto2 has spent in the call that runs now. */
  busyMs(): number {
    return this.#body?.native.busyMs() ?? 0;
  }

  /** Throws `camera-not-found`, `camera-claimed`, `camera-busy`. An open connection is closed first. */
  async open(port: string): Promise<CameraIdentity> {
    await this.close();
    return this.#lane.run('stop', async () => {
      const { addon, clock, quirks } = this.#options;
      try {
        const native = await whileBusy(clock, openBudgetMs, () => addon().open(port));
        if (!native) throw new CodedError('camera-busy', { detail: port });
        try {
          const body = await meetBody(native, clock, quirks);
          this.#body = body;
          this.#listenWhenIdle(body);
          return body.identity;
        } catch (error) {
          await native.close().catch(() => undefined);
          throw error;
        }
      } catch (error) {
        throw toOpeningError(error, port);
      }
    });
  }

  /** Idempotent. What waits fails with `camera-gone`. */
  async close(): Promise<void> {
    await this.#part('closed');
  }

  detect(): Promise<{ model: string; port: string }[]> {
    return this.#lane.run('status', async () => {
      try {
        return await this.#options.addon().detect();
      } catch (error) {
        throw toCodedError(error);
      }
    });
  }

  status(): Promise<CameraStatus> {
    return this.#do('status', readStatus);
  }

  apply(settings: NeutralSettings): Promise<SettingResult[]> {
    return this.#do('settings', async (body) => {
      await body.events.drain(1, idleDrainMs);
      return applySettings(body, settings);
    });
  }

  configure(key: string, value: string): Promise<void> {
    return this.#do('settings', (body) => configure(body, key, value));
  }

  /** See `takeShot`. A refusal that says no reason on a body without space is `camera-card-full`. */
  shoot(timeoutMs: number): Promise<ShotResult> {
    return this.#do('shutter', async (body) => {
      const { clock } = this.#options;
      const gapMs = this.#lastShotAt + body.traits.shotGapMs - clock.elapsed();
      if (gapMs > 0) await pause(clock, gapMs);
      try {
        return await takeShot(body, timeoutMs);
      } catch (error) {
        const refused = isGphotoFault(error) && (await body.survives(error));
        const coded = refused ? toCodedError(error) : error;
        if (!hasCode(coded, 'camera-failed')) throw coded;
        const { shotsLeft } = await readStatus(body);
        throw shotsLeft === 0 ? new CodedError('camera-card-full', coded.params, { cause: error }) : coded;
      } finally {
        this.#lastShotAt = clock.elapsed();
      }
    });
  }

  /** Throws `camera-live-view-refused`, `camera-busy`, `aborted`. */
  async frame(signal?: Abort): Promise<{ jpeg: Uint8Array<ArrayBuffer>; sequence: number }> {
    const preview = (): Promise<Uint8Array> => this.#do('preview', (body) => body.native.preview());
    try {
      const jpeg = await nextFrame(this.#options.clock, preview, signal);
      return { jpeg: ownBytes(jpeg), sequence: this.#frames++ };
    } catch (error) {
      if (!hasCode(error, 'camera-failed')) throw error;
      throw new CodedError('camera-live-view-refused', error.params, { cause: error });
    }
  }

  stopLiveView(): Promise<void> {
    return this.#do('stop', endLiveView);
  }

  #do<T>(urgency: Urgency, work: (body: Body) => Promise<T>): Promise<T> {
    return this.#lane.run(urgency, async () => {
      const body = this.#body;
      if (!body) throw goneError('not open');
      try {
        return await work(body);
      } catch (error) {
        if (!isGphotoFault(error) && !hasCode(error, 'camera-gone')) throw error;
        if (this.#body === body && (await body.survives(error))) throw toCodedError(error);
        if (this.#body === body) await this.#lose(detailOf(error));
        throw goneError(detailOf(error));
      }
    });
  }

  async #lose(detail: string): Promise<void> {
    await this.#part(detail);
    this.#options.onGone(detail);
  }

  async #part(detail: string): Promise<void> {
    this.#cancelIdle();
    const body = this.#body;
    if (!body) return;
    this.#body = undefined;
    this.#lane.clear(goneError(detail));
    // Closing a connection that is broken may fail in its turn, and says nothing new.
    await body.native.close().catch(() => undefined);
  }

  #listenWhenIdle(body: Body): void {
    if (this.#body !== body) return;
    this.#cancelIdle = this.#options.clock.setTimeout(() => {
      this.#do('drain', (opened) => opened.events.drain(1, idleDrainMs)).then(
        () => this.#listenWhenIdle(body),
        // A body that refuses to be listened to is left alone; one that is gone has been told of.
        () => undefined,
      );
    }, idleMs);
  }
}
