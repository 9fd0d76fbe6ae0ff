/**
 * Who wants to know that something has changed. Watchers hear of every change; tellers once after all changes of one tick,
 * so that a page gets one snapshot of them.
 */
export class Changes {
  readonly #watchers = new Set<() => void>();
  readonly #tell: () => void;
  #telling = false;
  #closed = false;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  note(): void {
    for (const watcher of [...this.#watchers]) watcher();
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
