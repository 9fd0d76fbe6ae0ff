import type { Clock } from '../base/clock.ts';
import type { CameraStatus } from '../contract/devices.ts';
import { CodedError } from '../contract/errors.ts';
import type { CameraPort } from './ports.ts';

const everyMs = 5000;

type WatchDeps = {
  clock: Clock;
  unexpected(error: unknown, during: string): string;
  onChange(): void;
};

/** Battery, card and lens of one camera while it is ready: asked when it has come, then every five seconds. */
export class CameraStatusWatch {
  readonly #camera: CameraPort;
  readonly #deps: WatchDeps;
  #status: CameraStatus = {};
  #asking = false;
  #cancel = (): void => {};

  constructor(camera: CameraPort, deps: WatchDeps) {
    this.#camera = camera;
    this.#deps = deps;
  }

  /** Empty while no camera is there: an old battery level says nothing of the next body. */
  get status(): CameraStatus {
    return this.#camera.state === 'ready' || this.#camera.state === 'busy' ? this.#status : {};
  }

  /** Returns how to stop. */
  start(): () => void {
    const stopListening = this.#camera.onState(() => {
      if (this.#camera.state === 'ready' && this.#status.shotsLeft === undefined) void this.#ask();
      if (this.#camera.state === 'lost' || this.#camera.state === 'none') this.#status = {};
    });
    this.#schedule();
    if (this.#camera.state === 'ready') void this.#ask();
    return () => {
      stopListening();
      this.#cancel();
    };
  }

  #schedule(): void {
    this.#cancel = this.#deps.clock.setTimeout(() => {
      this.#schedule();
      void this.#ask();
    }, everyMs);
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#camera.state !== 'ready') return;
    this.#asking = true;
    try {
      this.#status = await this.#camera.status();
      this.#deps.onChange();
    } catch (error) {
      if (!(error instanceof CodedError)) this.#deps.unexpected(error, 'status');
    } finally {
      this.#asking = false;
    }
  }
}
