type Teardown = () => void | Promise<void>;

/** What has been opened and must be closed again, last opened first. */
export type Disposables = {
  defer(teardown: Teardown): void;
  /**
   * Runs every teardown, also after one has failed, then throws the first failure (the others are its `suppressed`
   * when there are several). A second call does nothing.
   */
  dispose(): Promise<void>;
};

export function disposables(): Disposables {
  const stack: Teardown[] = [];
  return {
    defer: (teardown) => stack.push(teardown),
    async dispose() {
      const errors: unknown[] = [];
      for (let teardown = stack.pop(); teardown !== undefined; teardown = stack.pop()) {
        try {
          await teardown();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw withSuppressed(errors[0], errors.slice(1));
    },
  };
}

function withSuppressed(first: unknown, later: unknown[]): unknown {
  if (later.length > 0 && first instanceof Error && Object.isExtensible(first))
    Object.assign(first, { suppressed: later });
  return first;
}
