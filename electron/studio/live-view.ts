import { CodedError } from '../contract/errors.ts';

/**
 * The second wire: a page asks for one frame at a time (`next`), gets JPEG bytes, and asks again when it has drawn them.
 * Slow pages so get fewer frames, never late ones.
 */
export type FrameWire = {
  onNext(listener: () => void): void;
  send(jpeg: Uint8Array): void;
  onClose(listener: () => void): void;
};

/** Pause after a frame that did not come: the camera says elsewhere what is wrong. */
const retryMs = 250;

type LiveCamera = {
  frame(): Promise<Uint8Array>;
  stop(): Promise<void>;
  /** Logs what is not one of the camera's own codes. */
  unexpected(error: unknown, during: string): string;
};

/** Pulls frames from the camera for as long as somebody waits for one, and gives each to all that wait. */
export class LiveView {
  readonly #camera: LiveCamera;
  readonly #waiting = new Set<FrameWire>();
  readonly #wanting = new Set<object>();
  #running = false;
  #closed = false;

  constructor(camera: LiveCamera) {
    this.#camera = camera;
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
    const wanted = this.#wanting.size > 0;
    if (on) this.#wanting.add(page);
    else this.#wanting.delete(page);
    if (this.#wanting.size > 0) void this.#run();
    else if (wanted) await this.#camera.stop().catch((error: unknown) => this.#note(error));
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#wanting.size > 0 && this.#waiting.size > 0 && !this.#closed) {
      try {
        const jpeg = await this.#camera.frame();
        const ready = [...this.#waiting];
        this.#waiting.clear();
        for (const wire of ready) wire.send(jpeg);
      } catch (error) {
        this.#note(error);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    this.#running = false;
  }

  #note(error: unknown): void {
    if (!(error instanceof CodedError)) this.#camera.unexpected(error, 'live-view');
  }
}
