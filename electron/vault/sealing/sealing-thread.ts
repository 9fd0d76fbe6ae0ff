import { Worker } from 'node:worker_threads';
import { bundledWorker } from '../../base/bundled-worker.ts';
import { type Done, doWork, type Work } from './sealing-work.ts';

/**
 * One thread for the whole process: it starts when it is first needed and holds no process open. It knows no key but that of
 * the file which a piece of work belongs to.
 */
class SealingThread {
  readonly #worker: Worker;
  /** In the order of the questions, which is that of the answers. */
  readonly #waiting: ((done: Done | undefined) => void)[] = [];
  #reason: unknown;
  /** An answer has come: what has worked is worth another start. */
  proven = false;

  constructor(entry: string, ended: (reason: unknown) => void) {
    this.#worker = new Worker(entry, { name: 'sealing', execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (done: Done) => {
      this.proven = true;
      this.#waiting.shift()?.(done);
      if (this.#waiting.length === 0) this.#worker.unref();
    });
    this.#worker.on('error', (error) => {
      this.#reason = error;
    });
    this.#worker.on('exit', () => {
      ended(this.#reason);
      for (const answer of this.#waiting.splice(0)) answer(undefined);
    });
  }

  /** Undefined where the thread has ended before it was done. The caller's bytes stay as they are. */
  async do({ task, run, bytes }: Work): Promise<Done | undefined> {
    return await new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.ref();
      const own = new Uint8Array(bytes);
      this.#worker.postMessage({ task, run, bytes: own } satisfies Work, [own.buffer]);
    });
  }
}

let thread: SealingThread | null = null;
/** A thread that ended without a single answer: no other would do better. */
let isHopeless = false;

/**
 * Seals or opens beside the loop, on which all interactions wait. What a thread that ends leaves undone is done here, and the
 * next piece of work gets a new one: only time is lost, which a process warning tells of.
 */
export async function doInThread(work: Work): Promise<Done> {
  const done = await standing()?.do(work);
  return done === undefined ? doWork(work) : done;
}

function standing(): SealingThread | null {
  if (thread || isHopeless) return thread;
  try {
    const started = new SealingThread(entry(), (reason) => {
      thread = null;
      lost(started.proven, reason);
    });
    thread = started;
  } catch (error) {
    lost(false, error);
  }
  return thread;
}

function lost(proven: boolean, cause: unknown): void {
  isHopeless ||= !proven;
  const warning = new Error('The thread that seals pictures has ended.', { cause });
  process.emitWarning(Object.assign(warning, { name: 'SealingWarning', code: 'sealing-thread-lost' }));
}

function entry(): string {
  const found = bundledWorker('sealing', import.meta.dirname);
  if (found === undefined) throw new Error('The worker that seals pictures was not built.');
  return found;
}
