import type { Clock } from '../base/clock.ts';
import type { CardFile } from './card.ts';
import { createCurtain } from './curtain.ts';
import type { Lens } from './lens.ts';
import { format } from './ptp/codes.ts';
import type { SceneState } from './scene-state.ts';
import { exifOrientation } from './subject/held.ts';
import type { Exposure, Subject } from './subject-port.ts';
import type { RawPicture } from './tiff.ts';

/** One of the one or two files of a shot. `share` is of the sensor's width. */
export type PlannedFile = { kind: 'raw' | 'jpeg'; share: number };

/** Seconds of a bulb exposure are infinite. */
export type Film = Pick<Exposure, 'aperture' | 'shutterS' | 'iso'>;

/** What a make's pictures are, as its properties stand. */
export type Pictures = {
  /** Height by width. */
  readonly aspect: number;
  readonly raw: { extension: string; format: number; wrap(jpeg: Uint8Array, picture: RawPicture): Uint8Array };
  /** The files that the next release makes, in the order in which the body writes them. */
  files(): PlannedFile[];
  /** What the white balance assumes of the light. */
  kelvin(): number;
  film(flash: boolean): Film;
  /** How long the self-timer waits; 0 where it is off. */
  selfTimerS(): number;
};

export type ShutterOptions = {
  clock: Clock;
  subject: Subject;
  scene: SceneState;
  pictures: Pictures;
  /** Long side of the largest pictures. */
  widthPx: number;
  body: Exposure['body'];
  /** The camera's own time. */
  time: () => Date;
  /** How the lens stands. */
  lens: Pick<Lens, 'defocus'>;
};

/** What one release makes: `files` in the order in which the body writes them. */
export type Shot = { files(base: string): CardFile[] };

export type Shutter = {
  /** How often it was released. */
  readonly count: number;
  /** What the next picture would be taken with; bulb reads as a second. */
  meter(): Film;
  /** Size of the largest picture at the present setting. */
  size(): { widthPx: number; heightPx: number };
  /** How many files the next release makes. */
  fileCount(): number;
  /** Opens the shutter now and resolves when it has closed and the picture is drawn. One at a time. */
  release(): Promise<Shot>;
  readonly inBulb: boolean;
  /** Ends a bulb exposure. False where there is none. */
  endBulb(): boolean;
  /** Ends any exposure at once, as when the power goes. */
  close(): void;
};

export function createShutter(options: ShutterOptions): Shutter {
  const { clock, subject, scene, pictures, body } = options;
  const curtain = createCurtain(clock);
  let count = 0;

  function sizeOf(share: number): { widthPx: number; heightPx: number } {
    const widthPx = 2 * Math.round((options.widthPx * share) / 2);
    return { widthPx, heightPx: 2 * Math.round((widthPx * pictures.aspect) / 2) };
  }

  async function release(): Promise<Shot> {
    const delayS = pictures.selfTimerS();
    if (delayS > 0) await curtain.open(delayS);
    const files = pictures.files();
    const flash = scene.expose();
    const { shutterS, ...film } = pictures.film(flash);
    const takenAt = options.time();
    count += 1;
    const settings = {
      ...film,
      kelvin: pictures.kelvin(),
      flash,
      takenAt,
      look: scene.look,
      pose: scene.pose,
      defocus: options.lens.defocus(film.aperture),
      number: count,
      body,
    };
    const shares = [...new Set(files.map(({ share }) => share))];
    const draw = (seconds: number): Promise<Uint8Array[]> =>
      Promise.all(shares.map((share) => subject.photograph({ ...settings, ...sizeOf(share), shutterS: seconds })));
    const drawn = Number.isFinite(shutterS)
      ? (await Promise.all([draw(shutterS), curtain.open(shutterS)]))[0]
      : await draw(await curtain.open(shutterS));

    return {
      files: (base) =>
        files.map(({ kind, share }) => {
          const jpeg = drawn[shares.indexOf(share)] ?? new Uint8Array();
          const size = sizeOf(share);
          const file =
            kind === 'jpeg'
              ? { name: `${base}.JPG`, format: format.exifJpeg, data: jpeg }
              : {
                  name: `${base}.${pictures.raw.extension}`,
                  format: pictures.raw.format,
                  data: pictures.raw.wrap(jpeg, {
                    ...size,
                    model: body.model,
                    orientation: exifOrientation(settings.pose),
                  }),
                };
          return { ...file, preview: jpeg, ...size, takenAt };
        }),
    };
  }

  return {
    get count() {
      return count;
    },
    meter() {
      const meant = pictures.film(false);
      return Number.isFinite(meant.shutterS) ? meant : { ...meant, shutterS: 1 };
    },
    size: () => sizeOf(Math.max(...pictures.files().map(({ share }) => share))),
    fileCount: () => pictures.files().length,
    release,
    get inBulb() {
      return curtain.held;
    },
    endBulb() {
      const was = curtain.held;
      if (was) curtain.shut();
      return was;
    },
    close: () => curtain.shut(),
  };
}
