/** Resolves after `ms`, or as soon as one of them fires or settles. Never throws, leaves no timer behind. */
export function atMost(ms: number, ...sooner: readonly (AbortSignal | Promise<unknown>)[]): Promise<void> {
  return new Promise((resolve) => {
    const signals = sooner.filter((one) => one instanceof AbortSignal);
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const one of sooner) {
      if (!(one instanceof AbortSignal)) one.then(done, done);
      else if (one.aborted) done();
      else one.addEventListener('abort', done, { once: true });
    }
  });
}
