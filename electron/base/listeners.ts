/** Who wants to hear of something. */
export type Listeners<T = void> = {
  /** Returns how to stop. */
  add(listener: (value: T) => void): () => void;
  /** Calls those who listen now; who comes or goes meanwhile changes nothing. */
  tell(value: T): void;
  clear(): void;
};

export function createListeners<T = void>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(value) {
      for (const listener of [...all]) listener(value);
    },
    clear: () => all.clear(),
  };
}
