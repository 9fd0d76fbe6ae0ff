import { Worker } from 'node:worker_threads';
import { bundledWorker } from '../../../base/bundled-worker.ts';
import { inTurn } from '../../../base/in-turn.ts';
import { CodedError } from '../../../contract/errors.ts';
import type { SmallPicture } from './small-picture.ts';
import type { Turn } from './turn.ts';
import type { TurnedJpeg } from './turn-jpeg.ts';
import { doTurning, type TurningDone, type TurningWork } from './turning-work.ts';

/** One picture at a time: the coefficients of one alone can be a hundred megabytes. */
const oneByOne = inTurn();
let worker: Worker | undefined;

/**
 * `turnJpeg` beside the loop, on which all interactions wait. What a thread that ends leaves undone is done here: only time is
 * lost, which a process warning tells of.
 */
export async function turnInThread(jpeg: Uint8Array, turn: Turn): Promise<TurnedJpeg> {
  const done = await oneByOne(() => ask({ task: 'turn', jpeg, turn }));
  if ('turned' in done) return done.turned;
  throw failure(done);
}

/** `smallPicture` beside the loop, as `turnInThread`. */
export async function smallInThread(jpeg: Uint8Array, turn: Turn, longSidePx: number): Promise<SmallPicture> {
  const done = await oneByOne(() => ask({ task: 'small', jpeg, turn, longSidePx }));
  if ('small' in done) return done.small;
  throw failure(done);
}

function failure(done: TurningDone): Error {
  return 'failed' in done ? CodedError.from(done.failed) : new Error('an answer to another question');
}

async function ask(work: TurningWork): Promise<TurningDone> {
  worker ??= start();
  const standing = worker;
  if (!standing) return doTurning(work);
  const done = await new Promise<TurningDone | undefined>((resolve) => {
    const end = (): void => {
      standing.off('message', answer);
      standing.off('exit', lost);
      standing.unref();
    };
    const answer = (done: TurningDone): void => {
      end();
      resolve(done);
    };
    const lost = (): void => {
      end();
      resolve(undefined);
    };
    standing.once('message', answer);
    standing.once('exit', lost);
    standing.ref();
    standing.postMessage(work);
  });
  return done ?? doTurning(work);
}

/** Starts when it is first needed and holds no process open. A checkout that was not built has none: there the caller does it. */
function start(): Worker | undefined {
  const entry = bundledWorker('turning', import.meta.dirname);
  if (entry === undefined) return undefined;
  const started = new Worker(entry, { name: 'turning', execArgv: [] });
  started.unref();
  started.on('error', (cause) => {
    const warning = new Error('The thread that turns pictures has ended.', { cause });
    process.emitWarning(Object.assign(warning, { name: 'TurningWarning', code: 'turning-thread-lost' }));
  });
  started.on('exit', () => {
    worker = undefined;
  });
  return started;
}
