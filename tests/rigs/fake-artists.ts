import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import type { PlannedStep } from '../../electron/contract/protocol.ts';
import { eyesTurnAlone } from '../../electron/simulator/subject/scene.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { preview } from '../../electron/studio/imaging/preview.ts';
import { poseFor } from '../../electron/studio/pose.ts';
import { exposure } from './drawn-subject.ts';
import { eyePicture } from './eye-picture.ts';

/** Whoever makes the fake studio's pictures: as the sensor has them for live view, as they are looked at for previews. */
export type Artist = {
  preview(step: PlannedStep, widthPx: number): Promise<Buffer>;
  frame(step: PlannedStep | undefined, sequence: number, clipped: boolean): Promise<Buffer>;
  close(): Promise<void>;
};

/** A quick drawing of two eyes for every step: enough where the face does not matter. */
export const eyesArtist: Artist = {
  async preview({ fixation, orientation }, widthPx) {
    const picture = await eyePicture({ fixation, widthPx });
    return orientation === 'portrait'
      ? await sharp(picture)
          .resize(widthPx, Math.round(widthPx * 1.5))
          .toBuffer()
      : picture;
  },
  frame: (step, sequence, clipped) =>
    eyePicture({ fixation: step?.fixation, widthPx: 960, shiftMm: 0.6 * Math.sin(sequence / 6), clipped }),
  close: async () => {},
};

/** The virtual camera's own sitter, who holds still: the same step gives the same picture to the last byte. */
export function sitterArtist(seed = 11): Artist {
  let now = 0;
  const subject = createSubject({ seed, now: () => now });
  const pictures = new Map<string, Promise<Uint8Array>>();
  const once = (key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const made = pictures.get(key) ?? make();
    pictures.set(key, made);
    return made;
  };
  const poseOf = (step: PlannedStep) => poseFor(step, { portraitGrip: 'up' });
  return {
    async preview(step, widthPx) {
      const { fixation: look = null, id } = step;
      const size = { widthPx: 1200, heightPx: 800 };
      const jpeg = await once(`still ${id}`, () => subject.photograph(exposure({ look, pose: poseOf(step), ...size })));
      return Buffer.from(await preview(jpeg, widthPx, step.mirror));
    },
    async frame(step) {
      const view = {
        widthPx: 1440,
        heightPx: 960,
        sequence: 0,
        lamp: true,
        zoom: wholeField,
        defocus: 0,
        imitates: null,
      };
      const pose = step ? poseOf(step) : null;
      const look = step?.fixation ?? null;
      const settled = async (): Promise<Uint8Array> => {
        // Eyes take their time to turn: the first frame begins it, the second is a minute later.
        const first = await subject.liveFrame({ ...view, look, pose });
        now += 60_000;
        let frame = await subject.liveFrame({ ...view, look, pose });
        // More than eyes is first drawn coarsely: what holds still is the fine drawing that takes its place.
        while (!eyesTurnAlone(pose) && Buffer.compare(first, frame) === 0) {
          await wait(50);
          frame = await subject.liveFrame({ ...view, look, pose });
        }
        return frame;
      };
      return Buffer.from(await once(`live ${step?.id}`, settled));
    },
    close: () => subject.close(),
  };
}
