/** Hands things from one side to another, one at a time: who gives waits until it was taken. */
export type Channel<T> = {
  /** Resolves once it was taken, or nobody will take it any more. */
  give(value: T): Promise<void>;
  /** The next one, or `undefined` after the end. Throws what it failed with. */
  take(): Promise<T | undefined>;
  end(): void;
  fail(reason: Error): void;
  /** From now on all that is given is passed over. */
  ignore(): void;
};

export function channel<T>(): Channel<T> {
  let given: { value: T; taken: () => void } | undefined;
  let waiting: { resolve: (value: T | undefined) => void; reject: (reason: Error) => void } | undefined;
  let closed: { reason?: Error } | undefined;
  let ignored = false;

  function close(how: { reason?: Error }): void {
    if (closed) return;
    closed = how;
    if (how.reason) {
      given?.taken();
      given = undefined;
      waiting?.reject(how.reason);
    } else waiting?.resolve(undefined);
    waiting = undefined;
  }

  return {
    give(value) {
      if (closed || ignored) return Promise.resolve();
      if (waiting) {
        waiting.resolve(value);
        waiting = undefined;
        return Promise.resolve();
      }
      return new Promise((taken) => {
        given = { value, taken };
      });
    },
    take() {
      if (given) {
        const { value, taken } = given;
        given = undefined;
        taken();
        return Promise.resolve(value);
      }
      if (closed?.reason) return Promise.reject(closed.reason);
      if (closed) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    end: () => close({}),
    fail: (reason) => close({ reason }),
    ignore() {
      ignored = true;
      given?.taken();
      given = undefined;
    },
  };
}
