import type { Clock } from '../base/clock.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import type { CameraPort } from './ports.ts';

/**
 * The second wire: a page asks for one frame at a time (`next`), gets JPEG bytes, and asks again when it has drawn them.
 * Slow pages so get fewer frames, never late ones.
 */
export type FrameWire = {
  onNext(listener: () => void): void;
  send(jpeg: Uint8Array): void;
  onClose(listener: () => void): void;
};

export type LiveViewDeps = {
  /** The camera that the next picture is taken with, at this moment. */
  camera(): CameraPort;
  /** Whether pages may be shown now what the camera sees. */
  isAllowed(): boolean;
  clock: Clock;
  /** Logs what is not one of the camera's own codes. */
  unexpected(error: unknown, during: string): string;
  /** `error` has changed. */
  onChange(): void;
};

/** Pause after a frame that did not come. */
const retryMs = 250;

/** A picture that stands still for longer than this is not live: then it is said why. Shots and retries take less. */
const stillMs = 2000;

/** Pulls frames from the camera in use for as long as somebody waits for one, and gives each to all that wait. */
export class LiveView {
  readonly #deps: LiveViewDeps;
  readonly #waiting = new Set<FrameWire>();
  readonly #wanting = new Set<object>();
  #showing: CameraPort | null = null;
  #running = false;
  #closed = false;
  #error: ErrorInfo | undefined;
  #why: ErrorInfo | undefined;
  #cancelStill = (): void => {};

  constructor(deps: LiveViewDeps) {
    this.#deps = deps;
  }

  /** Why frames do not come although they are wanted; gone with the next that does. */
  get error(): ErrorInfo | undefined {
    return this.#error;
  }

  attach(wire: FrameWire): void {
    wire.onNext(() => {
      this.#waiting.add(wire);
      void this.#run();
    });
    wire.onClose(() => this.#waiting.delete(wire));
  }

  /** Live view runs while at least one page wants it; a page that has gone wants nothing. */
  async want(page: object, on: boolean): Promise<void> {
    if (on) this.#wanting.add(page);
    else this.#wanting.delete(page);
    if (this.#wanting.size > 0) {
      void this.#run();
      return;
    }
    this.#show(undefined);
    await this.#leave();
  }

  /** `isAllowed` may say something else now: nothing is shown any more, or what was wanted all along. */
  noticeRight(): void {
    if (this.#deps.isAllowed()) {
      void this.#run();
      return;
    }
    this.#show(undefined);
    // A frame that is under way would start it again.
    if (!this.#running) void this.#leave();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    this.#cancelStill();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#watchStill();
    while (this.#isWanted) {
      try {
        const jpeg = await (await this.#camera()).frame();
        if (!this.#deps.isAllowed()) break;
        const ready = [...this.#waiting];
        this.#waiting.clear();
        for (const wire of ready) wire.send(jpeg);
        this.#show(undefined);
        this.#watchStill();
      } catch (error) {
        this.#note(error);
        await new Promise<void>((resolve) => this.#deps.clock.setTimeout(resolve, retryMs));
      }
    }
    this.#cancelStill();
    this.#running = false;
    if (!this.#deps.isAllowed()) await this.#leave();
  }

  get #isWanted(): boolean {
    return this.#wanting.size > 0 && this.#waiting.size > 0 && !this.#closed && this.#deps.isAllowed();
  }

  /** Only one camera shows live view: another step's camera takes it over. */
  async #camera(): Promise<CameraPort> {
    const camera = this.#deps.camera();
    if (this.#showing !== camera) await this.#leave();
    this.#showing = camera;
    return camera;
  }

  async #leave(): Promise<void> {
    const camera = this.#showing;
    this.#showing = null;
    // A camera that is not there shows nothing any more.
    await camera?.stopLiveView().catch((error: unknown) => this.#log(error));
  }

  /** From now on a frame must come in time, or pages are told why none does. */
  #watchStill(): void {
    this.#cancelStill();
    this.#why = undefined;
    this.#cancelStill = this.#deps.clock.setTimeout(() => this.#show(this.#why ?? { code: 'camera-busy' }), stillMs);
  }

  /** A refusal stays one until something is done about it; anything else may pass by itself. */
  #note(error: unknown): void {
    const reference = this.#log(error);
    this.#why = error instanceof CodedError ? error.toInfo() : { code: 'internal', reference };
    const known = this.#error !== undefined && this.#error.code !== this.#why.code;
    if (known || this.#why.code === 'camera-live-view-refused') this.#show(this.#why);
  }

  #log(error: unknown): string | undefined {
    return error instanceof CodedError ? undefined : this.#deps.unexpected(error, 'live-view');
  }

  #show(error: ErrorInfo | undefined): void {
    if (error?.code === this.#error?.code) return;
    this.#error = error;
    this.#deps.onChange();
  }
}
