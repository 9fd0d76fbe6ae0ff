import type { Addon } from '../../../native/addon.ts';
import { isGphotoFault } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type {
  CameraIdentity,
  CameraStatus,
  CardCopy,
  ConfigKey,
  CopyFate,
  LiveViewing,
  OfferedShot,
  ShotResult,
} from '../../contract/devices.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Abort } from '../../contract/rpc.ts';
import type { NeutralSettings, SettingName, SettingResult } from '../../contract/settings.ts';
import type { Body } from './body.ts';
import { BodySession } from './body-session.ts';
import { detailOf, goneError, pause, toCodedError, toOpeningError } from './faults.ts';
import { autofocus, focusForShot, turnFocus } from './focus.ts';
import { inspect } from './inspection.ts';
import { LiveFrames } from './live-frames.ts';
import { endLiveView, previewOf, viewingForgotten } from './live-view.ts';
import { setViewing } from './live-viewing.ts';
import { openBody } from './opening.ts';
import { PriorityLane, type Urgency } from './priority-lane.ts';
import type { Quirks } from './quirks.ts';
import { unexplainedMs } from './releasing.ts';
import { applySettings } from './settings/apply.ts';
import { configure } from './settings/configure.ts';
import { takeShot } from './shot.ts';
import { liveViewRefusalOf, refusalOf } from './shot-refusal.ts';
import { readStatus } from './status.ts';

export type CameraDriverOptions = {
  /** Loads libgphoto2 when it is first needed. */
  addon(): Addon;
  clock: Clock;
  quirks: Quirks;
  /** The body has gone by itself. Called once per connection, after everything pending has failed. */
  onGone(detail: string): void;
  /** A shot that was not asked for here; see the contract. */
  onOffered(offered: OfferedShot): void;
  onProgress(progress: { bytes: number; of: number }): void;
  onTurned(settings: SettingName[]): void;
};

const echoBudgetMs = 200;

/**
 * One camera. Whatever is asked of it waits its turn, the shutter first; a frame that is waited for never delays a
 * shot. A broken connection is closed at once and never used again: `open` makes a new one.
 */
export class CameraDriver {
  readonly #options: CameraDriverOptions;
  readonly #lane = new PriorityLane();
  readonly #frames: LiveFrames;
  #session: BodySession | undefined;
  #addon: Addon | undefined;
  /** What was last asked of the focus: like every setting it stands until something else is. */
  #focus: string | undefined;

