import { CodedError } from '../../contract/errors.ts';

/** One caller's question, to be answered once; answers that come later are passed over. */
export type Question<Item, Result> = {
  readonly item: Item;
  readonly open: boolean;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/** Questions that are asked as one. */
export type Batch<Item, Result> = {
  readonly questions: readonly Question<Item, Result>[];
  /** Fires when nobody waits for an answer any more, whether all have theirs or gave up. */
  readonly over: AbortSignal;
};

export type Gathered<Item, Result> = {
  /** Throws what its question was rejected with, `aborted` when the signal fires. */
  ask(item: Item, signal: AbortSignal): Promise<Result>;
  /** Resolves once nothing of any batch runs any more. */
  idle(): Promise<void>;
};

/**
 * Calls that come within `gatherMs` of a first one become one batch. What `run` leaves open is rejected with what it throws,
 * else with `store-unproven`. Batches do not wait for each other.
 */
export function gathered<Item, Result>(
  gatherMs: number,
  run: (batch: Batch<Item, Result>) => Promise<void>,
): Gathered<Item, Result> {
  const running = new Set<Promise<void>>();
  let gathering: ReturnType<typeof newBatch<Item, Result>> | undefined;

  function begin() {
    const batch = newBatch<Item, Result>();
    const started = new Promise<void>((resolve) => {
      setTimeout(() => {
        gathering = undefined;
        resolve();
      }, gatherMs);
    }).then(() => batch.run(run));
    running.add(started);
    started.finally(() => running.delete(started));
    return batch;
  }

  return {
    ask(item, signal) {
      gathering ??= begin();
      return gathering.add(item, signal);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

function newBatch<Item, Result>() {
  const questions: Question<Item, Result>[] = [];
  const over = new AbortController();
  /** One listener for each, however many questions it may end. */
  const endings = new Map<AbortSignal, { readonly asked: Question<Item, Result>[]; end(): void }>();

  function endingBy(signal: AbortSignal) {
    const known = endings.get(signal);
    if (known) return known;
    const asked: Question<Item, Result>[] = [];
    const end = () => {
      for (const question of asked) question.reject(new CodedError('aborted'));
    };
    endings.set(signal, { asked, end });
    signal.addEventListener('abort', end, { once: true });
    return { asked, end };
  }

  return {
    add: (item: Item, signal: AbortSignal) =>
      new Promise<Result>((resolve, reject) => {
        const settle = (settled: () => void) => {
          if (!question.open) return;
          question.open = false;
          settled();
          if (questions.every(({ open }) => !open)) over.abort();
        };
        const question = {
          item,
          open: true,
          resolve: (result: Result) => settle(() => resolve(result)),
          reject: (error: unknown) => settle(() => reject(error)),
        };
        questions.push(question);
        const { asked, end } = endingBy(signal);
        asked.push(question);
        if (signal.aborted) end();
      }),
    /** Never throws: what goes wrong is the answer to the questions that are left. */
    async run(work: (batch: Batch<Item, Result>) => Promise<void>): Promise<void> {
      let failure: unknown = new CodedError('store-unproven', { reason: 'no answer' });
      try {
        if (!over.signal.aborted) await work({ questions, over: over.signal });
      } catch (error) {
        failure = error;
      }
      for (const question of questions) question.reject(failure);
      for (const [signal, { end }] of endings) signal.removeEventListener('abort', end);
    },
  };
}
