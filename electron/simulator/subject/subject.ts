import type { Exposure, Subject } from '../subject-port.ts';
import { straightAhead } from './anatomy.ts';
import { liveCamera } from './live.ts';
import { randomFrom } from './random.ts';
import { drawScene, eyesTurnAlone, type Scene } from './scene.ts';
import { growGrain } from './sensor.ts';
import { inviteSitter } from './sitter.ts';
import { takePicture } from './stills.ts';

/**
 * A drawn sitter, from every side that a protocol asks for, in true millimetres. The same seed gives the same face; no two
 * pictures of it are alike. Pictures are taken one after the other, live frames may be asked for in between.
 */
export function createSubject(options: { seed: number; now?: () => number }): Subject {
  const { seed, now = () => performance.now() } = options;
  const sitter = inviteSitter(seed);
  const grain = growGrain(randomFrom(seed ^ 0x5bd1e995));
  const live = liveCamera(sitter, grain, seed, now);
  const stills = inTurn();
  const frames = inTurn();
  let kept: { key: string; scene: Promise<Scene> } | undefined;

  /** One is kept at a time: a scene for 24 megapixels takes 36 MB. */
  function sceneFor({ flash, pose, look, widthPx, heightPx }: Exposure): Promise<Scene> {
    const key = JSON.stringify([
      flash,
      pose && { ...pose, look: null },
      eyesTurnAlone(pose) || look,
      widthPx,
      heightPx,
    ]);
    if (kept?.key !== key) {
      const lighting = flash ? 'flash' : 'room';
      const scene = drawScene(sitter, { lighting, pose, look: look ?? straightAhead, widthPx, heightPx });
      kept = { key, scene };
    }
    return kept.scene;
  }

  return {
    photograph: (exposure) =>
      stills(async () => {
        const scene = await sceneFor(exposure);
        await scene.look(exposure.look ?? straightAhead);
        return takePicture(scene, exposure, grain, randomFrom(seed ^ Math.imul(exposure.number + 1, 0x85ebca6b)));
      }),
    liveFrame: (view) => frames(() => live.frame(view)),
    async close() {
      await Promise.allSettled([stills(async () => {}), frames(async () => {})]);
      kept = undefined;
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
