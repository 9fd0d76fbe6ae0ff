import type { Subject } from '../subject-port.ts';
import { straightAhead } from './anatomy.ts';
import { drawFace, type Face, turnEyes } from './face.ts';
import { liveCamera } from './live.ts';
import { randomFrom } from './random.ts';
import { growGrain } from './sensor.ts';
import { inviteSitter } from './sitter.ts';
import { takePicture } from './stills.ts';

/**
 * A drawn sitter: a band of face around both eyes, in true millimetres. The same seed gives the same face; no two
 * pictures of it are alike. Pictures are taken one after the other, live frames may be asked for in between.
 */
export function createSubject(options: { seed: number; now?: () => number }): Subject {
  const { seed, now = () => performance.now() } = options;
  const sitter = inviteSitter(seed);
  const grain = growGrain(randomFrom(seed ^ 0x5bd1e995));
  const live = liveCamera(sitter, grain, seed, now);
  const faces = new Map<string, Promise<Face>>();
  const stills = inTurn();
  const frames = inTurn();

  /** One size in one light is kept at a time: a face for 24 megapixels takes 36 MB. */
  function face(flash: boolean, widthPx: number, heightPx: number): Promise<Face> {
    const key = `${flash} ${widthPx} ${heightPx}`;
    const kept = faces.get(key) ?? drawFace(sitter, flash ? 'flash' : 'room', widthPx, heightPx);
    faces.clear();
    faces.set(key, kept);
    return kept;
  }

  return {
    photograph: (exposure) =>
      stills(async () => {
        const { flash, widthPx, heightPx, number } = exposure;
        const seen = await face(flash, widthPx, heightPx);
        await turnEyes(seen, exposure.look ?? straightAhead);
        return takePicture(seen, exposure, grain, randomFrom(seed ^ Math.imul(number + 1, 0x85ebca6b)));
      }),
    liveFrame: (view) => frames(() => live.frame(view)),
    async close() {
      await Promise.allSettled([stills(async () => {}), frames(async () => {})]);
      faces.clear();
    },
  };
}

/** Runs jobs one after the other; a failing one does not stop the next. */
function inTurn(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job, job);
    last = next;
    return next;
  };
}
