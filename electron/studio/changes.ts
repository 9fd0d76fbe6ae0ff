import { createListeners } from '../base/listeners.ts';

/**
 * Who wants to know that something has changed. Watchers hear of every change; tellers once after all changes of one tick,
 * so that a page gets one snapshot of them.
 */
export class Changes {
  readonly #watchers = createListeners();
  readonly #tell: () => void;
  #telling = false;
  #closed = false;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  watch(listener: () => void): () => void {
    return this.#watchers.add(listener);
  }

  note(): void {
    this.#watchers.tell();
    if (this.#telling || this.#closed) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      if (!this.#closed) this.#tell();
    });
  }

  /** Nothing is told any more. */
  close(): void {
    this.#closed = true;
  }
}
