/** Runs what it is given in the order in which it was asked. A failure ends only its own task. */
type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

/** One after the other. */
export function inTurn(): InTurn {
  return fewAtOnce(1);
}

/** `most` at a time. */
export function fewAtOnce(most: number): InTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < most) running += 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