  constructor(options: CameraDriverOptions) {
    this.#options = options;
    this.#frames = new LiveFrames({
      clock: options.clock,
      preview: (wanted) =>
        this.#do('preview', async (body) => {
          if (!wanted()) throw new CodedError('aborted', { call: 'frame' });
          return previewOf(body);
        }),
      recycle: (old) => this.#session?.body.native.recycle(old),
    });
  }

  /** Milliseconds for which libgphoto2 has kept us waiting for nothing in the call that runs now, also while it opens. */
  busyMs(): number {
    const quietMs = this.#addon?.busyMs() ?? 0;
    return this.#session ? unexplainedMs(this.#session.body, quietMs) : quietMs;
  }

  /** Throws `camera-not-found`, `camera-claimed`, `camera-busy`. An open connection is closed first. */
  async open(port: string): Promise<CameraIdentity> {
    await this.close();
    return this.#lane.run('stop', async () => {
      try {
        const body = await this.#meet(port);
        this.#session = this.#begin(port, body);
        return body.identity;
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
        return await this.#load().detect();
      } catch (error) {
        throw toCodedError(error);
      }
    });
  }

  status(): Promise<CameraStatus> {
    return this.#do('status', readStatus);
  }

  apply(settings: NeutralSettings): Promise<SettingResult[]> {
    if (settings.focus !== undefined) this.#focus = settings.focus;
    return this.#set((body) => applySettings(body, settings));
  }

  configure(key: string, value: string): Promise<void> {
    return this.#set((body) => configure(body, key, value));
  }

  /** See the contract. */
  async inspect(): Promise<{ library: string; keys: ConfigKey[] }> {
    return { library: this.#load().version, keys: await this.#do('status', inspect) };
  }

  view(viewing: LiveViewing): Promise<LiveViewing> {
    this.#frames.drop();
    return this.#set((body) => setViewing(body, viewing));
  }

  focus(steps: number): Promise<{ end: boolean }> {
    return this.#set((body) => turnFocus(body, steps));
  }

  autofocus(): Promise<void> {
    return this.#set(autofocus);
  }

  /** See `takeShot`. A refusal that says no reason is explained by what the body says of its card and battery. */
  shoot(timeoutMs: number): Promise<ShotResult> {
    return this.#do('shutter', async (body, session) => {
      const { clock } = this.#options;
      const gapMs = session.lastShotAt + body.traits.shotGapMs - clock.elapsed();
      if (gapMs > 0) await pause(clock, gapMs);
      try {
        await focusForShot(body, this.#focus);
        const shot = await takeShot(body, timeoutMs, session.keeper.fetch);
        session.keeper.handedOver(shot);
        if (!shot.complete) session.doubt();
        return shot;
      } catch (error) {
        const begun = body.events.shots.others.length > 0;
        if (begun || body.traits.releaseDropsEvents || hasCode(error, 'shot-incomplete')) session.doubt();
        throw await refusalOf(body, error);
      } finally {
        viewingForgotten(body);
        session.noteShot();
      }
    });
  }

  /** See the contract. */
  async reconcile(known: readonly string[] | null): Promise<string[]> {
    if (!this.#session) throw goneError('not open');
    return await this.#session.reconcile(known);
  }

  /** See the contract. */
  async settle(sources: readonly string[], discard: boolean): Promise<void> {
    if (!this.#session) throw goneError('not open');
    await this.#session.keeper.settle(sources, discard);
  }

  /** See the contract. */
  async clear(copies: readonly CardCopy[]): Promise<CopyFate[]> {
    if (!this.#session) throw goneError('not open');
    return await this.#session.clear(copies);
  }

  /** Throws `camera-live-view-refused`, `camera-busy`, `aborted`. How long the bytes stand, `LiveFrames` says. */
  async frame(signal?: Abort): Promise<{ jpeg: Uint8Array<ArrayBuffer>; sequence: number }> {
    try {
      return await this.#frames.next(signal);
    } catch (error) {
      if (!hasCode(error, 'camera-failed')) throw error;
      const code = await this.#do('status', liveViewRefusalOf);
      throw new CodedError(code, error.params, { cause: error });
    }
  }

  stopLiveView(): Promise<void> {
    this.#frames.drop();
    return this.#do('stop', endLiveView);
  }

  #load(): Addon {
    this.#addon ??= this.#options.addon();
    return this.#addon;
  }

  #meet(port: string): Promise<Body> {
    return openBody(this.#load(), port, this.#options.clock, this.#options.quirks);
  }

  #begin(port: string, body: Body): BodySession {
    const { clock, onOffered, onTurned, onProgress } = this.#options;
    const session: BodySession = new BodySession({
      ...{ port, body, clock, onOffered, onTurned, onProgress },
      turn: (urgency, work) => this.#do(urgency, work, session),
      meet: (at) => this.#meet(at),
    });
    return session;
  }

  /** Writes settings: what the body then says has changed was no hand's doing. */
  #set<T>(work: (body: Body) => Promise<T>): Promise<T> {
    return this.#do('settings', async (body, session) => {
      await body.events.drain(1, echoBudgetMs);
      session.tellTurned();
      try {
        return await work(body);
      } finally {
        await body.events.drain(1, echoBudgetMs);
        body.events.takeChanged();
      }
    });
  }

  /** Takes a turn at the body, or only at the one of `wanted`: the next connection is nothing to the last one's errands. */
  #do<T>(urgency: Urgency, work: (body: Body, session: BodySession) => Promise<T>, wanted?: BodySession): Promise<T> {
    return this.#lane.run(urgency, async () => {
      const session = this.#session;
      if (!session || (wanted && wanted !== session)) throw goneError('not open');
      const { body } = session;
      try {
        return await work(body, session);
      } catch (error) {
        if (!isGphotoFault(error) && !hasCode(error, 'camera-gone')) throw error;
        if (this.#session === session && (await body.survives(error))) throw toCodedError(error);
        if (this.#session === session) await this.#lose(detailOf(error));
        throw goneError(detailOf(error));
      }
    });
  }

  async #lose(detail: string): Promise<void> {
    await this.#part(detail);
    this.#options.onGone(detail);
  }

  async #part(detail: string): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    const ended = session.end();
    this.#lane.clear(goneError(detail));
    await ended;
  }
}
