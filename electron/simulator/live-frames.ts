import type { Lens } from './lens.ts';
import type { SceneState } from './scene-state.ts';
import type { Shutter } from './shutter.ts';
import type { Subject, Zoom } from './subject-port.ts';

export type LiveFramesOptions = {
  subject: Subject;
  scene: SceneState;
  lens: Pick<Lens, 'defocus'>;
  shutter: Pick<Shutter, 'meter'>;
};

/** What live view shows: the scene as it is now, through the lens as it stands. */
export type LiveFrames = {
  /** Frames shown since the body was built. */
  readonly count: number;
  /** The next frame as a JPEG. With `simulated` it is as bright as the picture would be. */
  draw(size: { widthPx: number; heightPx: number }, zoom: Zoom, simulated: boolean): Promise<Uint8Array>;
};

/** Live view runs with the lens wide open. */
const openAperture = 2.8;

export function createLiveFrames({ subject, scene, lens, shutter }: LiveFramesOptions): LiveFrames {
  let count = 0;
  return {
    get count() {
      return count;
    },
    draw: (size, zoom, simulated) =>
      subject.liveFrame({
        look: scene.look,
        pose: scene.pose,
        ...size,
        sequence: count++,
        lamp: scene.lamp,
        zoom,
        defocus: lens.defocus(openAperture),
        imitates: simulated ? shutter.meter() : null,
      }),
  };
}
