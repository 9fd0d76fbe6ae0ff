import sharp from 'sharp';
import type { Exposure, LiveView, Subject } from '../../electron/simulator/subject-port.ts';

export type StubSubject = Subject & {
  /** What was asked and what was given, oldest first. */
  readonly photographs: { exposure: Exposure; jpeg: Uint8Array }[];
  readonly liveViews: LiveView[];
};

/** A subject of one flat colour per picture: grey when lit, near black when not. Small and fast, but real JPEG. */
export function stubSubject(): StubSubject {
  const photographs: StubSubject['photographs'] = [];
  const liveViews: LiveView[] = [];
  const flat = (width: number, height: number, level: number): Promise<Uint8Array> =>
    sharp({ create: { width, height, channels: 3, background: { r: level, g: (level * 3) % 256, b: 128 } } })
      .jpeg()
      .toBuffer();
  return {
    photographs,
    liveViews,
    async photograph(exposure) {
      const level = exposure.flash ? 100 + (exposure.number % 100) : 4;
      const jpeg = await flat(exposure.widthPx, exposure.heightPx, level);
      photographs.push({ exposure, jpeg });
      return jpeg;
    },
    async liveFrame(view) {
      liveViews.push(view);
      return await flat(view.widthPx, view.heightPx, view.lamp ? 150 : 20);
    },
    close: async () => {},
  };
}
