import type { Clock } from '../base/clock.ts';
import type { CameraView } from '../contract/camera-view.ts';
import type { OfferedShot } from '../contract/devices.ts';
import type { SettingName } from '../contract/settings.ts';
import { CameraStatusWatch } from './camera-status.ts';
import type { RoomCamera } from './cameras-in-use.ts';
import type { CameraPort, CamerasPort } from './ports.ts';

export type RoomDeps = {
  cameras: CamerasPort;
  clock: Clock;
  unexpected(error: unknown, during: string): string;
};

/** What the room tells of its cameras, whichever they are at the moment. */
export type RoomListener = {
  onChange(): void;
  onOffered(camera: CameraPort, offered: OfferedShot): void;
  onTurned(camera: CameraPort, settings: readonly SettingName[]): void;
  /** A camera can be asked for something again: it has just come or come back. */
  onReady(camera: CameraPort): void;
};

/**
 * The last time that a camera went away. `serial` tells whether it is the same one that came back, `begunAt` (wall clock)
 * since when it had been there: what was made before had been offered by then.
 */
export type Loss = { atMs: number; begunAt: number; serial: string | undefined };

type Watched = {
  status: CameraStatusWatch;
  strays: number;
  there: boolean;
  came: { atMs: number; at: number };
  loss: Loss | undefined;
  stop(): void;
};

/** A connection that lasted so long has offered all that lay on the camera; a shorter one may have broken before. */
const offeredAllMs = 20_000;

/** Keeps an eye on every camera that is in the room: its state, its status, its strays and when it was lost. */
export class Room {
  readonly #deps: RoomDeps;
  readonly #listener: RoomListener;
  readonly #watched = new Map<CameraPort, Watched>();

  constructor(deps: RoomDeps, listener: RoomListener) {
    this.#deps = deps;
    this.#listener = listener;
  }

  /** Returns how to stop. */
  start(): () => void {
    const stop = this.#deps.cameras.onChange(() => {
      this.#follow();
      this.#listener.onChange();
    });
    this.#follow();
    return () => {
      stop();
      for (const watched of this.#watched.values()) watched.stop();
      this.#watched.clear();
    };
  }

  views(): CameraView[] {
    return this.#deps.cameras.list().map((entry) => this.view(entry));
  }

  view({ role, camera }: RoomCamera): CameraView {
    const watched = this.#watched.get(camera);
    const { state, address, simulated, identity, progress, late, error } = camera;
    return {
      role,
      state,
      address,
      model: identity?.model,
      simulated,
      ...watched?.status.status,
      serial: identity?.serial,
      tools: identity?.tools,
      progress,
      late,
      strays: watched?.strays ?? 0,
      error,
    };
  }

  /** One more shot that belongs to no session and was left on this camera. */
  countStray(camera: CameraPort): void {
    const watched = this.#watched.get(camera);
    if (watched) watched.strays += 1;
    this.#listener.onChange();
  }

  lossOf(camera: CameraPort): Loss | undefined {
    return this.#watched.get(camera)?.loss;
  }

  #follow(): void {
    const present = new Set(this.#deps.cameras.list().map(({ camera }) => camera));
    for (const [camera, watched] of this.#watched) {
      if (present.has(camera)) continue;
      watched.stop();
      this.#watched.delete(camera);
    }
    for (const camera of present) if (!this.#watched.has(camera)) this.#watch(camera);
  }

  #now(): Watched['came'] {
    const { clock } = this.#deps;
    return { atMs: clock.elapsed(), at: clock.now() };
  }

  #watch(camera: CameraPort): void {
    const { onChange, onOffered, onTurned } = this.#listener;
    const status = new CameraStatusWatch(camera, { ...this.#deps, onChange });
    const stops = [
      camera.onState(() => this.#noticeState(camera)),
      camera.onOffered((offered) => onOffered(camera, offered)),
      camera.onTurned((settings) => onTurned(camera, settings)),
      status.start(),
    ];
    const stop = (): void => {
      for (const stopOne of stops) stopOne();
    };
    this.#watched.set(camera, {
      status,
      strays: 0,
      there: isThere(camera),
      came: this.#now(),
      loss: undefined,
      stop,
    });
  }

  #noticeState(camera: CameraPort): void {
    const watched = this.#watched.get(camera);
    if (!watched) return;
    const there = isThere(camera);
    const came = there && !watched.there;
    const { atMs, at } = this.#now();
    if (came) watched.came = { atMs, at };
    if (watched.there && !there) {
      const brief = atMs - watched.came.atMs < offeredAllMs;
      const begunAt = brief ? (watched.loss?.begunAt ?? watched.came.at) : watched.came.at;
      watched.loss = { atMs, begunAt, serial: camera.identity?.serial };
    }
    watched.there = there;
    if (came) this.#listener.onReady(camera);
    this.#listener.onChange();
  }
}

function isThere(camera: CameraPort): boolean {
  return camera.state === 'ready' || camera.state === 'busy';
}
