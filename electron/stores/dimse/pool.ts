import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Association } from './association.ts';

/** Associations with one peer, used by one at a time and kept for the next. */
export type Pool = {
  /**
   * Runs `work` on an association that nobody else uses, opened if need be. One that broke while it was kept is replaced, and
   * `work` begun anew, if `mayBeginAnew` then says so. Throws what opening one throws if there is none at all, what `work` throws, `aborted`.
   */
  use<T>(signal: AbortSignal, work: (association: Association) => Promise<T>, mayBeginAnew: () => boolean): Promise<T>;
  /** Releases what nobody uses now, and the others when they come back. */
  close(): Promise<void>;
};

type Kept = {
  readonly association: Association;
  used: boolean;
  over: boolean;
  retired: boolean;
  linger?: NodeJS.Timeout;
};
type Waiter = { give(kept: Kept): void; fail(reason: unknown): void };

/**
 * At most `most` at once. Peers that take fewer, by refusing or by letting the others wait, are used with as many as they
 * take: whoever waits gets the first that is free, new or come back.
 */
export function associationPool(
  open: (signal: AbortSignal) => Promise<Association>,
  { most, lingerMs }: { most: number; lingerMs: number },
): Pool {
  const all = new Set<Kept>();
  const idle: Kept[] = [];
  const waiters: Waiter[] = [];
  const opening: AbortController[] = [];
  let allowed = most;

  function grow(): void {
    if (opening.length >= waiters.length || opening.length + all.size >= allowed) return;
    const stop = new AbortController();
    opening.push(stop);
    open(stop.signal).then(
      (association) => {
        opening.splice(opening.indexOf(stop), 1);
        if (stop.signal.aborted) void association.release();
        else keep(association);
      },
      (error: unknown) => {
        opening.splice(opening.indexOf(stop), 1);
        if (stop.signal.aborted) return;
        if (all.size > 0) allowed = all.size;
        else if (opening.length === 0) for (const waiter of waiters.splice(0)) waiter.fail(error);
      },
    );
  }

  function keep(association: Association): void {
    const kept: Kept = { association, used: false, over: false, retired: false };
    all.add(kept);
    void association.ended.then(() => {
      kept.over = true;
      all.delete(kept);
      drop(kept);
      if (all.size === 0) allowed = most;
      grow();
    });
    pass(kept);
  }

  function pass(kept: Kept): void {
    if (kept.over) return;
    const waiter = kept.retired ? undefined : waiters.shift();
    if (waiter) {
      waiter.give(kept);
      return;
    }
    if (kept.retired) {
      void kept.association.release();
      return;
    }
    idle.push(kept);
    kept.linger = setTimeout(() => {
      drop(kept);
      void kept.association.release();
    }, lingerMs);
  }

  function drop(kept: Kept): void {
    clearTimeout(kept.linger);
    const at = idle.indexOf(kept);
    if (at >= 0) idle.splice(at, 1);
  }

  function take(signal: AbortSignal): Promise<Kept> {
    if (signal.aborted) return Promise.reject(new CodedError('aborted'));
    const ready = idle.at(-1);
    if (ready) {
      drop(ready);
      return Promise.resolve(ready);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiters.splice(waiters.indexOf(waiter), 1);
        if (opening.length > waiters.length) opening.at(-1)?.abort();
        reject(new CodedError('aborted'));
      };
      const waiter: Waiter = {
        give(kept) {
          signal.removeEventListener('abort', leave);
          resolve(kept);
        },
        fail(reason) {
          signal.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      waiters.push(waiter);
      grow();
    });
  }

  return {
    async use(signal, work, mayBeginAnew) {
      for (;;) {
        const kept = await take(signal);
        const first = !kept.used;
        kept.used = true;
        try {
          return await work(kept.association);
        } catch (error) {
          // The peer may end what nobody uses, at any moment; the same on a fresh one is a failure.
          if (first || !hasCode(error, 'store-unreachable') || !mayBeginAnew()) throw error;
        } finally {
          pass(kept);
        }
      }
    },
    async close() {
      for (const stop of opening) stop.abort();
      const unused = [...idle];
      for (const kept of all) kept.retired = true;
      for (const kept of unused) drop(kept);
      await Promise.all(unused.map(({ association }) => association.release()));
    },
  };
}
